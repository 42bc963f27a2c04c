import { deviceId } from '../../shared/model/index.ts'
import type { Measurement, Reading } from '../../shared/model/index.ts'

const values = 50

/** Reading `index` of a hundred devices that are read in turn, once a second each; the same in every run. */
export function sampleReading(index: number): Reading {
  const device = index % 100
  const slotMs = Date.UTC(2026, 0, 1) + Math.floor(index / 100) * 1000
  const measurements = new Map<string, Measurement>(
    Array.from({ length: values }, (_, each) => [
      `Voltage_L${each}`,
      { value: ((index * 31 + each * 7) % 65_536) / 10, unit: 'V', quality: 'GOOD' },
    ]),
  )
  return {
    deviceId: deviceId(`METER_${device}`),
    deviceName: `METER_${device}`,
    deviceType: 'ENERGY_METER',
    slotMs,
    timestampMs: slotMs + device,
    latencyMs: 1.234,
    measurements,
  }
}
