/** Longest body: unit id and a PDU of 253 bytes (MODBUS Messaging on TCP/IP V1.0b, 4.1). */
const longestBodyLength = 254
/** Shortest body that is an answer: unit id, function code, one byte more. */
const shortestBodyLength = 3
const lengthEnd = 6

/**
 * One frame of Modbus TCP (MODBUS Messaging on TCP/IP V1.0b, 3.1.3), all fields big-endian:
 *
 *     byte  0  1 | 2  3 | 4  5 | 6    | 7 ...
 *           id   | 0  0 | len  | unit | PDU
 *                              |<--- len bytes --->|
 *
 * `body` is unit id and PDU, the part that RTU has as well.
 */
export interface MbapFrame {
  readonly transactionId: number
  readonly body: Buffer
}

export type MbapScan =
  | { readonly kind: 'frame'; readonly frame: MbapFrame; readonly byteLength: number }
  | { readonly kind: 'incomplete' }
  /** The stream is out of step: nothing after this can be trusted. */
  | { readonly kind: 'broken'; readonly reason: string }

export function encodeMbap(transactionId: number, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(lengthEnd + body.length)
  frame.writeUInt16BE(transactionId, 0)
  frame.writeUInt16BE(0, 2)
  frame.writeUInt16BE(body.length, 4)
  frame.set(body, lengthEnd)
  return frame
}

/** Looks at the first frame in `bytes`. The body is a view, not a copy. A bad header is seen before its body arrives. */
export function scanMbap(bytes: Buffer): MbapScan {
  if (bytes.length >= 4) {
    const protocolId = bytes.readUInt16BE(2)
    if (protocolId !== 0) return { kind: 'broken', reason: `protocol id ${protocolId} is not 0` }
  }
  if (bytes.length < lengthEnd) return { kind: 'incomplete' }
  const bodyLength = bytes.readUInt16BE(4)
  if (bodyLength < shortestBodyLength || bodyLength > longestBodyLength) {
    const range = `${shortestBodyLength} to ${longestBodyLength}`
    return { kind: 'broken', reason: `MBAP length ${bodyLength} is not from ${range}` }
  }
  const byteLength = lengthEnd + bodyLength
  if (bytes.length < byteLength) return { kind: 'incomplete' }
  const frame = { transactionId: bytes.readUInt16BE(0), body: bytes.subarray(lengthEnd, byteLength) }
  return { kind: 'frame', frame, byteLength }
}
