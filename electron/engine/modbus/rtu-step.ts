import type { UnitId } from '../../../shared/model/index.ts'
import { pduAddress } from '../../../shared/model/index.ts'
import type { Expected } from './frame-check.ts'
import { expectedOf, sameAnswer } from './frame-check.ts'
import type { ReadRequest } from './request.ts'

/**
 * Which answers may still be under way on a line without transaction ids. An RTU answer says unit, function and byte
 * count, nothing else; so while a request is unanswered, the next one that expects the same three could be served
 * with the late answer, and nothing in the frame would show it. Silence is no proof: the device may be slower.
 *
 * A line is in step with a unit when none of that unit's requests is unanswered. A unit answers in the order it was
 * asked, so an answer that can only belong to a newer request puts it back in step.
 */
export interface Unanswered extends Expected {
  readonly sentAtMs: number
}

/** No device, and no gateway in front of one, answers later than this. */
const latestAnswerMs = 60_000
const dataLimits = { registers: 125, bits: 2000 }

/** What has to be asked before `request` can be told from what is still under way; null: it can be asked itself. */
export type Probe =
  | { readonly kind: 'none' }
  /** Only the data answer proves anything: an exception carries no count. */
  | { readonly kind: 'other-count'; readonly request: ReadRequest }
  /** A function that nothing unanswered has: any answer to it proves the step, exceptions too. */
  | { readonly kind: 'other-function'; readonly request: ReadRequest }

export class StepKeeper {
  #unanswered: Unanswered[] = []

  /** True while a late answer of this unit to this function may come: an exception then says nothing for sure. */
  exceptionIsAmbiguous(expected: Expected, nowMs: number): boolean {
    return this.#current(nowMs).some(
      (late) => late.unitId === expected.unitId && late.functionCode === expected.functionCode,
    )
  }

  isAmbiguous(expected: Expected, nowMs: number): boolean {
    return this.#current(nowMs).some((late) => sameAnswer(late, expected))
  }

  sent(expected: Expected, nowMs: number): void {
    this.#unanswered.push({ ...expected, sentAtMs: nowMs })
  }

  /** The newest request of this unit was answered beyond doubt: whatever came before it can't come any more. */
  settle(unitId: UnitId): void {
    this.#unanswered = this.#unanswered.filter((late) => late.unitId !== unitId)
  }

  /** A frame that belongs to an earlier request arrived; that request is not waited for any more. */
  takeLate(matches: (late: Expected) => boolean): boolean {
    const index = this.#unanswered.findIndex(matches)
    if (index < 0) return false
    this.#unanswered.splice(index, 1)
    return true
  }

  /**
   * What to ask before `request`. Counts below the wanted one come first: what they cover is known to exist. A unit
   * that refuses every other count is asked for the same address with another function.
   */
  probeFor(unitId: UnitId, request: ReadRequest, refusesOtherCounts: boolean, nowMs: number): Probe {
    if (!this.isAmbiguous(expectedOf(unitId, request), nowMs)) return { kind: 'none' }
    const otherCount = refusesOtherCounts ? null : this.#otherCount(unitId, request, nowMs)
    if (otherCount !== null) return { kind: 'other-count', request: otherCount }
    const otherFunction = this.otherFunction(unitId, request, nowMs)
    if (otherFunction !== null) return { kind: 'other-function', request: otherFunction }
    const anyCount = this.#otherCount(unitId, request, nowMs)
    return anyCount === null ? { kind: 'none' } : { kind: 'other-count', request: anyCount }
  }

  /** The same address asked for with a function that nothing unanswered has; null when all four are taken. */
  otherFunction(unitId: UnitId, request: ReadRequest, nowMs: number): ReadRequest | null {
    for (const table of ['HOLDING', 'INPUT', 'DISCRETE_INPUT', 'COIL'] as const) {
      const candidate: ReadRequest = { table, address: request.address, count: 1 }
      if (table === request.table) continue
      if (!this.exceptionIsAmbiguous(expectedOf(unitId, candidate), nowMs)) return candidate
    }
    return null
  }

  #otherCount(unitId: UnitId, request: ReadRequest, nowMs: number): ReadRequest | null {
    const isBits = request.table === 'COIL' || request.table === 'DISCRETE_INPUT'
    // Counts of bits that share a byte count can't be told apart, so they are tried by whole bytes.
    const step = isBits ? 8 : 1
    const free = (count: number): ReadRequest | null => {
      const candidate: ReadRequest = { ...request, count }
      return this.isAmbiguous(expectedOf(unitId, candidate), nowMs) ? null : candidate
    }
    for (let count = request.count - step; count >= 1; count -= step) {
      const candidate = free(count)
      if (candidate !== null) return candidate
    }
    const most = Math.min(
      isBits ? dataLimits.bits : dataLimits.registers,
      65_536 - pduAddress(request.address),
    )
    for (let count = request.count + step; count <= most; count += step) {
      const candidate = free(count)
      if (candidate !== null) return candidate
    }
    return null
  }

  #current(nowMs: number): readonly Unanswered[] {
    if (this.#unanswered.some((late) => nowMs - late.sentAtMs > latestAnswerMs)) {
      this.#unanswered = this.#unanswered.filter((late) => nowMs - late.sentAtMs <= latestAnswerMs)
    }
    return this.#unanswered
  }
}
