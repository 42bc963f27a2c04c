import type { SerialSettings } from '../../../shared/model/index.ts'
import { crc16 } from './crc16.ts'

/** Longest RTU frame: unit id, PDU of 253 bytes, CRC (Modbus over Serial Line V1.02, 2.5.1). */
export const longestFrameLength = 256
const shortestAnswerLength = 5
/** Bytes that a transceiver adds when it turns the line round; a lone one before or after a frame is no frame. */
export const glitchLength = 2

/** Times of a serial line in milliseconds. */
export interface LineTiming {
  /** Silence that ends a frame. */
  readonly gapMs: number
  /** Silence after which nothing of a frame that has begun can still be under way. */
  readonly quietMs: number
  /** One character on the wire; 0 where the line isn't ours to know. */
  readonly characterMs: number
}

/**
 * 3.5 characters of silence, fixed at 1.75 ms above 19200 baud (Modbus over Serial Line V1.02, 2.5.1.1). A character is
 * one start bit, the data bits, the parity bit if any, and the stop bits.
 */
export function serialTiming(settings: SerialSettings): LineTiming {
  const bits = 1 + settings.dataBits + (settings.parity === 'N' ? 0 : 1) + settings.stopBits
  const characterMs = (bits * 1000) / settings.baudRate
  const gapMs = settings.baudRate > 19_200 ? 1.75 : 3.5 * characterMs
  // A USB adapter hands bytes over in chunks, up to 16 ms apart: silence shorter than that proves nothing.
  return { gapMs, characterMs, quietMs: gapMs + Math.max(longestFrameLength * characterMs, 40) }
}

/**
 * RTU through a socket: the line behind the gateway is unknown. The gap catches a second frame that follows the
 * first; the quiet time is that of a 9600 baud line with a network before it.
 */
export const tunnelTiming: LineTiming = { gapMs: 2, characterMs: 0, quietMs: 300 }

/** Unit id and PDU, and the CRC behind them, low byte first (Modbus over Serial Line V1.02, 2.5.1.2). */
export function encodeRtu(body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(body.length + 2)
  frame.set(body, 0)
  frame.writeUInt16LE(crc16(body), body.length)
  return frame
}

export type RtuScan =
  /** `start` is the number of glitch bytes before it. `body` is a view: unit id and PDU. */
  | { readonly kind: 'frame'; readonly body: Buffer; readonly start: number; readonly end: number }
  /** So far it may become a frame. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'broken'; readonly reason: string }

/**
 * The first answer in `bytes`. RTU has no length field; the function code and byte count tell it:
 *
 *     unit | function | N | N bytes ... | CRC lo | CRC hi        5 + N bytes
 *     unit | function + 0x80 | code     | CRC lo | CRC hi        5 bytes
 */
export function scanRtu(bytes: Buffer): RtuScan {
  let incomplete = bytes.length < shortestAnswerLength
  for (let start = 0; start <= glitchLength && start + shortestAnswerLength <= bytes.length; start += 1) {
    const length = answerLength(bytes, start)
    if (length === null) continue
    const end = start + length
    if (end > bytes.length) {
      incomplete = true
      continue
    }
    const body = bytes.subarray(start, end - 2)
    if (bytes.readUInt16LE(end - 2) === crc16(body)) return { kind: 'frame', body, start, end }
  }
  if (incomplete && bytes.length < longestFrameLength + glitchLength) return { kind: 'incomplete' }
  return {
    kind: 'broken',
    reason: answerLength(bytes, 0) === null ? noFrameText : wrongCrcText,
  }
}

/** What is wrong with bytes that were still hoped to become a frame when nothing more came. */
export function unfinishedText(bytes: Buffer): string {
  const length = answerLength(bytes, 0)
  if (bytes.length >= shortestAnswerLength) {
    // More was hoped for only in case the frame begins behind a glitch byte.
    if (length === null) return noFrameText
    if (length <= bytes.length) return wrongCrcText
  }
  return `answer broken off after ${bytes.length} bytes`
}

const noFrameText = 'no frame in what arrived'
const wrongCrcText = 'CRC wrong'

/** null: no function that this gateway asks for. */
function answerLength(bytes: Buffer, start: number): number | null {
  const code = bytes[start + 1] ?? 0
  if (code >= 0x81 && code <= 0x84) return shortestAnswerLength
  if (code < 1 || code > 4) return null
  return shortestAnswerLength + (bytes[start + 2] ?? 0)
}
