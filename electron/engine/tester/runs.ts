import { randomUUID } from 'node:crypto'
import type {
  RequestOf,
  RunBody,
  RunCost,
  RunKind,
  RunProgress,
  RunRequest,
  RunState,
  RunsSnapshot,
} from '../../../shared/contract/tester.ts'
import type { LinkConfig } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { endpointText } from '../diagnose/advice.ts'
import { type Line, LineRefusedError, type Lines } from '../diagnose/lines.ts'
import { defectText } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { FrameListener } from '../modbus/frame-trace.ts'
import { type RunContext, RunRefusedError, type Tool, type ToolCost, type Tools } from './tool.ts'

/** Runs of one kind that are remembered: a probe that is repeated every second must not push out the others. */
const rememberedOfKind = 4
/** Runs that may be under way at once. */
const atOnce = 4

export interface TesterOptions {
  readonly tools: Tools
  readonly lines: Lines
  readonly watchFrames: (listener: FrameListener) => () => void
  readonly clock: Clock
  readonly logger: Logger
}

/** The tester's runs: under way, and the newest of those that have ended. */
export interface Tester {
  /** What a run would take. Never throws for what the request or the line does: `refusal` says it. */
  cost(request: RunRequest): RunCost
  /** @returns its id. @throws RunRefusedError, LineRefusedError */
  start(request: RunRequest): string
  /** @returns false where it has ended or is not known */
  stop(runId: string): boolean
  /** null: not known (any more). */
  state(runId: string): RunState | null
  /** Newest first. */
  list(): RunsSnapshot['runs']
  /** Hears the id of a run whenever something of it has changed; the returned function ends that. */
  subscribe(listener: (runId: string) => void): () => void
  /** Stops every run and waits for its end. */
  close(): Promise<void>
}

interface Entry {
  state: RunState
  readonly title: string
  readonly abort: AbortController
  ended: Promise<void>
}

const noCost: ToolCost = { requests: 0, leastMs: 0, mostMs: 0, likelyMs: 0 }
const nothingDone: RunProgress = { done: 0, total: 0, remainingMs: null, doing: '' }

/** A scan that looks for the settings of a line has none to name. */
const lineText = (request: RunRequest, link: LinkConfig): string =>
  request.kind === 'scan-serial' ? request.path : endpointText(link)

export function createTester({ tools, lines, watchFrames, clock, logger }: TesterOptions): Tester {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(runId: string) => void>()
  let isClosed = false

  function change(entry: Entry, change: Partial<RunState>): void {
    entry.state = { ...entry.state, ...change }
    for (const listener of listeners) listener(entry.state.id)
  }

  /** What the collector leaves of a line for one request that stays unanswered; without bounds where it does not hold it. */
  const spareMs = (link: LinkConfig): number =>
    Math.max(0, lines.held(link)?.spareMs ?? Number.POSITIVE_INFINITY)

  /** @throws LineRefusedError where the line could not be had */
  function probeLine(link: LinkConfig, asks: 'one' | 'many'): void {
    void lines.borrow(link, { visited: null, asks }).giveBack()
  }

  function contextOf<K extends RunKind>(
    entry: Entry,
    request: RequestOf<K>,
  ): RunContext<K> & { end(): Promise<void> } {
    const borrowed: Line[] = []
    const watches: (() => void)[] = []
    return {
      runId: entry.state.id,
      clock,
      signal: entry.abort.signal,
      borrow(link, asks, visited = null) {
        const line = lines.borrow(link, { visited, asks })
        borrowed.push(line)
        return line
      },
      timeoutOn: (link, wantedMs) => Math.min(wantedMs, spareMs(link)),
      watchFrames(listener) {
        const leave = watchFrames(listener)
        watches.push(leave)
        return leave
      },
      show: (result, progress) =>
        change(entry, { body: bodyOf(request, result), progress: progress ?? entry.state.progress }),
      progress: (progress) => change(entry, { progress }),
      async end() {
        for (const leave of watches) leave()
        await Promise.all(borrowed.map((line) => line.giveBack()))
      },
    }
  }

  async function run<K extends RunKind>(entry: Entry, tool: Tool<K>, request: RequestOf<K>): Promise<void> {
    const { end, ...context } = contextOf<K>(entry, request)
    try {
      const { result, trouble } = await tool.run(request, context)
      const isStopped = entry.abort.signal.aborted
      change(entry, {
        phase: isStopped ? 'stopped' : trouble === null ? 'done' : 'failed',
        trouble: isStopped ? null : trouble,
        body: bodyOf(request, result),
      })
    } catch (error) {
      const isTold = error instanceof RunRefusedError || error instanceof LineRefusedError
      if (!isTold) logger.error(`${request.kind}: ${defectText(error)}`)
      change(entry, {
        phase: 'failed',
        trouble: isTold ? error.message : 'it failed through a defect in the gateway; its log says more',
      })
    } finally {
      await end()
      change(entry, { endedAtMs: clock.wallMs() })
      forgetOldest(request.kind)
    }
  }

  function forgetOldest(kind: RunKind): void {
    // By their ends: a scan of an hour has just been told, however many were started after it.
    const ended = [...entries.values()]
      .filter(({ state }) => state.body.kind === kind && state.endedAtMs !== null)
      .toSorted((a, b) => (a.state.endedAtMs ?? 0) - (b.state.endedAtMs ?? 0))
    for (const { state } of ended.slice(0, -rememberedOfKind)) entries.delete(state.id)
  }

  function costOf<K extends RunKind>(tool: Tool<K>, request: RequestOf<K>): RunCost {
    // Says whether the request means anything.
    void tool.title(request)
    const link = tool.link(request)
    const held = link === null ? null : lines.held(link)
    const timeoutMs = link === null || tool.asks === 'one' ? Number.POSITIVE_INFINITY : spareMs(link)
    const cost = tool.cost(request, timeoutMs)
    if (link !== null) probeLine(link, tool.asks)
    return {
      ...cost,
      line: link === null ? '' : lineText(request, link),
      sharedWith: (held?.devices ?? []).map(({ id }) => id),
      refusal: null,
    }
  }

  function begin<K extends RunKind>(tool: Tool<K>, request: RequestOf<K>): string {
    const title = tool.title(request)
    const link = tool.link(request)
    if (link !== null) probeLine(link, tool.asks)
    const underWay = [...entries.values()].filter(({ state }) => state.phase === 'running')
    if (isClosed) throw new RunRefusedError('the gateway is stopping')
    if (underWay.length >= atOnce) {
      throw new RunRefusedError(`${atOnce} tests are under way: stop one of them first`)
    }
    const state: RunState = {
      id: randomUUID(),
      phase: 'running',
      trouble: null,
      startedAtMs: clock.wallMs(),
      endedAtMs: null,
      progress: nothingDone,
      body: bodyOf(request, null),
    }
    const entry: Entry = { state, title, abort: new AbortController(), ended: Promise.resolve() }
    entries.set(state.id, entry)
    entry.ended = run(entry, tool, request)
    change(entry, {})
    return state.id
  }

  return {
    cost(request) {
      try {
        return withTool(tools, request, costOf)
      } catch (error) {
        if (!(error instanceof RunRefusedError || error instanceof LineRefusedError)) throw error
        return { ...noCost, line: '', sharedWith: [], refusal: error.message }
      }
    },
    start: (request) => withTool(tools, request, begin),
    stop(runId) {
      const entry = entries.get(runId)
      if (entry?.state.phase !== 'running') return false
      entry.abort.abort()
      return true
    },
    state: (runId) => entries.get(runId)?.state ?? null,
    list: () =>
      [...entries.values()]
        .map(({ state: { id, phase, startedAtMs, body }, title }) => ({
          id,
          kind: body.kind,
          phase,
          startedAtMs,
          title,
        }))
        .toReversed(),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      isClosed = true
      for (const { abort } of entries.values()) abort.abort()
      await Promise.all([...entries.values()].map(({ ended }) => ended))
    },
  }
}

/** The request's kind picks the tool of that kind, which TypeScript cannot see through `K`. */
function withTool<R>(
  tools: Tools,
  request: RunRequest,
  use: <K extends RunKind>(tool: Tool<K>, request: RequestOf<K>) => R,
): R {
  return use(tools[request.kind] as Tool<RunKind>, request)
}

/** As above: the two belong together. */
function bodyOf(request: RunRequest, result: RunBody['result']): RunBody {
  return { kind: request.kind, request, result } as RunBody
}
