import { assertNever } from '../../../shared/assert-never.ts'
import type { LinkConfig, LinkId, LinkState, UnitId } from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { TracedFrame } from './frame-trace.ts'
import { QueuedLink } from './link-queued.ts'
import type { ReadOutcome, ReadRequest } from './request.ts'
import { serialTiming, tunnelTiming } from './rtu-frame.ts'
import { RtuTransport } from './rtu-transport.ts'
import { serialDial } from './serial-channel.ts'
import { tcpDial } from './tcp-channel.ts'
import { TcpTransport } from './tcp-transport.ts'
import type { Transport, TransportEnvironment } from './transport.ts'

export interface ReadOptions {
  /** Wait for one answer. On a serial line the frames' own wire time comes on top. */
  readonly timeoutMs: number
  /** Silence between two requests on the line, besides the gap that the line needs anyway. */
  readonly requestDelayMs: number
  /** Monotonic time at which this request was due: devices take turns by due time. */
  readonly dueMs: number
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

/** Nothing is opened yet: the first read dials. */
export function createLink(config: LinkConfig, environment: LinkEnvironment): Link {
  const id = linkIdOf(config)
  const framing = config.kind === 'tcp' ? 'mbap' : 'rtu'
  const connect = (onClosed: TransportEnvironment['onClosed']): Transport =>
    createTransport(config, {
      clock: environment.clock,
      onClosed,
      trace: (direction, bytes, note) => {
        if (environment.onFrame === null) return
        const frame = { linkId: id, direction, framing, bytes, wallMs: environment.clock.wallMs() } as const
        environment.onFrame(note === undefined ? frame : { ...frame, note })
      },
    })
  // To look for a local port costs nobody anything, and its technician is waiting beside it.
  const longestBackOffMs = config.kind === 'rtu' ? 30_000 : 300_000
  return new QueuedLink(id, connect, longestBackOffMs, environment)
}

function createTransport(config: LinkConfig, environment: TransportEnvironment): Transport {
  switch (config.kind) {
    case 'tcp':
      return new TcpTransport(tcpDial(config.host, config.port), config.pipelining, environment)
    case 'rtu-over-tcp': {
      const line = { timing: tunnelTiming, reopenAfterTimeouts: 3 }
      return new RtuTransport(tcpDial(config.host, config.port), line, environment)
    }
    case 'rtu': {
      const line = { timing: serialTiming(config), reopenAfterTimeouts: null }
      return new RtuTransport(serialDial(config.path, config), line, environment)
    }
    default:
      return assertNever(config)
  }
}
