import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { makeFolder } from '../make-folder.ts'
import { ensureOutput } from './cursors.ts'
import { companions, isStorageError, journalFileName, openDatabase, transaction } from './database.ts'
import { highestSeq, startAfter } from './readings.ts'
import { finishRecovery, type Recovery, replaceDamaged } from './recovery.ts'
import { SeqMark } from './seq-mark.ts'

export interface JournalPlaceOptions {
  readonly dir: string
  readonly clock: Clock
  readonly logger: Logger
  readonly outputs: readonly string[]
}

/** Where the journal lies: its file and the mark that no seq has passed. */
export class JournalPlace {
  readonly path: string
  readonly #dir: string
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #outputs: readonly string[]
  readonly #mark: SeqMark
  /** Of the file that is open: a file of the same name may be another one. */
  #inode: number | null = null

  constructor({ dir, clock, logger, outputs }: JournalPlaceOptions) {
    this.path = join(dir, journalFileName)
    this.#dir = dir
    this.#clock = clock
    this.#logger = logger
    this.#outputs = outputs
    this.#mark = new SeqMark(dir)
  }

  /** @throws NewerJournalError, or SQLite's or the file system's error */
  open(walLimitBytes: number): DatabaseSync {
    makeFolder(this.#dir)
    this.#mark.load()
    finishRecovery(this.path)
    const endedBadly = sizeOf(`${this.path}-wal`) > 0
    const db = openDatabase(this.path, walLimitBytes)
    let isEmptied = false
    try {
      transaction(db, () => {
        const highest = highestSeq(db)
        isEmptied = highest === 0 && this.#mark.reserved > 0
        // Numbers that may have been sent are not given out a second time: a journal may have been deleted or put back
        // from a copy, and a disk that lies about what it has written may have lost the last commits with the power.
        const isBehind = this.#inode === null && highest < this.#mark.reserved
        if (isBehind || endedBadly || highest === 0) startAfter(db, Math.max(highest, this.#mark.reserved))
        for (const output of this.#outputs) ensureOutput(db, output)
      })
      if (isEmptied)
        this.#logger.warning(
          `${this.path} is empty although readings were stored before: was it deleted? seq goes on after ${this.#mark.reserved}`,
        )
      this.#inode = statSync(this.path).ino
      return db
    } catch (error) {
      db.close()
      throw error
    }
  }

  /** To be called before numbers up to `seq` are committed. @throws the file system's error */
  reserve(seq: number): void {
    this.#mark.reserve(seq)
  }

  /** The journal ends in order: `seq` is the last number that was used. @throws the file system's error */
  settle(seq: number): void {
    this.#mark.settle(seq)
  }

  /**
   * @param knownUnsent what was in the queue before the damage was met
   * @throws SQLite's or the file system's error
   */
  replace(walLimitBytes: number, knownUnsent: number): Recovery {
    this.#mark.load()
    return replaceDamaged({
      path: this.path,
      clock: this.#clock,
      outputs: this.#outputs,
      walLimitBytes,
      reservedSeq: this.#mark.reserved,
      knownUnsent,
    })
  }

  /** Somebody deleted the open file or put another in its place: what is written to it is gone with the process. */
  get removed(): boolean {
    try {
      return statSync(this.path, { throwIfNoEntry: false })?.ino !== this.#inode
    } catch (error) {
      if (!isStorageError(error)) throw error
      return false
    }
  }

  get sizeBytes(): number {
    return companions.reduce((sum, companion) => sum + sizeOf(this.path + companion), 0)
  }
}

/** 0 where there is none, or the disk does not say. */
function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0
  } catch (error) {
    if (!isStorageError(error)) throw error
    return 0
  }
}
