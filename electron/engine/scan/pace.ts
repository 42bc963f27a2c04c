/**
 * Time left, from what was announced and what was measured: the announced time of a step counts as much as a few
 * steps that were measured, so that the first one does not throw the figure about.
 */
export class Pace {
  readonly #announcedMs: number
  readonly #weight: number
  #steps = 0
  #takenMs = 0

  /** @param weight steps that the announcement counts as */
  constructor(announcedMs: number, weight: number) {
    this.#announcedMs = announcedMs
    this.#weight = weight
  }

  add(steps: number, takenMs: number): void {
    this.#steps += steps
    this.#takenMs += takenMs
  }

  get stepMs(): number {
    return (this.#announcedMs * this.#weight + this.#takenMs) / (this.#weight + this.#steps)
  }

  remainingMs(steps: number): number {
    return Math.round(steps * this.stepMs)
  }
}
