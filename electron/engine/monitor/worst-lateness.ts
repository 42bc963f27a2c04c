const minuteMs = 60_000

/** The worst of the running minute and the one before it. */
export class WorstLateness {
  #minute = -1
  #previousMs = 0
  #currentMs = 0

  note(latenessMs: number, nowMs: number): void {
    this.#turn(nowMs)
    this.#currentMs = Math.max(this.#currentMs, latenessMs)
  }

  ms(nowMs: number): number {
    this.#turn(nowMs)
    return Math.max(this.#currentMs, this.#previousMs)
  }

  #turn(nowMs: number): void {
    const minute = Math.floor(nowMs / minuteMs)
    if (minute === this.#minute) return
    this.#previousMs = minute === this.#minute + 1 ? this.#currentMs : 0
    this.#currentMs = 0
    this.#minute = minute
  }
}
