import { z } from 'zod'
import type { Measurement, Reading } from '../../../shared/model/index.ts'

const measurementSchema = z.object({
  /** An integer beyond 2^53 is a string of digits. */
  value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
  unit: z.string(),
  quality: z.enum(['GOOD', 'BAD_RANGE', 'BAD_VALUE', 'BAD_ADDRESS', 'BAD_DEVICE', 'BAD_COMM']),
  detail: z.string().optional(),
})

/** A reading as it travels and as it lies in the journal. Times are UTC with milliseconds. */
export const wireReadingSchema = z.object({
  seq: z.int().positive(),
  device_id: z.string(),
  device_name: z.string(),
  device_type: z.string(),
  timestamp: z.iso.datetime(),
  slot: z.iso.datetime(),
  latency_ms: z.number().nullable(),
  /** By label. Labels are whatever the configuration says, `__proto__` included: not a shape that zod's records keep. */
  measurements: z.custom<Readonly<Record<string, WireMeasurement>>>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((entry) => measurementSchema.safeParse(entry).success),
    'measurements by label',
  ),
})

export type WireMeasurement = z.infer<typeof measurementSchema>
export type WireReading = z.infer<typeof wireReadingSchema>

/** @throws SyntaxError or ZodError where the text is not a reading, as after damage to the file */
export function parseWireReading(json: string): WireReading {
  return wireReadingSchema.parse(JSON.parse(json))
}

export function readingToJson(reading: Reading, seq: number): string {
  return withSeq(serializeReading(reading), seq)
}

/** What the journal keeps is the reading without its number: the number is the row's. */
export function withSeq(json: string, seq: number): string {
  return `{"seq":${seq},${json.slice(1)}`
}

/**
 * The wire form without `seq`. Built by hand: it runs for every value that is read, and an object keyed by label would
 * lose a label such as `__proto__`. Joined, not added up: V8 keeps a sum of strings as a tree of its parts, which takes
 * several times the memory of the text until somebody reads it.
 */
export function serializeReading(reading: Reading): string {
  const measurements = Array.from(
    reading.measurements,
    ([label, measurement]) => `${quoted(label)}:${measurementJson(measurement)}`,
  ).join(',')
  return (
    `{"device_id":${quoted(reading.deviceId)},"device_name":${quoted(reading.deviceName)}` +
    `,"device_type":${quoted(reading.deviceType)},"timestamp":"${isoTime(reading.timestampMs)}"` +
    `,"slot":"${isoTime(reading.slotMs)}","latency_ms":${latencyJson(reading.latencyMs)}` +
    `,"measurements":{${measurements}}}`
  )
}

function measurementJson({ value, unit, quality, detail }: Measurement): string {
  const tail = detail === undefined ? '}' : `,"detail":${JSON.stringify(detail)}}`
  return `{"value":${valueJson(value)},"unit":${quoted(unit)},"quality":"${quality}"${tail}`
}

function valueJson(value: Measurement['value']): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'bigint') return String(value)
  const exact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
  return exact ? value.toString() : `"${value}"`
}

/** Labels, units and names come again with every reading: what each looks like in JSON is worked out once. */
const quotedTexts = new Map<string, string>()
const rememberedTexts = 10_000

function quoted(text: string): string {
  const known = quotedTexts.get(text)
  if (known !== undefined) return known
  const json = JSON.stringify(text)
  if (quotedTexts.size >= rememberedTexts) quotedTexts.clear()
  quotedTexts.set(text, json)
  return json
}

/** Microseconds are as fine as the clock is honest. */
function latencyJson(latencyMs: number | null): string {
  return latencyMs === null ? 'null' : String(Math.round(latencyMs * 1_000) / 1_000)
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
