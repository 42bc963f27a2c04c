import fs from 'node:fs'
import path from 'node:path'
import { makeFolder } from '../make-folder.ts'
import { fileIdAt, fileIdOf } from './log-files.ts'

export interface RotatingFileOptions {
  readonly file: string
  /** A file that would grow beyond this is rotated first. */
  readonly maxSizeBytes: number
  /** `file.1` (newest) to `file.N`; with 0 the file is emptied instead. */
  readonly backupCount: number
  /** Called once when writing begins to fail, with one sentence. */
  readonly onTrouble: (sentence: string) => void
  /** Any clock that does not run backwards. */
  readonly monotonicMs: () => number
}

/** Where a line lies: its file, as `fileIdOf` names it, and the bytes before it. */
export interface LinePlace {
  readonly fileId: string
  readonly offset: number
}

/** A log that could not be written is tried again this often, not with every line. */
const RETRY_MS = 5_000
/** How often to look whether somebody (logrotate, a person) moved the file away. */
const LOOK_MS = 1_000

/**
 * A file that rotates like Python's RotatingFileHandler. Lines are written synchronously, so a crash loses none, and
 * nothing is kept in memory. `write` never throws: while the disk is full or the directory is missing, lines are
 * counted and the count is the first thing written when it works again.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions
  #fd: number | null = null
  #sizeBytes = 0
  #inode = 0
  /** null: nothing is in it yet. */
  #fileId: string | null = null
  #lookedAtMs = 0
  /** Part of a line was written when the disk ran full. */
  #torn = false
  #trouble: { readonly retryAtMs: number; readonly missedLines: number } | null = null
  /** A directory that does not allow renaming is not asked again with every line. */
  #rotateAgainAtMs = -Infinity
  #closed = false

  constructor(options: RotatingFileOptions) {
    this.#options = options
  }

  /** What is written goes nowhere at the moment. */
  get isFailing(): boolean {
    return this.#trouble !== null
  }

  /**
   * @param line without line break
   * @returns where it lies now; null where it could not be written
   */
  write(line: string): LinePlace | null {
    if (this.#closed) return null
    const nowMs = this.#options.monotonicMs()
    if (this.#trouble !== null && nowMs < this.#trouble.retryAtMs) {
      this.#trouble = { ...this.#trouble, missedLines: this.#trouble.missedLines + 1 }
      return null
    }
    try {
      const missedLines = this.#trouble?.missedLines ?? 0
      const notice = missedLines === 0 ? '' : `[${missedLines} lines could not be written here]\n`
      this.#append(Buffer.from(`${notice}${line}\n`), nowMs)
      this.#trouble = null
      const offset = this.#sizeBytes - Buffer.byteLength(line) - 1
      return this.#fileId === null ? null : { fileId: this.#fileId, offset }
    } catch (error) {
      this.#fail(error, nowMs)
      return null
    }
  }

  close(): void {
    this.#closed = true
    this.#closeFd()
  }

  #append(bytes: Buffer, nowMs: number): void {
    this.#lookForMoved(nowMs)
    let fd = this.#fd ?? this.#open()
    if (this.#sizeBytes > 0 && this.#sizeBytes + bytes.length > this.#options.maxSizeBytes) {
      fd = this.#rotate(fd, nowMs)
    }
    const whole = this.#torn ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes
    let written = 0
    if (this.#sizeBytes === 0) this.#fileId = fileIdOf(whole)
    try {
      while (written < whole.length) written += fs.writeSync(fd, whole, written)
    } finally {
      this.#sizeBytes += written
      if (written > 0) this.#torn = written < whole.length
    }
  }

  #open(): number {
    const { file, backupCount } = this.#options
    makeFolder(path.dirname(file))
    const fd = fs.openSync(file, 'a+', 0o640)
    const stats = fs.fstatSync(fd)
    this.#fd = fd
    this.#sizeBytes = stats.size
    this.#inode = stats.ino
    this.#fileId = fileIdAt(fd)
    removeBeyond(file, backupCount)
    return fd
  }

  #closeFd(): void {
    if (this.#fd === null) return
    const fd = this.#fd
    this.#fd = null
    try {
      fs.closeSync(fd)
    } catch {
      // What close has to say (a late write error of a network drive) nobody can act on.
    }
  }

  #rotate(fd: number, nowMs: number): number {
    const { file, backupCount } = this.#options
    if (backupCount === 0) {
      fs.ftruncateSync(fd, 0)
      this.#sizeBytes = 0
      return fd
    }
    if (nowMs < this.#rotateAgainAtMs) return this.#boundUnrotated(fd)
    try {
      for (let n = backupCount - 1; n >= 1; n--) renameIfThere(`${file}.${n}`, `${file}.${n + 1}`)
      renameIfThere(file, `${file}.1`)
      this.#rotateAgainAtMs = -Infinity
    } catch (error) {
      this.#rotateAgainAtMs = nowMs + RETRY_MS
      this.#options.onTrouble(
        `cannot rotate the log ${file}: ${messageOf(error)}; it goes on in the same file`,
      )
      return this.#boundUnrotated(fd)
    }
    this.#closeFd()
    return this.#open()
  }

  /** Where files cannot be renamed the log goes on in one file, but never without a bound. */
  #boundUnrotated(fd: number): number {
    if (this.#sizeBytes > 2 * this.#options.maxSizeBytes) {
      fs.ftruncateSync(fd, 0)
      this.#sizeBytes = 0
    }
    return fd
  }

  #lookForMoved(nowMs: number): void {
    if (this.#fd === null || nowMs - this.#lookedAtMs < LOOK_MS) return
    this.#lookedAtMs = nowMs
    const there = fs.statSync(this.#options.file, { throwIfNoEntry: false })
    if (there?.ino !== this.#inode) this.#closeFd()
  }

  #fail(error: unknown, nowMs: number): void {
    this.#closeFd()
    const before = this.#trouble
    this.#trouble = { retryAtMs: nowMs + RETRY_MS, missedLines: (before?.missedLines ?? 0) + 1 }
    if (before !== null) return
    this.#options.onTrouble(
      `cannot write the log ${this.#options.file}: ${messageOf(error)}; collection goes on, the log is tried again`,
    )
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    fs.renameSync(from, to)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
}

/** After `log_backup_count` was lowered. */
function removeBeyond(file: string, backupCount: number): void {
  for (let n = backupCount + 1; fs.existsSync(`${file}.${n}`); n++) fs.rmSync(`${file}.${n}`, { force: true })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
