import type { LinkId, LinkState, UnitId } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { TracedFrame } from './frame-trace.ts'
import type { ReadOutcome, ReadRequest } from './request.ts'

export interface ReadOptions {
  /** Wait for one answer. On a serial line the frames' own wire time comes on top. */
  readonly timeoutMs: number
  /** Silence between two requests on the line, besides the gap that the line needs anyway. */
  readonly requestDelayMs: number
  /** Monotonic time at which this request was due: devices take turns by due time. */
  readonly dueMs: number
  /** Dials even where the link waits before its next try: a person wants to know how it is now. */
  readonly dialsAtOnce?: boolean
  readonly signal?: AbortSignal
}

/** One physical endpoint: every request to it, whoever asks, goes through its one queue. */
export interface Link {
  readonly id: LinkId
  readonly state: LinkState
  /** Never rejects for anything that a device or a line does. The first read dials; nothing else does. */
  read(unitId: UnitId, request: ReadRequest, options: ReadOptions): Promise<ReadOutcome>
  /** Everything pending resolves as aborted; no socket, timer or listener is left. Never rejects; may be called twice. */
  close(): Promise<void>
}

export interface LinkEnvironment {
  readonly clock: Clock
  readonly logger: Logger
  readonly onState: (state: LinkState) => void
  /** Frames for the traffic view and MODBUS_DEBUG; null while nobody looks. May be set and cleared at any time. */
  onFrame: ((frame: TracedFrame) => void) | null
  /** First back-off step after a lost link. */
  readonly retryDelayMs: number
  /** For the jitter of the back-off: 0 <= x < 1. Math.random unless a test knows better. */
  readonly random?: () => number
}
