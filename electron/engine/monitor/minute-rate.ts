const minuteMs = 60_000

/** A sum over the last 60 s. Times are monotonic milliseconds. */
export class MinuteRate {
  #minute = -1
  #previous = 0
  #current = 0

  add(amount: number, nowMs: number): void {
    this.#turn(nowMs)
    this.#current += amount
  }

  /** The running minute and the share of the one before that is still within 60 s. */
  lastMinute(nowMs: number): number {
    this.#turn(nowMs)
    const gone = (nowMs - this.#minute * minuteMs) / minuteMs
    return this.#current + this.#previous * (1 - gone)
  }

  #turn(nowMs: number): void {
    const minute = Math.floor(nowMs / minuteMs)
    if (minute === this.#minute) return
    this.#previous = minute === this.#minute + 1 ? this.#current : 0
    this.#current = 0
    this.#minute = minute
  }
}
