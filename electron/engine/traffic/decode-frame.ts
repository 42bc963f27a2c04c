import { assertNever } from '../../../shared/assert-never.ts'
import type { FunctionCode } from '../../../shared/model/index.ts'
import { crc16 } from '../modbus/crc16.ts'
import { exceptionName } from '../modbus/exception-text.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'

/** What unit id and PDU say, the part that both framings share. */
export type FrameContent =
  | {
      readonly kind: 'request'
      readonly unitId: number
      readonly functionCode: FunctionCode
      /** PDU address, zero-based. */
      readonly address: number
      /** Registers or bits. */
      readonly count: number
    }
  | {
      readonly kind: 'data'
      readonly unitId: number
      readonly functionCode: FunctionCode
      /** As the frame says; the registers or bits follow. */
      readonly byteCount: number
      readonly data: Buffer
    }
  | {
      readonly kind: 'exception'
      readonly unitId: number
      readonly functionCode: number
      readonly code: number
    }
  /** Nothing that this program asks for. */
  | { readonly kind: 'other'; readonly unitId: number; readonly functionCode: number }
  | { readonly kind: 'partial'; readonly length: number }

export interface DecodedFrame {
  readonly content: FrameContent
  /** null: RTU has none. */
  readonly transactionId: number | null
  /** null: Modbus TCP has none, and neither has half a frame. */
  readonly crcOk: boolean | null
}

/** MBAP header, unit id and the shortest PDU that says something. */
const leastMbap = 9
/** Unit id, function code, a byte and the CRC. */
const leastRtu = 5

export function decodeFrame({ framing, direction, bytes }: TracedFrame): DecodedFrame {
  const partial: FrameContent = { kind: 'partial', length: bytes.length }
  const isRequest = direction === 'sent'
  switch (framing) {
    case 'mbap': {
      if (bytes.length < leastMbap) return { content: partial, transactionId: null, crcOk: null }
      const content = contentOf(bytes.subarray(6), isRequest)
      return { content, transactionId: bytes.readUInt16BE(0), crcOk: null }
    }
    case 'rtu': {
      if (bytes.length < leastRtu) return { content: partial, transactionId: null, crcOk: null }
      const body = bytes.subarray(0, -2)
      const crcOk = bytes.readUInt16LE(body.length) === crc16(body)
      return { content: contentOf(body, isRequest), transactionId: null, crcOk }
    }
    default:
      return assertNever(framing)
  }
}

/** @param body at least three bytes */
function contentOf(body: Buffer, isRequest: boolean): FrameContent {
  const [unitId = 0, code = 0, third = 0] = body
  if (code >= 0x80) return { kind: 'exception', unitId, functionCode: code & 0x7f, code: third }
  if (!isRead(code)) return { kind: 'other', unitId, functionCode: code }
  if (!isRequest) {
    return { kind: 'data', unitId, functionCode: code, byteCount: third, data: body.subarray(3) }
  }
  if (body.length < 6) return { kind: 'partial', length: body.length }
  const address = body.readUInt16BE(2)
  return { kind: 'request', unitId, functionCode: code, address, count: body.readUInt16BE(4) }
}

const isRead = (code: number): code is FunctionCode => code >= 1 && code <= 4

export type Request = Extract<FrameContent, { kind: 'request' }>

/**
 * `unit 3 FC3 read 40..59`, `id 7 unit 3 FC3 40 data bytes of 40..59`.
 *
 * @param asked the request that it answers, where that is known
 */
export function frameText({ content, transactionId, crcOk }: DecodedFrame, asked: Request | null): string {
  const id = transactionId === null ? '' : `id ${transactionId} `
  const crc = crcOk === null ? '' : ` CRC ${crcOk ? 'ok' : 'wrong'}`
  return `${id}${contentText(content, asked)}${crc}`
}

function contentText(content: FrameContent, asked: Request | null): string {
  const of = asked === null ? '' : ` of ${rangeText(asked)}`
  switch (content.kind) {
    case 'request':
      return `${headText(content)} read ${rangeText(content)}`
    case 'data':
      return `${headText(content)} ${content.byteCount} data bytes${of}`
    case 'exception':
      return `${headText(content)} ${exceptionName(content.code)}${of}`
    case 'other':
      return headText(content)
    case 'partial':
      return `${content.length} bytes, no whole frame`
    default:
      return assertNever(content)
  }
}

const headText = ({ unitId, functionCode }: { unitId: number; functionCode: number }): string =>
  `unit ${unitId} FC${functionCode}`

/** PDU addresses, first to last. */
function rangeText({ address, count }: Request): string {
  return count === 1 ? `${address}` : `${address}..${address + count - 1}`
}

/** One line for a log: direction, hex, and what it says. */
export function describeFrame(frame: TracedFrame): string {
  return lineText(frame, frameText(decodeFrame(frame), null))
}

const arrows = { sent: '->', received: '<-', discarded: '<x' } as const

export function lineText({ direction, bytes, note }: TracedFrame, text: string): string {
  return `${arrows[direction]} ${bytes.toString('hex')} ${text}${note === undefined ? '' : ` [${note}]`}`
}
