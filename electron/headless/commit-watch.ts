import type { JournalStats } from '../engine/store/journal.ts'

/** A group commit takes 0.2 s, a checkpoint of a slow disk some seconds. */
const longestMs = 60_000

/**
 * Whether readings that were taken also get into the journal. A silent meter, an API that is down and a disk that fails are
 * no reason to doubt it: nothing of these is mended by starting again, and what waits in memory would be lost.
 */
export class CommitWatch {
  #waitingSinceMs: number | null = null
  #lastCommitMs: number | null = null

  isAlive({ waitingReadings, lastCommitMs, state }: JournalStats, nowMs: number): boolean {
    const isWaiting = waitingReadings > 0 && state.kind === 'ok' && lastCommitMs === this.#lastCommitMs
    this.#lastCommitMs = lastCommitMs
    this.#waitingSinceMs = isWaiting ? (this.#waitingSinceMs ?? nowMs) : null
    return this.#waitingSinceMs === null || nowMs - this.#waitingSinceMs < longestMs
  }
}
