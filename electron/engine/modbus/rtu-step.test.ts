import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../../shared/model/index.ts'
import { pduAddress, unitId } from '../../../shared/model/index.ts'
import { expectedOf, sameAnswer } from './frame-check.ts'
import type { ReadRequest } from './request.ts'
import { StepKeeper } from './rtu-step.ts'

const unit = unitId(1)
const read = (table: Table, count: number): ReadRequest => ({ table, address: pduAddress(10), count })

describe('a line without transaction ids', () => {
  it('asks for what is wanted while nothing is unanswered', () => {
    expect(new StepKeeper().probeFor(unit, read('HOLDING', 5), false, 0)).toEqual({ kind: 'none' })
  })

  it('asks for a count that no unanswered request had, fewer first', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 5)), 0)
    step.sent(expectedOf(unit, read('HOLDING', 4)), 0)
    expect(step.probeFor(unit, read('HOLDING', 5), false, 0)).toEqual({
      kind: 'other-count',
      request: read('HOLDING', 3),
    })
  })

  it('asks for more where there are no fewer', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 1)), 0)
    expect(step.probeFor(unit, read('HOLDING', 1), false, 0)).toEqual({
      kind: 'other-count',
      request: read('HOLDING', 2),
    })
  })

  it('does not take counts of bits in the same byte for different', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('COIL', 9)), 0)
    expect(step.probeFor(unit, read('COIL', 16), false, 0)).toEqual({
      kind: 'other-count',
      request: read('COIL', 8),
    })
  })

  it('asks a unit that refuses other counts for another function', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 1)), 0)
    expect(step.probeFor(unit, read('HOLDING', 1), true, 0)).toEqual({
      kind: 'other-function',
      request: read('INPUT', 1),
    })
  })

  it('needs no probe where what is wanted is itself of another shape, or of another unit', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 5)), 0)
    expect(step.probeFor(unit, read('HOLDING', 6), false, 0)).toEqual({ kind: 'none' })
    expect(step.probeFor(unit, read('INPUT', 5), false, 0)).toEqual({ kind: 'none' })
    expect(step.probeFor(unitId(2), read('HOLDING', 5), false, 0)).toEqual({ kind: 'none' })
  })

  it('takes an exception for certain only where nothing of that function is unanswered', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 5)), 0)
    expect(step.exceptionIsAmbiguous(expectedOf(unit, read('HOLDING', 2)), 0)).toBe(true)
    expect(step.exceptionIsAmbiguous(expectedOf(unit, read('INPUT', 5)), 0)).toBe(false)
  })

  it('does not wait for an answer for ever', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 5)), 0)
    expect(step.isAmbiguous(expectedOf(unit, read('HOLDING', 5)), 60_000)).toBe(true)
    expect(step.isAmbiguous(expectedOf(unit, read('HOLDING', 5)), 60_001)).toBe(false)
  })

  it('is in step with a unit that has answered, and not thereby with another', () => {
    const step = new StepKeeper()
    step.sent(expectedOf(unit, read('HOLDING', 5)), 0)
    step.sent(expectedOf(unitId(2), read('HOLDING', 5)), 0)
    step.settle(unit)
    expect(step.isAmbiguous(expectedOf(unit, read('HOLDING', 5)), 0)).toBe(false)
    expect(step.isAmbiguous(expectedOf(unitId(2), read('HOLDING', 5)), 0)).toBe(true)
  })

  it('never asks what a late answer could fit', () => {
    const tables = fc.constantFrom<Table>('HOLDING', 'INPUT', 'COIL', 'DISCRETE_INPUT')
    const requests = fc.record({ table: tables, count: fc.integer({ min: 1, max: 125 }) })
    fc.assert(
      fc.property(
        fc.array(requests, { maxLength: 60 }),
        requests,
        fc.boolean(),
        (before, wanted, refuses) => {
          const step = new StepKeeper()
          const late = before.map(({ table, count }) => expectedOf(unit, read(table, count)))
          late.forEach((expected) => step.sent(expected, 0))
          const request = read(wanted.table, wanted.count)
          const probe = step.probeFor(unit, request, refuses, 0)
          const asked = expectedOf(unit, probe.kind === 'none' ? request : probe.request)
          expect(late.some((expected) => sameAnswer(expected, asked))).toBe(false)
          if (probe.kind === 'other-function') {
            expect(late.some(({ functionCode }) => functionCode === asked.functionCode)).toBe(false)
          }
        },
      ),
    )
  })
})
