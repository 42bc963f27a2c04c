import type { RequestOf, ResultOf, RunCost, RunKind, RunProgress } from '../../../shared/contract/tester.ts'
import type { DeviceId, LinkConfig } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Line } from '../diagnose/lines.ts'
import type { FrameListener } from '../modbus/frame-trace.ts'

/** It cannot be done, and the message says why and what to do about it. */
export class RunRefusedError extends Error {
  override readonly name = 'RunRefusedError'
}

/** What a run may use while it runs. */
export interface RunContext<K extends RunKind> {
  readonly runId: string
  readonly clock: Clock
  /** Aborted when somebody stops the run: it then resolves with what it has found. */
  readonly signal: AbortSignal
  /**
   * The line to an endpoint, between the collector's slots where the collector holds it; given back by the registry.
   *
   * @throws LineRefusedError
   */
  borrow(link: LinkConfig, asks: 'one' | 'many', visited?: DeviceId | null): Line
  /** How long one answer may be waited for on this line: what is wanted, or less where the collector needs its line back. */
  timeoutOn(link: LinkConfig, wantedMs: number): number
  /** Hears the frames of every link; the returned function ends that, and so does the end of the run. */
  watchFrames(listener: FrameListener): () => void
  /** What has been found so far. */
  show(result: ResultOf<K>, progress?: RunProgress): void
  /** How far it is, where nothing new has been found. */
  progress(progress: RunProgress): void
}

/** How a run ended. */
export interface RunEnd<K extends RunKind> {
  /** null: it was stopped before there was anything to tell. */
  readonly result: ResultOf<K> | null
  /** Why it could not be gone on with; null: it was, or somebody stopped it. */
  readonly trouble: string | null
}

export type ToolCost = Pick<RunCost, 'requests' | 'leastMs' | 'mostMs' | 'likelyMs'>

/** One thing that the tester can do. */
export interface Tool<K extends RunKind> {
  /** What it is about, for a list of runs. @throws RunRefusedError the request means nothing here */
  title(request: RequestOf<K>): string
  /** Endpoint whose time it takes; null: none. @throws RunRefusedError */
  link(request: RequestOf<K>): LinkConfig | null
  /** `many`: most requests may stay unanswered. */
  readonly asks: 'one' | 'many'
  /** @param timeoutMs longest wait for one answer on this line, which may be shorter than asked for */
  cost(request: RequestOf<K>, timeoutMs: number): ToolCost
  /** @throws RunRefusedError, LineRefusedError; anything else is a defect */
  run(request: RequestOf<K>, context: RunContext<K>): Promise<RunEnd<K>>
}

export type Tools = { readonly [K in RunKind]: Tool<K> }
