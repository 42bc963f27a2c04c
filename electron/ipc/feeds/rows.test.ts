import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aDevice, aReading } from '../../../e2e/support/device.ts'
import {
  type DeviceConfig,
  deviceId,
  linkIdOf,
  type LinkConfig,
  type Measurement,
  type Reading,
} from '../../../shared/model/index.ts'
import type { DeviceStatus } from '../../engine/monitor/status.ts'
import { measurementRow } from '../../engine/diagnose/taken-reading.ts'
import { deviceRowOf, endpointText } from './rows.ts'

const tcp: LinkConfig = { kind: 'tcp', host: '192.168.1.100', port: 502, pipelining: 1 }

function rowOf(
  config: DeviceConfig,
  lastReading: Reading | null,
  { nowMs = 0, isCollecting = true, sparkLabel = null as string | null } = {},
) {
  const status: DeviceStatus = {
    id: config.id,
    name: config.name,
    type: config.type,
    linkId: linkIdOf(config.link),
    unitId: config.unitId,
    intervalMs: config.intervalMs,
    state: { kind: 'good' },
    lastReading,
    lastAnswerMs: null,
    successRate: null,
    readingsLastHour: 0,
    errorsLastHour: 0,
    skippedLastHour: 0,
    latenessMs: null,
  }
  return deviceRowOf(config, status, { nowMs, isCollecting, sparkLabel })
}

const withValues = (count: number): Reading => ({
  ...aReading('METER', []),
  measurements: new Map(
    Array.from({ length: count }, (_, index): [string, Measurement] => [
      `L${index}`,
      { value: index, unit: 'V', quality: index % 2 === 0 ? 'GOOD' : 'BAD_RANGE' },
    ]),
  ),
})

describe('the row of a device', () => {
  it('shows the first values, and the one of the spark line wherever it stands', () => {
    const labels = (sparkLabel: string | null): string[] =>
      rowOf(aDevice(tcp), withValues(10), { sparkLabel }).values.map(({ label }) => label)
    expect(labels(null)).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5'])
    expect(labels('L2')).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5'])
    expect(labels('L8')).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L8'])
    expect(rowOf(aDevice(tcp), withValues(10))).toMatchObject({ valueCount: 10, badCount: 5 })
  })

  it('has nothing to show before the first reading', () => {
    expect(rowOf(aDevice(tcp), null)).toMatchObject({
      values: [],
      valueCount: 0,
      badCount: 0,
      lastSlotMs: null,
      latencyMs: null,
    })
  })

  it('the next reading lies within one interval from now, whatever the interval', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 100_000_000 }),
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.string(),
        (intervalMs, slotMs, sinceMs, id) => {
          const nowMs = slotMs + sinceMs
          const config = aDevice(tcp, { id: deviceId(id), intervalMs })
          const { nextSlotMs } = rowOf(config, { ...aReading(id, ['GOOD']), slotMs }, { nowMs })
          expect(nextSlotMs).toBeGreaterThan(nowMs)
          expect(nextSlotMs).toBeLessThanOrEqual(nowMs + intervalMs)
        },
      ),
    )
  })

  it('none is due where it is unknown, switched off or stopped', () => {
    const reading = aReading('METER', ['GOOD'])
    // Seven seconds do not divide a day: such a grid counts from a start that only a reading tells.
    expect(rowOf(aDevice(tcp, { intervalMs: 7_000 }), null).nextSlotMs).toBeNull()
    expect(rowOf(aDevice(tcp, { intervalMs: 1_000 }), null).nextSlotMs).not.toBeNull()
    expect(rowOf(aDevice(tcp, { enabled: false }), reading).nextSlotMs).toBeNull()
    expect(rowOf(aDevice(tcp), reading, { isCollecting: false }).nextSlotMs).toBeNull()
  })
})

describe('a value on its way to the interface', () => {
  it.each([
    [2n ** 60n, '1152921504606846976'],
    [-(2n ** 60n), '-1152921504606846976'],
    [42n, 42],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [0, 0],
    [false, false],
    ['', ''],
    [null, null],
  ])('%s is %s', (value, expected) => {
    expect(measurementRow('X', { value, unit: '', quality: 'GOOD' })).toMatchObject({
      value: expected,
      detail: null,
    })
  })
})

describe('the endpoint', () => {
  it.each<[LinkConfig, string]>([
    [tcp, '192.168.1.100:502'],
    [{ kind: 'rtu-over-tcp', host: '::1', port: 4_001 }, '[::1]:4001'],
    [
      { kind: 'rtu', path: '/dev/ttyUSB0', baudRate: 9_600, dataBits: 8, parity: 'N', stopBits: 1 },
      '/dev/ttyUSB0 9600 8N1',
    ],
  ])('%o', (link, text) => {
    expect(endpointText(link)).toBe(text)
  })
})
