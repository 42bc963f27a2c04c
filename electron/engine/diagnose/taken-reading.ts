import type { MeasurementRow, TakenReading } from '../../../shared/contract/common.ts'
import type { Measurement } from '../../../shared/model/index.ts'
import type { DeviceRead } from './read-device.ts'

/** A reading outside the journal in the contract's words. */
export function takenReading({ reading, rawWords }: DeviceRead): TakenReading {
  const { timestampMs, latencyMs, measurements } = reading
  return {
    deviceId: reading.deviceId,
    timestampMs,
    latencyMs,
    values: [...measurements].map(([label, measurement], index) => ({
      ...measurementRow(label, measurement),
      rawWords: rawWords[index] === null ? null : [...(rawWords[index] ?? [])],
    })),
  }
}

export function measurementRow(label: string, { value, unit, quality, detail }: Measurement): MeasurementRow {
  return { label, value: wireValue(value), unit, quality, detail: detail ?? null }
}

/** As in JSON on the wire to the API: integers beyond 2^53 keep their digits, what is no number is missing. */
function wireValue(value: Measurement['value']): MeasurementRow['value'] {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}
