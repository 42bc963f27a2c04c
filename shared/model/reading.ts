import type { DeviceId } from './ids.ts'

/**
 * GOOD         read, decoded, in range
 * BAD_RANGE    outside min/max; the number is in `detail`
 * BAD_VALUE    NaN, infinite, an invalid_values pattern, not text, no power of ten in its scale register
 * BAD_ADDRESS  the device refuses this register (exception 2 or 3) while others were read
 * BAD_DEVICE   another exception (4, 5, 6, 8)
 * BAD_COMM     no link, timeout, framing, or a gateway's exception 10 or 11
 */
export type Quality = 'GOOD' | 'BAD_RANGE' | 'BAD_VALUE' | 'BAD_ADDRESS' | 'BAD_DEVICE' | 'BAD_COMM'

/** Missing is null, never 0. Integers beyond 2^53 are bigint here and decimal strings in JSON. */
export type Value = number | bigint | boolean | string | null

export interface Measurement {
  readonly value: Value
  readonly unit: string
  readonly quality: Quality
  /** Why the value is bad, in words: `812.4 above 100`. */
  readonly detail?: string
}

/** What one device gave for one schedule slot, also when it did not answer. */
export interface Reading {
  readonly deviceId: DeviceId
  readonly deviceName: string
  readonly deviceType: string
  /** When the last block arrived or the attempt was given up, ms since the epoch. */
  readonly timestampMs: number
  /** Nominal time on the schedule grid, ms since the epoch. */
  readonly slotMs: number
  /** Time on the wire of the whole reading; null when nothing was sent. */
  readonly latencyMs: number | null
  /** By label, in the order of the configuration. */
  readonly measurements: ReadonlyMap<string, Measurement>
}
