export interface RateLimit {
  /** How many may come at once. */
  readonly burst: number
  readonly perSecond: number
}

/** A bucket of tokens, full at the start. `take` is false when it is empty. */
export class TokenBucket {
  readonly #limit: RateLimit
  #tokens: number
  #filledMs: number

  constructor(limit: RateLimit, nowMs: number) {
    this.#limit = limit
    this.#tokens = limit.burst
    this.#filledMs = nowMs
  }

  /** @param nowMs monotonic */
  take(nowMs: number): boolean {
    const gained = ((nowMs - this.#filledMs) / 1_000) * this.#limit.perSecond
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + gained)
    this.#filledMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
