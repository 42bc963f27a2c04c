import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deviceId,
  type Measurement,
  type Quality,
  type Reading,
  type Value,
} from '../../../shared/model/index.ts'
import { serializeReading } from '../store/wire.ts'
import { StoredValues } from './stored-values.ts'

function stored(measurements: Iterable<readonly [string, Measurement]>, deviceName = 'METER'): string {
  const reading: Reading = {
    deviceId: deviceId('D'),
    deviceName,
    deviceType: 'ENERGY_METER',
    timestampMs: 1_795_464_900_212,
    slotMs: 1_795_464_900_000,
    latencyMs: 12,
    measurements: new Map(measurements),
  }
  return serializeReading(reading)
}

/** Text that looks like the JSON around it, besides any other. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'a',
    'a"',
    ',"a":{"value":1',
    '{"a":{"value":1,"unit":"","quality":"GOOD"}',
    ',"measurements":{',
    ':{',
    ',',
    '\\',
    '"',
    '}',
    'µ°C 电 🔌',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

const measurement = fc.record({
  value: fc.oneof(
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }),
    fc.boolean(),
    hostileText,
    fc.constant(null),
  ),
  unit: hostileText,
  quality: fc.constantFrom<Quality>('GOOD', 'BAD_RANGE', 'BAD_COMM'),
  detail: hostileText,
})

function wireValue(value: Value): Value {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return typeof value === 'number' && !Number.isFinite(value) ? null : value === 0 ? 0 : value
}

describe('values of a stored reading', () => {
  // Not against JSON.parse of the whole: after a key of one backslash V8 takes other escaped keys for it
  // (nodejs/node#63785).
  it('are those that were stored, whatever labels and texts look like', () => {
    const entries = fc.array(fc.tuple(hostileText, measurement), { maxLength: 6 })
    fc.assert(
      fc.property(
        entries,
        hostileText,
        fc.array(hostileText, { maxLength: 3 }),
        fc.boolean(),
        (pairs, name, absent, isReversed) => {
          const measurements = new Map(pairs)
          const labels = [...measurements.keys(), ...absent]
          const found = new StoredValues(isReversed ? labels.toReversed() : labels).in(
            stored(measurements, name),
          )
          for (const label of labels) {
            const was = measurements.get(label)
            expect(found.get(label)).toEqual(was && { ...was, value: wireValue(was.value) })
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('are found however the text is laid out', () => {
    const json = JSON.stringify(
      JSON.parse(stored([['A', { value: 5, unit: 'V', quality: 'GOOD' }]])),
      null,
      1,
    )
    expect(new StoredValues(['A', 'B']).in(json)).toEqual(
      new Map([['A', { value: 5, unit: 'V', quality: 'GOOD' }]]),
    )
  })

  it('of a damaged one are an error', () => {
    expect(() => new StoredValues(['A']).in('{"device_id":"D"')).toThrow(SyntaxError)
  })
})
