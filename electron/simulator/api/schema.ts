import { z } from 'zod'

/** The protocol as docs/api.openapi.yaml tells it, written a second time on purpose: it shares nothing with the gateway. */

const measurement = z.strictObject({
  /** Integers beyond 2^53 come as strings of digits. */
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
  unit: z.string(),
  quality: z.enum(['GOOD', 'BAD_RANGE', 'BAD_VALUE', 'BAD_ADDRESS', 'BAD_DEVICE', 'BAD_COMM']),
  detail: z.string().optional(),
})

/** A label may be `__proto__`, which JSON.parse keeps and zod's records do not. */
const measurements = z.unknown().superRefine((value, context) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    context.addIssue({ code: 'custom', message: 'an object by label is expected' })
    return
  }
  for (const [label, entry] of Object.entries(value)) {
    const issue = measurement.safeParse(entry).error?.issues[0]
    if (issue === undefined) continue
    context.addIssue({ code: 'custom', message: issue.message, path: [label, ...issue.path] })
    return
  }
})

const reading = z.object({
  seq: z.int().positive(),
  device_id: z.string().min(1),
  device_name: z.string(),
  device_type: z.string(),
  timestamp: z.iso.datetime(),
  slot: z.iso.datetime(),
  latency_ms: z.number().nonnegative().nullable(),
  measurements,
})

/** What a reading must have for its refusal to be told in `rejected`. */
const numbered = z.object({ seq: z.int().positive() })

const batch = z.object({
  gateway_id: z.string().min(1),
  sent_at: z.iso.datetime(),
  test: z.boolean().default(false),
  readings: z.array(z.unknown()).min(1),
})

export const readingsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  gateway: z.string().optional(),
  device: z.string().optional(),
})

export interface AcceptableReading {
  readonly seq: number
  readonly deviceId: string
  readonly slot: string
  /** As it came. */
  readonly json: string
}

export interface Rejected {
  readonly seq: number
  readonly reason: string
}

export interface ParsedBatch {
  readonly gatewayId: string
  /** A technician tries the way: looked at as any other, and not kept. */
  readonly isTest: boolean
  readonly readings: readonly AcceptableReading[]
  readonly rejected: readonly Rejected[]
}

export type BatchResult =
  | { readonly kind: 'batch'; readonly batch: ParsedBatch }
  /** No reading of it can be taken or named: 400. */
  | { readonly kind: 'fault'; readonly reason: string }

/** Readings that are not in order are named, the others are taken. */
export function parseBatch(text: string): BatchResult {
  const json = parseJson(text)
  if (json === undefined) return { kind: 'fault', reason: 'the body is not JSON' }
  const envelope = batch.safeParse(json)
  if (!envelope.success) return { kind: 'fault', reason: firstIssue(envelope.error) }
  const readings: AcceptableReading[] = []
  const rejected: Rejected[] = []
  for (const [index, entry] of envelope.data.readings.entries()) {
    const named = numbered.safeParse(entry)
    if (!named.success) return { kind: 'fault', reason: `readings[${index}]: ${firstIssue(named.error)}` }
    const { seq } = named.data
    const { data, error } = reading.safeParse(entry)
    if (data === undefined) rejected.push({ seq, reason: firstIssue(error) })
    else readings.push({ seq, deviceId: data.device_id, slot: data.slot, json: JSON.stringify(entry) })
  }
  const { gateway_id: gatewayId, test: isTest } = envelope.data
  return { kind: 'batch', batch: { gatewayId, isTest, readings, rejected } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues
  if (issue === undefined) return 'not as described'
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`
}
