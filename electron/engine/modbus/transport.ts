import type { UnitId } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { TracedFrame } from './frame-trace.ts'
import type { ConnectionError } from './link-errors.ts'
import type { ReadOutcome, ReadRequest } from './request.ts'

/** Bytes in both directions: a socket or a serial port, nothing of Modbus. */
export interface ByteChannel {
  write(bytes: Buffer): void
  /** Lets go of it; nothing is reported afterwards. Never rejects; may be called twice. */
  destroy(): Promise<void>
}

export interface ChannelListener {
  readonly onBytes: (bytes: Buffer) => void
  /** Once, and not after destroy(). */
  readonly onLost: (error: ConnectionError) => void
}

/**
 * Opens a channel. Rejects with a ConnectionError; a dial that took too long or was aborted leaves nothing behind,
 * also when it would have succeeded later.
 */
export type Dial = (listener: ChannelListener, timeoutMs: number, signal: AbortSignal) => Promise<ByteChannel>

export interface Exchange {
  readonly unitId: UnitId
  readonly request: ReadRequest
  readonly timeoutMs: number
  readonly requestDelayMs: number
}

/** Requests and answers over one channel. It outlives its channels: what it knows of the line stays. */
export interface Transport {
  /** Exchanges that may be under way at once. */
  readonly capacity: number
  /** True while an exchange can be started. */
  readonly isOpen: boolean
  /** Rejects with a ConnectionError. */
  open(timeoutMs: number): Promise<void>
  /** Never rejects; every exchange ends, at the latest by its deadline or by close(). */
  exchange(exchange: Exchange): Promise<ReadOutcome>
  /** Ends what is under way as link-down and lets go of the channel. May be called twice, and during open(). */
  close(): Promise<void>
}

export interface TransportEnvironment {
  readonly clock: Clock
  readonly trace: (direction: TracedFrame['direction'], bytes: Buffer, note?: string) => void
  /** The channel is gone: lost (error), or given up after a timeout or a bad frame (null). */
  readonly onClosed: (error: ConnectionError | null) => void
}
