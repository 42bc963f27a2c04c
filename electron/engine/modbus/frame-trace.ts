import type { LinkId } from '../../../shared/model/index.ts'

/** One frame as it was on the wire, for the traffic view, its files and MODBUS_DEBUG. */
export interface TracedFrame {
  readonly linkId: LinkId
  /** `discarded`: bytes that arrived and were taken for nothing. */
  readonly direction: 'sent' | 'received' | 'discarded'
  readonly framing: 'mbap' | 'rtu'
  /** A view into the link's buffers: whoever keeps the frame copies it. */
  readonly bytes: Buffer
  /** Milliseconds since the epoch. */
  readonly wallMs: number
  /** Why it was discarded, or what the link sent it for besides a read. */
  readonly note?: string
}

export type FrameListener = (frame: TracedFrame) => void

/** Longest answer of either framing: MBAP header and 254 bytes. */
const usualMost = 260

/** The same frame in memory of its own: a view would keep alive all that its socket received with it. */
export function keptFrame(frame: TracedFrame): TracedFrame {
  const bytes = frame.bytes.length > usualMost ? frame.bytes.subarray(0, keptBytesMost) : frame.bytes
  return { ...frame, bytes: Buffer.from(bytes) }
}

/** Of a stretch of noise. */
const keptBytesMost = 4_096
