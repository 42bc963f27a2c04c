import type { Clock } from '../engine/clock.ts'
import type { Logger } from '../engine/logger.ts'

const periodMs = 10_000

/** One line in ten seconds at most: who knocks a thousand times a second must not fill the log with it. */
export class QuietLog {
  readonly #logger: Logger
  readonly #clock: Clock
  #saidMs = -Infinity
  #unsaid = 0

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger
    this.#clock = clock
  }

  warning(message: string): void {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs - this.#saidMs < periodMs) {
      this.#unsaid++
      return
    }
    const more = this.#unsaid === 0 ? '' : ` (and ${this.#unsaid} like it before)`
    this.#logger.warning(message + more)
    this.#saidMs = nowMs
    this.#unsaid = 0
  }
}
