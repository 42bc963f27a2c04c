import { z } from 'zod'
import type { DeviceState, Finding, Quality } from '../model/index.ts'

/** Nothing but the fields named: a misspelt argument is an error, not silence. */
export const noArgs = z.strictObject({})

export const wallMs = z.number()
export const quality = z.enum([
  'GOOD',
  'BAD_RANGE',
  'BAD_VALUE',
  'BAD_ADDRESS',
  'BAD_DEVICE',
  'BAD_COMM',
]) satisfies z.ZodType<Quality>

/** As in the model, but integers beyond 2^53 are decimal strings, as on the wire. */
export const value = z.union([z.number(), z.string(), z.boolean(), z.null()])

export const measurement = z.object({
  label: z.string(),
  value,
  unit: z.string(),
  quality,
  /** Why the value is bad, in words; null where nothing is to be said. */
  detail: z.string().nullable(),
})

export const deviceState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('disabled') }),
  z.object({ kind: z.literal('connecting') }),
  z.object({ kind: z.literal('good') }),
  z.object({ kind: z.literal('degraded'), badLabels: z.array(z.string()).readonly() }),
  z.object({
    kind: z.literal('backoff'),
    attempt: z.number(),
    retryAtMs: wallMs,
    reason: z.string(),
  }),
]) satisfies z.ZodType<DeviceState>

export const finding = z.object({
  severity: z.enum(['error', 'warning']),
  section: z.string().nullable(),
  key: z.string().nullable(),
  line: z.number().nullable(),
  found: z.string().nullable(),
  allowed: z.string().nullable(),
  suggestion: z.string().nullable(),
  message: z.string(),
}) satisfies z.ZodType<Finding>

/** One reading outside the journal: `readNow`, `readDraft`. */
export const takenReading = z.object({
  deviceId: z.string(),
  timestampMs: wallMs,
  /** null: nothing was sent. */
  latencyMs: z.number().nullable(),
  values: z.array(
    measurement.extend({
      /** The words as they came over the wire; null where none came. */
      rawWords: z.array(z.number()).nullable(),
    }),
  ),
})

export type MeasurementRow = z.infer<typeof measurement>
export type TakenReading = z.infer<typeof takenReading>
