import { z } from 'zod'
import { wallMs } from './common.ts'
import { runRequest, type RunKind } from './tester-request.ts'
import {
  testResult,
  probeResult,
  findResult,
  findSeveralResult,
  unitScanResult,
  registerScanResult,
  serialScanResult,
  sunSpecResult,
  apiTestResult,
  reportResult,
} from './tester-result.ts'

export type * from './tester-request.ts'
export type * from './tester-result.ts'

/**
 * The tester: what a technician runs against a line or a meter. A run is started with a request, told of in snapshots, and
 * can be stopped at any moment; what it found until then stays. The gateway keeps the newest runs, so that a page that is
 * loaded again finds them.
 */

const run = <K extends string, Q extends z.ZodType, R extends z.ZodType>(kind: K, request: Q, result: R) =>
  z.object({
    kind: z.literal(kind),
    request,
    /** null: nothing is known yet. */
    result: result.nullable(),
  })

const [test, probe, find, findSeveral, scanUnits, scanRegisters, scanSerial, sunspec, api, report] =
  runRequest.options

export const runBody = z.discriminatedUnion('kind', [
  run('test', test, testResult),
  run('probe', probe, probeResult),
  run('find', find, findResult),
  run('find-several', findSeveral, findSeveralResult),
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
  args: z.strictObject({
    request: runRequest,
    /** Stopped when the caller is gone, as a command is that was killed; false unless given: a page finds its runs again. */
    endsWithCaller: z.boolean().optional(),
  }),
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
        'find-several',
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

export type RunBody = z.infer<typeof runBody>
export type ResultOf<K extends RunKind> = NonNullable<Extract<RunBody, { kind: K }>['result']>
export type RunState = z.infer<typeof runState>
export type RunProgress = RunState['progress']
export type RunCost = z.infer<typeof runCost.result>
export type RunsSnapshot = z.infer<typeof runsSnapshot>
