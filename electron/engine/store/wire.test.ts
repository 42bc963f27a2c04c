import { assert, double, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceId, type Measurement, type Reading } from '../../../shared/model/index.ts'
import { parseWireReading, readingToJson, serializeReading } from './wire.ts'

function readingOf(measurements: ReadonlyMap<string, Measurement>, name = 'Energy_Meter_01'): Reading {
  return {
    deviceId: deviceId('METER_1'),
    deviceName: name,
    deviceType: 'ENERGY_METER',
    timestampMs: Date.UTC(2026, 10, 23, 20, 15, 0, 212),
    slotMs: Date.UTC(2026, 10, 23, 20, 15),
    latencyMs: 12.412_345,
    measurements,
  }
}

const good = (value: Measurement['value']): Measurement => ({ value, unit: 'V', quality: 'GOOD' })
const valueOf = (value: Measurement['value']): unknown =>
  parseWireReading(readingToJson(readingOf(new Map([['a', good(value)]])), 1)).measurements['a']?.value

describe('the wire form', () => {
  it('is the one of the protocol, letter by letter', () => {
    const measurements = new Map<string, Measurement>([
      ['Voltage_L1', { value: 230.5, unit: 'V', quality: 'GOOD' }],
      ['Current_L1', { value: null, unit: 'A', quality: 'BAD_RANGE', detail: '812.4 above 100' }],
    ])
    expect(readingToJson(readingOf(measurements), 1842)).toBe(
      '{"seq":1842,"device_id":"METER_1","device_name":"Energy_Meter_01","device_type":"ENERGY_METER",' +
        '"timestamp":"2026-11-23T20:15:00.212Z","slot":"2026-11-23T20:15:00.000Z","latency_ms":12.412,' +
        '"measurements":{"Voltage_L1":{"value":230.5,"unit":"V","quality":"GOOD"},' +
        '"Current_L1":{"value":null,"unit":"A","quality":"BAD_RANGE","detail":"812.4 above 100"}}}',
    )
  })

  it('carries integers beyond 2^53 as text, smaller ones as numbers', () => {
    expect(valueOf(2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER)
    expect(valueOf(2n ** 53n)).toBe('9007199254740992')
    expect(valueOf(-(2n ** 63n))).toBe('-9223372036854775808')
  })

  it('never makes a number of what is none', () => {
    expect(valueOf(Number.NaN)).toBeNull()
    expect(valueOf(Number.POSITIVE_INFINITY)).toBeNull()
    expect(valueOf(null)).toBeNull()
    expect(valueOf(false)).toBe(false)
    expect(Object.is(valueOf(-0), 0)).toBe(true)
  })

  it('keeps a label such as __proto__, and the order of the configuration', () => {
    const measurements = new Map([
      ['__proto__', good(1)],
      ['b', good(2)],
      ['a', good(3)],
    ])
    const wire = parseWireReading(readingToJson(readingOf(measurements), 1))
    expect(Object.entries(wire.measurements).map(([label, { value }]) => [label, value])).toEqual([
      ['__proto__', 1],
      ['b', 2],
      ['a', 3],
    ])
  })

  it('escapes any text as JSON does', () => {
    assert(
      property(string({ unit: 'binary' }), double(), (text, number) => {
        const measurements = new Map([
          [`${text}!`, { value: text, unit: text, quality: 'BAD_VALUE', detail: text } as const],
          ['number', good(number)],
        ])
        const json = serializeReading(readingOf(measurements, text))
        expect(JSON.stringify(JSON.parse(json))).toBe(json)
        expect(JSON.parse(json)).toMatchObject({
          device_name: text,
          measurements: { number: { value: finite(number) } },
        })
      }),
    )
    expect(JSON.parse(serializeReading(readingOf(new Map(), '\u2028"\\\n\ud800')))).toMatchObject({
      device_name: '\u2028"\\\n\ud800',
    })
  })

  it('is refused when it is damaged', () => {
    const json = readingToJson(readingOf(new Map([['a', good(1)]])), 1)
    expect(() => parseWireReading(json.replace('"GOOD"', '"FINE"'))).toThrow()
    expect(() => parseWireReading(json.slice(0, -1))).toThrow(SyntaxError)
    expect(() => parseWireReading(json.replace('"seq":1', '"seq":0'))).toThrow()
  })
})

const finite = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null)
