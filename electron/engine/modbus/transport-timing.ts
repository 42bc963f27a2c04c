import type { Clock } from '../clock.ts'

/**
 * Calls `onPassed` after `delayMs`, but not before the answers that are in the kernel already have been delivered: when
 * the event loop was blocked, the timer is due before anybody had a chance to read. An immediate runs after
 * the poll phase; a serial port needs a second one. Returns its cancellation.
 */
export function startDeadline(delayMs: number, onPassed: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    immediate = setImmediate(() => {
      immediate = setImmediate(onPassed)
    })
  }, delayMs)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}

/**
 * Waits to a fraction of a millisecond: the gap of a fast line is 1.75 ms, and a timer alone would make that 2 to 3 on
 * every request. The timer takes the whole milliseconds, the event loop turns for the rest. One wait at a time.
 */
export class LineWait {
  readonly #clock: Clock
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #resolve: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves at the monotonic time `dueMs`, or at cancel(). */
  until(dueMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve
      this.#step(dueMs)
    })
  }

  cancel(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    const resolve = this.#resolve
    this.#resolve = null
    resolve?.()
  }

  #step(dueMs: number): void {
    const leftMs = dueMs - this.#clock.monotonicMs()
    if (leftMs <= 0) this.cancel()
    else if (leftMs >= 1) this.#timer = setTimeout(() => this.#step(dueMs), Math.floor(leftMs))
    else this.#immediate = setImmediate(() => this.#step(dueMs))
  }
}
