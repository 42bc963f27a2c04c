import { z } from 'zod'
import { takenReading, wallMs } from './common.ts'
import { registerRow } from './config.ts'

/**
 * The tester: what a technician runs against a line or a meter. A run is started with a request, told of in snapshots, and
 * can be stopped at any moment; what it found until then stays. The gateway keeps the newest runs, so that a page that is
 * loaded again finds them.
 */

const host = z.string().min(1).max(253)
const port = z.int().min(1).max(65_535)
const unitId = z.int().min(0).max(255)
const pduAddress = z.int().min(0).max(65_535)
export const table = z.enum(['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT'])
export const byteOrder = z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA'])
const parity = z.enum(['N', 'E', 'O'])
const stopBits = z.union([z.literal(1), z.literal(2)])
const baudRate = z.int().min(300).max(921_600)

/** Where a meter is, as typed: what the keys of a section would say. */
export const endpoint = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tcp'), host, port }),
  z.strictObject({ kind: z.literal('rtu-over-tcp'), host, port }),
  z.strictObject({
    kind: z.literal('rtu'),
    path: z.string().min(1).max(1_024),
    baudRate,
    parity,
    stopBits,
    dataBits: z.union([z.literal(7), z.literal(8)]),
  }),
])

const line = {
  endpoint,
  /** Wait for one answer. */
  timeoutMs: z.int().min(20).max(60_000),
  /** Extra silence between two requests. */
  requestDelayMs: z.int().min(0).max(10_000),
}
export const lineTarget = z.strictObject(line)
export const unitTarget = z.strictObject({ ...line, unitId })

/** A device of the running configuration, or settings that stand nowhere yet. */
export const testSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('device'), deviceId: z.string().max(300) }),
  z.strictObject({
    kind: z.literal('typed'),
    target: unitTarget,
    /** Its registers are read; null: one holding register is asked for, and a refusal proves presence as well. */
    profile: z.string().max(200).nullable(),
  }),
])

export const runRequest = z.discriminatedUnion('kind', [
  /** Layer by layer; then the sanity of the values. */
  z.strictObject({ kind: z.literal('test'), subject: testSubject }),
  /** One stretch of one table, and all that it could mean. */
  z.strictObject({
    kind: z.literal('probe'),
    target: unitTarget,
    table,
    address: pduAddress,
    /** Registers (or bits). */
    count: z.int().min(1).max(2_000),
  }),
  /** Which registers hold what the meter's display shows. */
  z.strictObject({
    kind: z.literal('find'),
    target: unitTarget,
    tables: z.array(table).min(1).max(4),
    from: pduAddress,
    count: z.int().min(1).max(10_000),
    /** As on the display, `230.5`: its decimals say how exact it is. A decimal comma is one. */
    shown: z.string().min(1).max(40),
    /** An earlier `find` on the same target: only its candidates that fit the new value as well are kept. */
    narrows: z.string().max(40).nullable(),
  }),
  z.strictObject({
    kind: z.literal('scan-units'),
    target: lineTarget,
    from: unitId,
    to: unitId,
    /** What each is asked for; any answer or exception of its own proves presence. */
    table,
    address: pduAddress,
  }),
  z.strictObject({
    kind: z.literal('scan-registers'),
    target: unitTarget,
    table,
    from: pduAddress,
    to: pduAddress,
  }),
  /** Every combination; data bits are 8. */
  z.strictObject({
    kind: z.literal('scan-serial'),
    path: z.string().min(1).max(1_024),
    baudRates: z.array(baudRate).min(1).max(20),
    parities: z.array(parity).min(1).max(3),
    stopBits: z.array(stopBits).min(1).max(2),
    unitIds: z.array(unitId).min(1).max(16),
    timeoutMs: z.int().min(20).max(60_000),
  }),
  /** Models of a SunSpec device, from its base address. */
  z.strictObject({ kind: z.literal('sunspec'), target: unitTarget }),
  /** One marked sample is sent to the API. */
  z.strictObject({ kind: z.literal('api') }),
  /** The commissioning report: so many samples, one a second at most. */
  z.strictObject({ kind: z.literal('report'), subject: testSubject, samples: z.int().min(1).max(60) }),
])

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

export const candidate = z.object({
  table,
  address: z.number(),
  /** `FLOAT32`, as in data_types. */
  dataType: z.string(),
  byteOrder,
  /** As in scaling_factors. */
  factor: z.string(),
  /** With that factor. */
  value: z.string(),
  words: z.array(z.number()),
  /** Why it stands where it stands in the list, best reason first. */
  reasons: z.array(z.string()),
})

export const findResult = z.object({
  /** Registers that could be read. */
  registersRead: z.number(),
  refusals: z.array(refusal),
  /** Best first; 50 at most. */
  candidates: z.array(candidate),
  /** How many there were in all. */
  total: z.number(),
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
  /** Asked so far, in order from the first one. */
  asked: z.number(),
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

const run = <K extends string, Q extends z.ZodType, R extends z.ZodType>(kind: K, request: Q, result: R) =>
  z.object({
    kind: z.literal(kind),
    request,
    /** null: nothing is known yet. */
    result: result.nullable(),
  })

const [test, probe, find, scanUnits, scanRegisters, scanSerial, sunspec, api, report] = runRequest.options

export const runBody = z.discriminatedUnion('kind', [
  run('test', test, testResult),
  run('probe', probe, probeResult),
  run('find', find, findResult),
  run('scan-units', scanUnits, unitScanResult),
  run('scan-registers', scanRegisters, registerScanResult),
  run('scan-serial', scanSerial, serialScanResult),
  run('sunspec', sunspec, sunSpecResult),
  run('api', api, apiTestResult),
  run('report', report, reportResult),
])

export const runState = z.object({
  id: z.string(),
  /** `failed`: it could not be done, and `trouble` says why; what was found until then is there. */
  phase: z.enum(['running', 'done', 'stopped', 'failed']),
  trouble: z.string().nullable(),
  startedAtMs: wallMs,
  endedAtMs: wallMs.nullable(),
  progress: z.object({
    done: z.number(),
    /** 0: not known. */
    total: z.number(),
    remainingMs: z.number().nullable(),
    /** `unit 17 of 247`; empty when there is nothing to say. */
    doing: z.string(),
  }),
  body: runBody,
})

/** What a run would take; asked for before it is started. */
export const runCost = {
  args: z.strictObject({ request: runRequest }),
  result: z.object({
    requests: z.number(),
    /** Where everything answers at once, and where nothing answers. */
    leastMs: z.number(),
    mostMs: z.number(),
    /** What it will most likely take. */
    likelyMs: z.number(),
    line: z.string(),
    /** Devices that are collected through the same line meanwhile. */
    sharedWith: z.array(z.string()),
    /** Why it cannot be started now; null: it can. */
    refusal: z.string().nullable(),
  }),
}

export const startRun = {
  args: z.strictObject({ request: runRequest }),
  result: z.object({ runId: z.string() }),
}

export const stopRun = {
  args: z.strictObject({ runId: z.string().max(40) }),
  result: z.object({
    /** false: it has ended already, or is not known any more. */
    stopped: z.boolean(),
  }),
}

/** One run, whole with every change; a run that is not known any more is an error of the topic. */
export const runArgs = z.strictObject({ runId: z.string().max(40) })

/** The runs that the gateway still knows, newest first, without their results. */
export const runsSnapshot = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      kind: z.enum([
        'test',
        'probe',
        'find',
        'scan-units',
        'scan-registers',
        'scan-serial',
        'sunspec',
        'api',
        'report',
      ]),
      phase: runState.shape.phase,
      startedAtMs: wallMs,
      /** What it is about, for a list: `unit 1 at 10.0.0.7:502`. */
      title: z.string(),
    }),
  ),
})

export type Endpoint = z.infer<typeof endpoint>
export type LineTarget = z.infer<typeof lineTarget>
export type UnitTarget = z.infer<typeof unitTarget>
export type TestSubject = z.infer<typeof testSubject>
export type RunRequest = z.infer<typeof runRequest>
export type RunKind = RunRequest['kind']
export type RequestOf<K extends RunKind> = Extract<RunRequest, { kind: K }>
export type RunBody = z.infer<typeof runBody>
export type ResultOf<K extends RunKind> = NonNullable<Extract<RunBody, { kind: K }>['result']>
export type RunState = z.infer<typeof runState>
export type RunProgress = RunState['progress']
export type RunCost = z.infer<typeof runCost.result>
export type RunsSnapshot = z.infer<typeof runsSnapshot>
export type SanityFinding = z.infer<typeof sanityFinding>
export type ByteOrderAdvice = z.infer<typeof byteOrderAdvice>
export type Candidate = z.infer<typeof candidate>
