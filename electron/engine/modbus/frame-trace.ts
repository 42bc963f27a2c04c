import type { LinkId } from '../../../shared/model/index.ts'
import { crc16 } from './crc16.ts'
import { exceptionName } from './exception-text.ts'

/** One frame as it was on the wire, for the traffic view and MODBUS_DEBUG. */
export interface TracedFrame {
  readonly linkId: LinkId
  /** `discarded`: bytes that arrived and were taken for nothing. */
  readonly direction: 'sent' | 'received' | 'discarded'
  readonly framing: 'mbap' | 'rtu'
  readonly bytes: Buffer
  /** Milliseconds since the epoch. */
  readonly wallMs: number
  /** Why it was discarded, or what the link sent it for besides a read. */
  readonly note?: string
}

/** One line for a log: direction, hex, and what it says: `unit 3 FC3 read 40..59`. */
export function describeFrame(frame: TracedFrame): string {
  const decoded = frame.framing === 'mbap' ? describeMbap(frame) : describeRtu(frame)
  const note = frame.note === undefined ? '' : ` [${frame.note}]`
  return `${arrows[frame.direction]} ${frame.bytes.toString('hex')} ${decoded}${note}`
}

const arrows = { sent: '->', received: '<-', discarded: '<x' } as const

function describeMbap(frame: TracedFrame): string {
  if (frame.bytes.length < 9) return `${frame.bytes.length} bytes, no whole frame`
  const body = frame.bytes.subarray(6)
  return `id ${frame.bytes.readUInt16BE(0)} ${describeBody(body, frame.direction === 'sent')}`
}

function describeRtu(frame: TracedFrame): string {
  const { bytes } = frame
  if (bytes.length < 5) return `${bytes.length} bytes, no whole frame`
  const body = bytes.subarray(0, -2)
  const crc = bytes.readUInt16LE(bytes.length - 2) === crc16(body) ? 'CRC ok' : 'CRC wrong'
  return `${describeBody(body, frame.direction === 'sent')} ${crc}`
}

/** `body` is unit id and PDU, which both framings share. */
function describeBody(body: Buffer, isRequest: boolean): string {
  const [unit = 0, code = 0, third = 0] = body
  if (code >= 0x80) return `unit ${unit} FC${code & 0x7f} ${exceptionName(third)}`
  if (code < 1 || code > 4) return `unit ${unit} FC${code}`
  if (!isRequest) return `unit ${unit} FC${code} ${third} data bytes`
  if (body.length < 6) return `unit ${unit} FC${code} cut short`
  const address = body.readUInt16BE(2)
  return `unit ${unit} FC${code} read ${address}..${address + body.readUInt16BE(4) - 1}`
}
