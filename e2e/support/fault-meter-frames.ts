export type Framing = 'mbap' | 'rtu'

/** A read request as the meter got it. */
export interface MeterRequest {
  readonly transactionId: number
  readonly unit: number
  readonly functionCode: number
  readonly address: number
  readonly count: number
}

/** What register `address` of a unit holds: different for every address, unit and function nearby. */
export function registerAt(unit: number, functionCode: number, address: number): number {
  return (address * 31 + unit * 4099 + functionCode * 16_411 + 7) & 0xffff
}

export const bitAt = (unit: number, functionCode: number, address: number): boolean =>
  (registerAt(unit, functionCode, address) * 2_654_435_761) % 7 < 3

/** How an answer differs from the right one. */
export interface Twist {
  readonly unit?: number
  readonly functionCode?: number
  readonly byteCountBy?: number
  readonly countBy?: number
  readonly exception?: number
  readonly transactionBy?: number
  readonly protocol?: number
  readonly lengthBy?: number
}

export function splitRequests(
  bytes: Buffer,
  framing: Framing,
): { readonly requests: readonly MeterRequest[]; readonly rest: Buffer } {
  const requests: MeterRequest[] = []
  const [skip, size] = framing === 'mbap' ? [6, 12] : [0, 8]
  let at = 0
  for (; at + size <= bytes.length; at += size) {
    requests.push({
      transactionId: framing === 'mbap' ? bytes.readUInt16BE(at) : 0,
      unit: bytes.readUInt8(at + skip),
      functionCode: bytes.readUInt8(at + skip + 1),
      address: bytes.readUInt16BE(at + skip + 2),
      count: bytes.readUInt16BE(at + skip + 4),
    })
  }
  return { requests, rest: bytes.subarray(at) }
}

export function wrap(request: MeterRequest, framing: Framing, twist: Twist = {}): Buffer {
  const unit = twist.unit ?? request.unit
  const functionCode = twist.functionCode ?? request.functionCode
  const body =
    twist.exception === undefined
      ? Buffer.from([
          unit,
          functionCode,
          ...withCount(dataOf(request, twist.countBy ?? 0), twist.byteCountBy ?? 0),
        ])
      : Buffer.from([unit, functionCode | 0x80, twist.exception])
  if (framing === 'rtu') return Buffer.concat([body, slowCrc(body)])
  const header = Buffer.alloc(6)
  header.writeUInt16BE((request.transactionId + (twist.transactionBy ?? 0)) & 0xffff, 0)
  header.writeUInt16BE(twist.protocol ?? 0, 2)
  header.writeUInt16BE((body.length + (twist.lengthBy ?? 0)) & 0xffff, 4)
  return Buffer.concat([header, body])
}

/** The request as it came. */
export function requestFrame(request: MeterRequest, framing: Framing): Buffer {
  const body = Buffer.alloc(6)
  body.writeUInt8(request.unit, 0)
  body.writeUInt8(request.functionCode, 1)
  body.writeUInt16BE(request.address, 2)
  body.writeUInt16BE(request.count, 4)
  if (framing === 'rtu') return Buffer.concat([body, slowCrc(body)])
  const header = Buffer.alloc(6)
  header.writeUInt16BE(request.transactionId, 0)
  header.writeUInt16BE(body.length, 4)
  return Buffer.concat([header, body])
}

function dataOf({ unit, functionCode, address, count }: MeterRequest, countBy: number): readonly number[] {
  // Of bits always more, by whole words: fewer in the same bytes would be an answer that looks right to anybody.
  const length = functionCode <= 2 ? count + 16 * Math.abs(countBy) : Math.max(1, count + countBy)
  const bytes: number[] = []
  if (functionCode <= 2) {
    for (let bit = 0; bit < length; bit += 1) {
      if (bit % 8 === 0) bytes.push(0)
      if (bitAt(unit, functionCode, address + bit)) bytes[bytes.length - 1]! |= 1 << (bit % 8)
    }
    return bytes
  }
  for (let index = 0; index < length; index += 1) {
    const value = registerAt(unit, functionCode, address + index)
    bytes.push(value >> 8, value & 0xff)
  }
  return bytes
}

const withCount = (data: readonly number[], by: number): readonly number[] => [
  (data.length + by) & 0xff,
  ...data,
]

/** Bit by bit as the specification's flow chart has it, so that it can't share a mistake with a table. */
export function slowCrc(bytes: Buffer): Buffer {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return Buffer.of(crc & 0xff, crc >> 8)
}

export function tailOf(fault: never): never {
  throw new Error(`no such fault: ${JSON.stringify(fault)}`)
}
