import { z } from 'zod'
import { takenReading } from './common.ts'
import { registerRow } from './config.ts'
import { byteOrder, parity, stopBits, table } from './tester-request.ts'

/** What the tester finds. */

export const layerResult = z.object({
  layer: z.enum(['name', 'connection', 'bytes', 'frame', 'answer', 'registers', 'values']),
  outcome: z.enum(['ok', 'warning', 'failed']),
  /** What was seen. */
  detail: z.string(),
  /** What to check next; null where all is well. */
  advice: z.string().nullable(),
  durationMs: z.number(),
})

/** One look at whether values fit each other; see engine/diagnose/sanity.ts for the tolerances. */
export const sanityFinding = z.object({
  check: z.enum([
    'voltage',
    'frequency',
    'power-factor',
    'power-product',
    'phase-sum',
    'energy-integral',
    'ct-direction',
    'word-order',
    'all-zero',
  ]),
  severity: z.enum(['ok', 'warning', 'problem']),
  /** Of the registers that it is about. */
  labels: z.array(z.string()),
  measured: z.string(),
  expected: z.string(),
  /** What to check on the wiring or in the configuration; null where all is well. */
  advice: z.string().nullable(),
})

/** Another byte order would make the values plausible. Nobody applies it but the technician. */
export const byteOrderAdvice = z.object({
  order: byteOrder,
  /** At least two. */
  agreeing: z.array(z.object({ label: z.string(), current: z.string(), suggested: z.string() })),
  reasons: z.array(z.string()),
})

export const testResult = z.object({
  layers: z.array(layerResult),
  failedLayer: layerResult.shape.layer.nullable(),
  /** The collector holds the line: the test went through its link, between its slots. */
  throughCollector: z.boolean(),
  reading: takenReading.nullable(),
  /** Processes that have the serial port open, where the system tells. */
  holders: z.array(z.object({ pid: z.number(), command: z.string() })),
  sanity: z.array(sanityFinding),
  byteOrder: byteOrderAdvice.nullable(),
})

/** Words as they came; null where the unit refused or did not answer. */
const words = z.array(z.number().nullable())
const refusal = z.object({ address: z.number(), count: z.number(), detail: z.string() })

export const probeResult = z.object({
  /** Of each register from `address` on; bits are 0 and 1. */
  words,
  refusals: z.array(refusal),
  /** What a cell of `readings` is read as; for bit tables, and while the run is under way, there are none. */
  columns: z.array(z.object({ dataType: z.string(), byteOrder: byteOrder.nullable() })),
  /** For each register its text in each column; null where the value would reach past what was read. */
  readings: z.array(z.array(z.string().nullable())),
  latencyMs: z.number().nullable(),
})

/** One way to read one address that gives what the display shows. */
const place = z.object({
  table,
  address: z.number(),
  /** `FLOAT32`, as in data_types. */
  dataType: z.string(),
  byteOrder,
  /** As in scaling_factors. */
  factor: z.string(),
  /** With that factor. */
  value: z.string(),
})

export const candidate = place.extend({
  words: z.array(z.number()),
  /** Why it stands where it stands in the list, best reason first. */
  reasons: z.array(z.string()),
})

const searched = z.object({
  /** Registers that could be read. */
  registersRead: z.number(),
  /** The unit has answered, be it with a refusal. */
  isThere: z.boolean(),
  refusals: z.array(refusal),
})

export const findResult = searched.extend({
  /** Best first; 50 at most. */
  candidates: z.array(candidate),
  /** How many there were in all. */
  total: z.number(),
})

export const findSeveralResult = searched.extend({
  /** For each value, in the order in which they were asked for; null: no register shows it. */
  places: z.array(
    place
      .extend({
        /** Neither near the others and of their kind, nor improbable enough by itself: it may fit by chance. */
        isDoubtful: z.boolean(),
      })
      .nullable(),
  ),
  /** Another way to read most of them that is about as good; null: there is none. */
  rival: place.nullable(),
})

export const unitScanResult = z.object({
  found: z.array(
    z.object({
      unitId: z.number(),
      /** What it answered: `data`, or the exception in words; it is there either way. */
      answer: z.string(),
      latencyMs: z.number(),
    }),
  ),
  /** Ids at which something came back that was no whole frame: two units with one id, a wrong baud rate, noise. */
  garbled: z.array(z.object({ unitId: z.number(), detail: z.string() })),
  /** Ids of which a gateway said that it does not reach them (exceptions 10 and 11): the way to it is right. */
  unreached: z.number(),
  /** Asked so far, in order from the first one. */
  asked: z.number(),
  /** Time that each id was given: a slower meter is called silent. */
  waitMs: z.number(),
})

export const registerScanResult = z.object({
  /** In order; neighbours of one kind are one stretch. */
  stretches: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      kind: z.enum(['present', 'refused', 'silent']),
      /** Of a refusal, in words. */
      detail: z.string().nullable(),
      /** Of a present one, the first 2,000 of the whole scan. */
      words: z.array(z.number()),
    }),
  ),
  present: z.number(),
  requests: z.number(),
})

export const serialScanResult = z.object({
  tried: z.array(
    z.object({
      baudRate: z.number(),
      parity,
      stopBits,
      outcome: z.enum(['answer', 'garbage', 'silence']),
      /** That answered. */
      unitId: z.number().nullable(),
      detail: z.string(),
    }),
  ),
  combinations: z.number(),
})

export const sunSpecResult = z.object({
  /** null: the mark was not found at any base address. */
  baseAddress: z.number().nullable(),
  /** From the common model (1). */
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  version: z.string().nullable(),
  serialNumber: z.string().nullable(),
  models: z.array(
    z.object({
      id: z.number(),
      /** null: not one that this program knows. */
      name: z.string().nullable(),
      address: z.number(),
      length: z.number(),
    }),
  ),
  /** Registers of the models that are known, ready for a section with `addressing = zero`. */
  rows: z.array(registerRow),
  /** `max_gap` of such a section; null: the default suffices. */
  maxGap: z.number().nullable(),
})

export const apiTestResult = z.object({
  /** Without credentials. */
  url: z.string(),
  /** null: no answer. */
  status: z.number().nullable(),
  latencyMs: z.number(),
  /** What was sent; the token is not in it. */
  sent: z.string(),
  /** The answer's text, at most 4 kB; why there is none where there is none. */
  body: z.string(),
  verdict: z.enum(['accepted', 'refused', 'unreachable']),
  advice: z.string().nullable(),
})

export const reportResult = z.object({
  fileName: z.string(),
  /** A page of its own, without scripts or anything from outside. */
  html: z.string(),
  json: z.string(),
})

export type SanityFinding = z.infer<typeof sanityFinding>
export type ByteOrderAdvice = z.infer<typeof byteOrderAdvice>
export type FoundPlace = z.infer<typeof place>
export type Candidate = z.infer<typeof candidate>
