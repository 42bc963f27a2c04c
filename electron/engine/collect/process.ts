import type {
  DeviceConfig,
  Measurement,
  Quality,
  Reading,
  RegisterConfig,
} from '../../../shared/model/index.ts'

/** What became of one register in one slot, with or without a value. */
export type RegisterResult = Pick<Measurement, 'value' | 'quality' | 'detail'>

/** A register without a value, and why: missing is null, never 0. */
export function missing(quality: Exclude<Quality, 'GOOD'>, detail: string): RegisterResult {
  return { value: null, quality, detail }
}

export interface SlotTimes {
  /** UTC of the last block, or of giving up. */
  readonly timestampMs: number
  /** UTC of the slot on the grid. */
  readonly slotMs: number
  readonly latencyMs: number | null
}

/**
 * Puts the results of a slot into a reading.
 *
 * @param results one for each register of the device, in its order
 */
export function makeReading(
  device: DeviceConfig,
  results: readonly RegisterResult[],
  times: SlotTimes,
): Reading {
  const measurements = new Map<string, Measurement>()
  device.registers.forEach((register, index) => {
    measurements.set(register.label, measure(register, results[index]))
  })
  return {
    deviceId: device.id,
    deviceName: device.name,
    deviceType: device.type,
    timestampMs: times.timestampMs,
    slotMs: times.slotMs,
    latencyMs: times.latencyMs,
    measurements,
  }
}

function measure(register: RegisterConfig, result: RegisterResult | undefined): Measurement {
  const { value, quality, detail } = result ?? missing('BAD_COMM', 'not read')
  return detail === undefined
    ? { value, unit: register.unit, quality }
    : { value, unit: register.unit, quality, detail }
}

/** A reading of nulls, for a slot in which nothing was asked. */
export function emptyReading(device: DeviceConfig, detail: string, times: SlotTimes): Reading {
  const result = missing('BAD_COMM', detail)
  return makeReading(
    device,
    device.registers.map(() => result),
    times,
  )
}
