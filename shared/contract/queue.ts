import { z } from 'zod'
import { wallMs } from './common.ts'
import { storeState, uploadState } from './status.ts'

/** Sent whole, at most once a second. */
export const queueSnapshot = z.object({
  /** null: no api_url. Without credentials. */
  apiUrl: z.string().nullable(),
  upload: uploadState,
  unsent: z.number(),
  unsentBytes: z.number(),
  oldestUnsentMs: wallMs.nullable(),
  deadLetters: z.number(),
  /** Readings stored, all of them, and the journal's size and limits. */
  storedReadings: z.number(),
  sizeBytes: z.number(),
  maxSizeBytes: z.number(),
  maxAgeMs: z.number(),
  store: storeState,
  acknowledgedTotal: z.number(),
  acknowledgedPerMinute: z.number(),
  lastSuccessMs: wallMs.nullable(),
  /** The last answer of the API; `status` null: there was none. */
  lastAttempt: z
    .object({
      atMs: wallMs,
      status: z.number().nullable(),
      latencyMs: z.number(),
      readings: z.number(),
      bytes: z.number(),
      acknowledged: z.number(),
    })
    .nullable(),
  losses: z.array(
    z.object({
      count: z.number(),
      firstSeq: z.number().nullable(),
      lastSeq: z.number().nullable(),
      firstSlotMs: wallMs.nullable(),
      lastSlotMs: wallMs.nullable(),
      reason: z.enum(['size-limit', 'memory-limit', 'corrupt-journal']),
      recordedAtMs: wallMs,
    }),
  ),
})

export const deadLetter = z.object({
  seq: z.number(),
  reason: z.string(),
  buriedAtMs: wallMs,
  deviceId: z.string(),
  slotMs: wallMs,
  /** The reading as it is sent. */
  json: z.string(),
})

export const deadLetters = {
  args: z.strictObject({ limit: z.int().min(1).max(1_000) }),
  result: z.object({ total: z.number(), letters: z.array(deadLetter) }),
}

/** null: all of them. */
const selection = z.strictObject({ seqs: z.array(z.int().min(1)).max(1_000).nullable() })
export const retryDeadLetters = { args: selection, result: z.object({ count: z.number() }) }
export const dropDeadLetters = { args: selection, result: z.object({ count: z.number() }) }

export type QueueSnapshot = z.infer<typeof queueSnapshot>
export type DeadLetterRow = z.infer<typeof deadLetter>
