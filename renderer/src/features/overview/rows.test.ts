import { describe, expect, it } from 'vitest'
import type { DeviceRow } from '../../../../shared/contract/status.ts'
import { countsOf, shownIds, type View } from './rows.ts'

function device(id: string, kind: 'good' | 'disabled' | 'backoff', latencyMs: number | null): DeviceRow {
  const state =
    kind === 'backoff' ? ({ kind, attempt: 1, retryAtMs: 0, reason: 'silent' } as const) : ({ kind } as const)
  return {
    id,
    section: id,
    name: `Meter ${id}`,
    type: 'METER',
    protocol: 'TCP',
    endpoint: `10.0.0.${id.length}:502`,
    unitId: 1,
    intervalMs: 1_000,
    state,
    values: [],
    valueCount: 0,
    badCount: 0,
    lastSlotMs: null,
    lastAnswerMs: null,
    nextSlotMs: null,
    latencyMs,
    successRate: null,
    readingsLastHour: 0,
    errorsLastHour: 0,
    skippedLastHour: 0,
    sparkLabel: null,
    spark: [],
  }
}

const rows = [device('M10', 'good', 5), device('M9', 'backoff', null), device('M1', 'disabled', 2)]
const devices = new Map(rows.map((row) => [row.id, row]))
const order = rows.map(({ id }) => id)
const view: View = { text: '', state: 'all', sort: 'file', isDescending: false }

describe('the devices shown', () => {
  it('are in the order of the file, or as sorted; numbers in names count as numbers', () => {
    expect(shownIds(order, devices, view, true)).toEqual(['M10', 'M9', 'M1'])
    expect(shownIds(order, devices, { ...view, sort: 'name' }, true)).toEqual(['M1', 'M9', 'M10'])
    expect(shownIds(order, devices, { ...view, sort: 'name', isDescending: true }, true)).toEqual([
      'M10',
      'M9',
      'M1',
    ])
  })

  it('have those first that need somebody, and those last of which nothing is known', () => {
    expect(shownIds(order, devices, { ...view, sort: 'state' }, true)).toEqual(['M9', 'M10', 'M1'])
    expect(shownIds(order, devices, { ...view, sort: 'latency' }, true)).toEqual(['M1', 'M10', 'M9'])
  })

  it('are found by name, id and endpoint, in any case', () => {
    expect(shownIds(order, devices, { ...view, text: ' meter m9' }, true)).toEqual(['M9'])
    expect(shownIds(order, devices, { ...view, text: '10.0.0.3' }, true)).toEqual(['M10'])
    expect(shownIds(order, devices, { ...view, state: 'good' }, true)).toEqual(['M10'])
  })

  it('are not said to be good or bad while nothing is collected', () => {
    expect(countsOf(rows, false)).toMatchObject({ all: 3, stopped: 2, disabled: 1, good: 0, backoff: 0 })
    expect(shownIds(order, devices, { ...view, state: 'good' }, false)).toEqual([])
    expect(shownIds(order, devices, { ...view, state: 'stopped' }, false)).toEqual(['M10', 'M9'])
  })

  it('are counted by state', () => {
    expect(countsOf(rows, true)).toMatchObject({ all: 3, good: 1, backoff: 1, disabled: 1, degraded: 0 })
  })
})
