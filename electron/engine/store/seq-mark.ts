import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from './durable-file.ts'

/** Numbers reserved at a time: large enough that the file is seldom written. */
const block = 10_000

/**
 * Keeps a number that no seq has passed in a file of its own (`gateway.seq`), so that a journal which takes the place of a
 * damaged or deleted one never uses a seq again: the API would take the new reading for one that it has.
 */
export class SeqMark {
  readonly #path: string
  #reserved = 0

  constructor(dir: string) {
    this.#path = join(dir, 'gateway.seq')
  }

  /**
   * What this process has reserved counts on when somebody deleted the file, or put an older one in its place.
   *
   * @throws the file system's error, other than that the file is missing
   */
  load(): void {
    const onDisk = readMark(this.#path)
    if (onDisk < this.#reserved) writeDurably(this.#path, `${this.#reserved}\n`)
    else this.#reserved = onDisk
  }

  /** Every seq that was ever used is at most this; after an end in order it is the last one. */
  get reserved(): number {
    return this.#reserved
  }

  /**
   * To be called before numbers up to `seq` are committed.
   *
   * @throws the file system's error
   */
  reserve(seq: number): void {
    if (seq <= this.#reserved) return
    const reserved = (Math.floor(seq / block) + 1) * block
    writeDurably(this.#path, `${reserved}\n`)
    this.#reserved = reserved
  }

  /**
   * To be called at an end in order, when no number above `seq` will be used any more. A file that stands behind the mark
   * at the next start is then known to be another one, or an earlier copy.
   *
   * @throws the file system's error
   */
  settle(seq: number): void {
    if (seq <= 0 || seq === this.#reserved) return
    writeDurably(this.#path, `${seq}\n`)
    this.#reserved = seq
  }
}

function readMark(path: string): number {
  try {
    const mark = Number(readFileSync(path, 'utf8').trim())
    return Number.isSafeInteger(mark) && mark > 0 ? mark : 0
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
