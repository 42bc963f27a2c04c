import { describe, expect, it } from 'vitest'
import type { DeviceRow, StatusDelta, Totals } from '../../../shared/contract/status.ts'
import { fromSnapshot, sparkPointsMost, withDelta } from './status.ts'

const totals: Totals = {
  takenAtMs: 1,
  startedAtMs: 0,
  isCollecting: true,
  devicesGood: 1,
  devicesTotal: 1,
  readingsPerMinute: 60,
  pointsPerMinute: 60,
  goodPointsPerMinute: 60,
  errorsLastHour: 0,
  skippedLastHour: 0,
  worstLatenessMs: 0,
  lostTotal: 0,
  store: { kind: 'ok' },
  upload: { kind: 'idle' },
  unsent: 0,
  oldestUnsentMs: null,
  deadLetters: 0,
  alertsActive: 0,
  alertsUnacknowledged: 0,
}

function row(id: string, lastSlotMs: number, value: number | null, spark: (number | null)[] = []): DeviceRow {
  const quality = value === null ? 'BAD_COMM' : 'GOOD'
  return {
    id,
    section: id,
    name: id,
    type: 'METER',
    protocol: 'TCP',
    endpoint: '127.0.0.1:502',
    unitId: 1,
    intervalMs: 1_000,
    state: { kind: 'good' },
    values: [{ label: 'Voltage', value, unit: 'V', quality, detail: null }],
    valueCount: 1,
    badCount: 0,
    lastSlotMs,
    lastAnswerMs: lastSlotMs,
    nextSlotMs: null,
    latencyMs: 1,
    successRate: 1,
    readingsLastHour: 1,
    errorsLastHour: 0,
    skippedLastHour: 0,
    sparkLabel: 'Voltage',
    spark,
  }
}

const delta = (devices: DeviceRow[], order: string[] | null = null): StatusDelta => ({
  totals,
  devices,
  order,
})

describe('the status that the pages look at', () => {
  const start = fromSnapshot({
    totals,
    devices: [row('A', 1_000, 230, [229, 230]), row('B', 1_000, 12, [12])],
  })

  it('goes on with the sparkline where a new reading came, with a gap where it was bad', () => {
    const next = withDelta(withDelta(start, delta([row('A', 2_000, 231)])), delta([row('A', 3_000, null)]))
    expect(next.devices.get('A')?.spark).toEqual([229, 230, 231, null])
  })

  it('takes no point twice from a row that changed without a reading', () => {
    expect(withDelta(start, delta([row('A', 1_000, 230)])).devices.get('A')?.spark).toEqual([229, 230])
  })

  it('leaves what did not change as it is, so that it is not drawn again', () => {
    const next = withDelta(start, delta([row('A', 2_000, 231)]))
    expect(next.devices.get('B')).toBe(start.devices.get('B'))
    expect(withDelta(start, delta([])).devices).toBe(start.devices)
  })

  it('forgets devices that are gone and keeps the order of the file', () => {
    const next = withDelta(start, delta([row('C', 5_000, 1)], ['C', 'B']))
    expect(next.order).toEqual(['C', 'B'])
    expect([...next.devices.keys()].toSorted()).toEqual(['B', 'C'])
  })

  it('does not grow', () => {
    let status = start
    for (let slot = 2; slot < 500; slot++) status = withDelta(status, delta([row('A', slot * 1_000, slot)]))
    expect(status.devices.get('A')?.spark).toHaveLength(sparkPointsMost)
  })
})
