import { describe, expect, it } from 'vitest'
import { longestBackOffMs } from '../back-off.ts'
import { nextUnitState, type UnitState } from './unit-state.ts'

const silence = (nowMs: number, random = 0) =>
  ({ kind: 'silent', nowMs, reason: 'no answer', retryDelayMs: 5_000, random }) as const

const waitsOf = (failures: number): number[] => {
  let state: UnitState = { kind: 'unknown' }
  return Array.from({ length: failures }, () => {
    state = nextUnitState(state, silence(1_000))
    return state.kind === 'silent' ? state.retryAtMs - 1_000 : Number.NaN
  })
}

describe('a unit that does not answer', () => {
  it('is probed after the retry delay, then ever more rarely, at least every five minutes', () => {
    expect(waitsOf(4)).toEqual([5_000, 10_000, 20_000, 40_000])
    expect(waitsOf(200).at(-1)).toBe(longestBackOffMs)
  })

  it('is probed a little earlier by chance, so that units which fell silent together do not come back together', () => {
    const state = nextUnitState({ kind: 'unknown' }, silence(0, 0.5))
    expect(state).toMatchObject({ kind: 'silent', retryAtMs: 4_500 })
  })

  it('starts from the first step again once it has answered', () => {
    const silent = nextUnitState(nextUnitState({ kind: 'unknown' }, silence(0)), silence(0))
    expect(silent).toMatchObject({ attempt: 2 })
    expect(nextUnitState(nextUnitState(silent, { kind: 'answered' }), silence(0))).toMatchObject({
      attempt: 1,
    })
  })
})
