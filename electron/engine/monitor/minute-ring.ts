const minuteMs = 60_000
const size = 60

/**
 * Sums over the last hour in sixty buckets of one minute, for several quantities at once: a fixed 60 x N numbers
 * however many events there are. Times are monotonic milliseconds.
 */
export class MinuteRing {
  readonly #width: number
  readonly #buckets: Float64Array | Uint32Array
  /** Minute since the clock's zero of the newest bucket; the others lie before it without a gap. */
  #newest = -1

  /**
   * @param width quantities counted side by side
   * @param holds `counts` takes half the memory, for whole numbers
   */
  constructor(width: number, holds: 'sums' | 'counts' = 'sums') {
    this.#width = width
    this.#buckets = holds === 'sums' ? new Float64Array(size * width) : new Uint32Array(size * width)
  }

  add(quantity: number, amount: number, nowMs: number): void {
    const minute = Math.floor(nowMs / minuteMs)
    this.#turn(minute)
    const index = (minute % size) * this.#width + quantity
    this.#buckets[index] = (this.#buckets[index] ?? 0) + amount
  }

  lastHour(quantity: number, nowMs: number): number {
    const minute = Math.floor(nowMs / minuteMs)
    let sum = 0
    for (let each = minute - size + 1; each <= this.#newest; each++) sum += this.#of(each, quantity)
    return sum
  }

  /** The running minute and the share of the one before that is still within 60 s. */
  lastMinute(quantity: number, nowMs: number): number {
    const minute = Math.floor(nowMs / minuteMs)
    const gone = (nowMs - minute * minuteMs) / minuteMs
    return this.#of(minute, quantity) + this.#of(minute - 1, quantity) * (1 - gone)
  }

  #of(minute: number, quantity: number): number {
    if (minute < 0 || minute > this.#newest || minute <= this.#newest - size) return 0
    return this.#buckets[(minute % size) * this.#width + quantity] ?? 0
  }

  /** Buckets of the minutes that nothing was added in are empty. */
  #turn(minute: number): void {
    for (let each = Math.max(this.#newest + 1, minute - size + 1); each <= minute; each++) {
      const start = (((each % size) + size) % size) * this.#width
      this.#buckets.fill(0, start, start + this.#width)
    }
    this.#newest = Math.max(this.#newest, minute)
  }
}
