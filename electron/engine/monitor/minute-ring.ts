const MINUTE_MS = 60_000

/**
 * Sums over the last hour in sixty buckets of one minute, for several quantities at once: a fixed 60 x N numbers
 * however many events there are. Times are monotonic milliseconds.
 */
export class MinuteRing {
  readonly #width: number
  readonly #buckets: Float64Array
  /** Minute since the clock's zero that each bucket belongs to. */
  readonly #minutes = new Int32Array(60).fill(-1)

  /** @param width quantities counted side by side */
  constructor(width: number) {
    this.#width = width
    this.#buckets = new Float64Array(60 * width)
  }

  add(quantity: number, amount: number, nowMs: number): void {
    const index = this.#current(Math.floor(nowMs / MINUTE_MS)) * this.#width + quantity
    this.#buckets[index] = (this.#buckets[index] ?? 0) + amount
  }

  lastHour(quantity: number, nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS)
    let sum = 0
    for (let slot = 0; slot < 60; slot++) {
      const age = minute - (this.#minutes[slot] ?? -1)
      if (this.#minutes[slot] !== -1 && age >= 0 && age < 60) sum += this.#at(slot, quantity)
    }
    return sum
  }

  /** The running minute and the share of the one before that is still within 60 s. */
  lastMinute(quantity: number, nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS)
    const gone = (nowMs - minute * MINUTE_MS) / MINUTE_MS
    return this.#of(minute, quantity) + this.#of(minute - 1, quantity) * (1 - gone)
  }

  #of(minute: number, quantity: number): number {
    const slot = ((minute % 60) + 60) % 60
    return this.#minutes[slot] === minute ? this.#at(slot, quantity) : 0
  }

  #at(slot: number, quantity: number): number {
    return this.#buckets[slot * this.#width + quantity] ?? 0
  }

  #current(minute: number): number {
    const slot = minute % 60
    if (this.#minutes[slot] !== minute) {
      this.#minutes[slot] = minute
      this.#buckets.fill(0, slot * this.#width, (slot + 1) * this.#width)
    }
    return slot
  }
}
