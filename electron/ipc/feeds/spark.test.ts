import { describe, expect, it } from 'vitest'
import { deviceId, type Measurement, type Reading } from '../../../shared/model/index.ts'
import { Sparks } from './spark.ts'

const good = (value: Measurement['value'], unit = 'V'): Measurement => ({ value, unit, quality: 'GOOD' })
const bad: Measurement = { value: null, unit: 'V', quality: 'BAD_COMM' }

const reading = (measurements: Readonly<Record<string, Measurement>>): Reading => ({
  deviceId: deviceId('METER'),
  deviceName: 'Meter',
  deviceType: 'ENERGY_METER',
  timestampMs: 0,
  slotMs: 0,
  latencyMs: 1,
  measurements: new Map(Object.entries(measurements)),
})

describe('the spark line of a device', () => {
  it('shows power where there is one, else the first number', () => {
    const sparks = new Sparks()
    sparks.add(reading({ State: good('on', ''), Voltage: good(230), Power: good(5, 'kW') }))
    expect(sparks.of('METER')).toEqual({ label: 'Power', values: [5] })
    const others = new Sparks()
    others.add(reading({ State: good('on', ''), Voltage: good(230), Current: good(2, 'A') }))
    expect(others.of('METER')).toEqual({ label: 'Voltage', values: [230] })
  })

  it('a bad value is a gap, not a zero', () => {
    const sparks = new Sparks()
    for (const each of [good(1), bad, good(3), good(Number.NaN)]) sparks.add(reading({ Voltage: each }))
    expect(sparks.of('METER').values).toEqual([1, null, 3, null])
  })

  it('keeps the last sixty', () => {
    const sparks = new Sparks()
    for (let value = 1; value <= 100; value++) sparks.add(reading({ Voltage: good(value) }))
    const { values } = sparks.of('METER')
    expect(values).toHaveLength(60)
    expect(values.at(0)).toBe(41)
    expect(values.at(-1)).toBe(100)
  })

  it('begins anew when its value is not read any more', () => {
    const sparks = new Sparks()
    sparks.add(reading({ Voltage: good(230) }))
    sparks.add(reading({ Current: good(2, 'A') }))
    expect(sparks.of('METER')).toEqual({ label: 'Current', values: [2] })
  })

  it('is empty for a device without a number, and forgotten with its device', () => {
    const sparks = new Sparks()
    sparks.add(reading({ State: good('on', '') }))
    expect(sparks.of('METER')).toEqual({ label: null, values: [] })
    sparks.add(reading({ Voltage: good(230) }))
    sparks.keepOnly(new Set(['OTHER']))
    expect(sparks.of('METER')).toEqual({ label: null, values: [] })
  })

  it('a counter beyond 2^53 is a number to look at', () => {
    const sparks = new Sparks()
    sparks.add(reading({ Energy: good(2n ** 60n, 'Wh') }))
    expect(sparks.of('METER').values).toEqual([2 ** 60])
  })
})
