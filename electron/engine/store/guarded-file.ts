import type { DatabaseSync } from 'node:sqlite'
import { isBusy, isDamage, isFull, isStorageError, transaction } from './database.ts'

export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed' }

export interface GuardedFileOptions {
  /** @throws SQLite's or the file system's error */
  readonly open: () => DatabaseSync
  /** Puts a sound file in the place of a damaged one. @throws SQLite's or the file system's error */
  readonly replace: () => void
  /** Called when the disk begins to fail, and when its reason changes. */
  readonly onFailing: (reason: string) => void
  readonly onWorking: () => void
}

/**
 * The journal's file with a disk under it that may be full, read-only or gone: what fails comes back as a value and can
 * be tried again. After a failure of the disk itself the file is opened anew, because a disk that was mounted again is another one.
 */
export class GuardedFile {
  readonly #options: GuardedFileOptions
  #db: DatabaseSync | null = null
  #failure: string | null = null
  #closed = false

  constructor(options: GuardedFileOptions) {
    this.#options = options
  }

  /** Why the disk fails, in words; null while it works. */
  get failure(): string | null {
    return this.#failure
  }

  /** All of `work` or nothing. Success ends a failure. */
  write<T>(work: (db: DatabaseSync) => T): Outcome<T> {
    const outcome = this.#run((db) => transaction(db, () => work(db)))
    if (outcome.kind === 'done' && this.#failure !== null) {
      this.#failure = null
      this.#options.onWorking()
    }
    return outcome
  }

  /** For work that reads, or makes its own transactions. */
  use<T>(work: (db: DatabaseSync) => T): Outcome<T> {
    return this.#run(work)
  }

  get isOpen(): boolean {
    return this.#db !== null
  }

  /** The next work opens the file anew. */
  forget(): void {
    this.#release()
  }

  close(): void {
    this.#closed = true
    this.#release()
  }

  #run<T>(work: (db: DatabaseSync) => T): Outcome<T> {
    if (this.#closed) return { kind: 'failed' }
    try {
      return { kind: 'done', value: this.#repairing(work) }
    } catch (error) {
      if (!isStorageError(error)) throw error
      // A full disk is still the same disk, and what is on it can be read.
      if (!isFull(error) && !isBusy(error)) this.#release()
      this.#fail(error.message)
      return { kind: 'failed' }
    }
  }

  /** A damaged file is replaced, and the work done on the new one. */
  #repairing<T>(work: (db: DatabaseSync) => T): T {
    try {
      return this.#onFile(work)
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#release()
      this.#options.replace()
      return this.#onFile(work)
    }
  }

  #onFile<T>(work: (db: DatabaseSync) => T): T {
    this.#db ??= this.#options.open()
    return work(this.#db)
  }

  #fail(reason: string): void {
    if (reason === this.#failure) return
    this.#failure = reason
    this.#options.onFailing(reason)
  }

  #release(): void {
    const db = this.#db
    this.#db = null
    try {
      db?.close()
    } catch (error) {
      if (!isStorageError(error)) throw error
    }
  }
}
