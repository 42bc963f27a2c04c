import { z } from 'zod'
import { wallMs } from './common.ts'

export const alert = z.object({
  id: z.string(),
  kind: z.enum([
    'device-offline',
    'value-out-of-range',
    'registers-refused',
    'schedule-overrun',
    'api-refusing',
    'api-unreachable',
    'dead-letters',
    'queue-growing',
    'readings-lost',
    'disk',
    'journal-replaced',
    'config-invalid',
  ]),
  /** Device, link or API that it is about; null for the gateway as a whole. */
  subject: z.string().nullable(),
  message: z.string(),
  startedAtMs: wallMs,
  endedAtMs: wallMs.nullable(),
  count: z.number(),
  acknowledgedAtMs: wallMs.nullable(),
})

/** Sent whole with every change: there are never many. */
export const alertsSnapshot = z.object({
  /** First to start first. */
  active: z.array(alert),
  /** Newest first; the last 200. */
  past: z.array(alert),
})

export const acknowledgeAlert = {
  args: z.strictObject({ id: z.string().max(400) }),
  result: z.object({
    /** false: it has ended, or was acknowledged before. */
    acknowledged: z.boolean(),
  }),
}

export type AlertRow = z.infer<typeof alert>
export type AlertsSnapshot = z.infer<typeof alertsSnapshot>
