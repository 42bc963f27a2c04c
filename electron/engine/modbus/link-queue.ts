import type { UnitId } from '../../../shared/model/index.ts'

/** What the queue orders by. */
export interface Queued {
  readonly unitId: UnitId
  /** Monotonic time at which it was due. */
  readonly dueMs: number
}

/**
 * Requests waiting for one line, the longest due first, equal ones in the order of their arrival. A unit that let the
 * line wait (`penalise`) counts as due from then on, so that its retries go behind what the others wanted meanwhile.
 */
export class FairQueue<Item extends Queued> {
  #items: Item[] = []
  readonly #dueFrom = new Map<UnitId, number>()

  get length(): number {
    return this.#items.length
  }

  push(item: Item): void {
    this.#items.push(item)
  }

  /** Back to the front: it was taken out and could not be sent. */
  unshift(item: Item): void {
    this.#items.unshift(item)
  }

  remove(item: Item): void {
    const index = this.#items.indexOf(item)
    if (index >= 0) this.#items.splice(index, 1)
  }

  penalise(unitId: UnitId, nowMs: number): void {
    this.#dueFrom.set(unitId, nowMs)
  }

  pardon(unitId: UnitId): void {
    this.#dueFrom.delete(unitId)
  }

  /** A line has tens of units, so a scan is cheaper than any order that penalties would have to be kept in. */
  shift(): Item | undefined {
    let first = 0
    let firstDueMs = Number.POSITIVE_INFINITY
    for (const [index, item] of this.#items.entries()) {
      const dueMs = Math.max(item.dueMs, this.#dueFrom.get(item.unitId) ?? item.dueMs)
      if (dueMs < firstDueMs) {
        first = index
        firstDueMs = dueMs
      }
    }
    return this.#items.splice(first, 1)[0]
  }

  /** Takes everything out. */
  drain(): readonly Item[] {
    const items = this.#items
    this.#items = []
    return items
  }
}
