import { z } from 'zod'
import { deviceState, measurement, wallMs } from './common.ts'

export const uploadState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off') }),
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('sending') }),
  z.object({ kind: z.literal('backoff'), attempt: z.number(), retryAtMs: wallMs, reason: z.string() }),
  z.object({ kind: z.literal('refused'), status: z.number(), retryAtMs: wallMs, reason: z.string() }),
])

export const storeState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok') }),
  z.object({ kind: z.literal('failing'), reason: z.string(), waitingReadings: z.number() }),
])

/** One device as the overview shows it. */
export const deviceRow = z.object({
  id: z.string(),
  /** Of config.ini. */
  section: z.string(),
  name: z.string(),
  type: z.string(),
  protocol: z.enum(['TCP', 'RTU', 'RTU_OVER_TCP']),
  /** `192.168.1.100:502`, `/dev/ttyUSB0 9600 8N1` */
  endpoint: z.string(),
  unitId: z.number(),
  intervalMs: z.number(),
  state: deviceState,
  /** The first few values of the last reading, the one behind `spark` among them. */
  values: z.array(measurement),
  /** Values in a reading, and how many of the last one are not GOOD. */
  valueCount: z.number(),
  badCount: z.number(),
  /** null before the first reading. */
  lastSlotMs: wallMs.nullable(),
  lastAnswerMs: wallMs.nullable(),
  /** When the next reading begins: within its slot, not at its start. null: none is due. */
  nextSlotMs: wallMs.nullable(),
  latencyMs: z.number().nullable(),
  /** Share of the last hour's readings in which the device answered, 0..1; null without a reading. */
  successRate: z.number().nullable(),
  readingsLastHour: z.number(),
  errorsLastHour: z.number(),
  skippedLastHour: z.number(),
  /** Label of the value behind `spark`; null where the device has no number. */
  sparkLabel: z.string().nullable(),
  /** The last values of that label, oldest first, null where it was bad; at most 60. Only in a snapshot; empty in deltas. */
  spark: z.array(z.number().nullable()),
})

export const totals = z.object({
  takenAtMs: wallMs,
  startedAtMs: wallMs,
  isCollecting: z.boolean(),
  devicesGood: z.number(),
  /** Enabled ones. */
  devicesTotal: z.number(),
  readingsPerMinute: z.number(),
  pointsPerMinute: z.number(),
  goodPointsPerMinute: z.number(),
  errorsLastHour: z.number(),
  skippedLastHour: z.number(),
  worstLatenessMs: z.number(),
  lostTotal: z.number(),
  store: storeState,
  upload: uploadState,
  unsent: z.number(),
  oldestUnsentMs: wallMs.nullable(),
  deadLetters: z.number(),
  alertsActive: z.number(),
  alertsUnacknowledged: z.number(),
})

export const statusSnapshot = z.object({ totals, devices: z.array(deviceRow) })
export const statusDelta = z.object({
  totals,
  /** Rows that changed or are new. */
  devices: z.array(deviceRow),
  /** Ids of all devices in file order when the set has changed, else null. */
  order: z.array(z.string()).nullable(),
})

export type DeviceRow = z.infer<typeof deviceRow>
export type Totals = z.infer<typeof totals>
export type StatusSnapshot = z.infer<typeof statusSnapshot>
export type StatusDelta = z.infer<typeof statusDelta>
