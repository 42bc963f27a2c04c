import { isBitTable, widthOf } from '../../../shared/model/index.ts'
import type { ByteOrder, RegisterConfig, Value } from '../../../shared/model/index.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import { makeScaler, safeOrBig, withShortestDecimal } from './decimal.ts'
import type { Scaler } from './decimal.ts'
import { decodeText } from './text.ts'

/** What one register's bytes say. Everything but GOOD has the value null and a reason in `detail`. */
export interface Decoded {
  readonly value: Value
  readonly quality: 'GOOD' | 'BAD_RANGE' | 'BAD_VALUE'
  readonly detail?: string
}

/**
 * @param payload data part of an answer, as in {@link ReadOutcome}
 * @param offset of the value in the block, in registers (bits for coils and discrete inputs)
 * @param exponent of the power of ten by which a number is multiplied before anything else; 0 when not given
 * @throws RangeError when the value doesn't lie within the payload: the link has checked its length
 */
export type Decoder = (payload: Buffer, offset: number, exponent?: number) => Decoded

/** Bound once for each register of a plan; the poll loop only calls it. */
export function decoderFor(register: RegisterConfig): Decoder {
  if (isBitTable(register.table)) return bitDecoder(register)
  const { dataType } = register
  switch (dataType.kind) {
    case 'BOOL':
      return wordDecoder(register, (word) => good(word !== 0))
    case 'BIT': {
      const mask = 1 << dataType.bit
      return wordDecoder(register, (word) => good((word & mask) !== 0))
    }
    case 'UINT16':
      return smallIntegerDecoder(register, same)
    case 'INT16':
      return smallIntegerDecoder(register, signedWord)
    case 'UINT32':
      return longDecoder(register, same)
    case 'INT32':
      return longDecoder(register, signedLong)
    case 'FLOAT32':
      return singleDecoder(register)
    case 'UINT64':
      return hugeIntegerDecoder(register, (raw) => raw)
    case 'INT64':
      return hugeIntegerDecoder(register, (raw) => BigInt.asIntN(64, raw))
    case 'FLOAT64':
      return doubleDecoder(register)
    case 'STRING':
      return stringDecoder(register, dataType.registerCount)
    default:
      return assertNever(dataType)
  }
}

/** The 16-bit words of a register as they came over the wire; for a coil or discrete input its bit, 0 or 1. */
export function rawWords(register: RegisterConfig, payload: Buffer, offset: number): readonly number[] {
  if (isBitTable(register.table)) return [bitAt(payload, offset)]
  return Array.from({ length: widthOf(register.dataType) }, (_, index) =>
    payload.readUInt16BE(2 * (offset + index)),
  )
}

/** The register's whole width as one number, after byte order: what `invalid_values` is compared with. */
export function rawBits(register: RegisterConfig, payload: Buffer, offset: number): bigint {
  if (isBitTable(register.table)) return BigInt(bitAt(payload, offset))
  const bytes = orderedBytes(payload, offset, widthOf(register.dataType), orderOf(register))
  return BigInt(`0x${bytes.toString('hex')}`)
}

/** Text has no word order: its registers stand in reading order, only the two bytes within one may be swapped. */
function orderOf({ dataType, byteOrder }: RegisterConfig): ByteOrder {
  if (dataType.kind !== 'STRING') return byteOrder
  return byteOrder === 'BADC' || byteOrder === 'DCBA' ? 'BADC' : 'ABCD'
}

/** A copy with the most significant byte first. */
function orderedBytes(payload: Buffer, offset: number, registerCount: number, order: ByteOrder): Buffer {
  const bytes = Buffer.alloc(2 * registerCount)
  const readWord = wordReader(order)
  const isLowFirst = order === 'CDAB' || order === 'DCBA'
  for (let index = 0; index < registerCount; index++) {
    const from = isLowFirst ? registerCount - 1 - index : index
    bytes.writeUInt16BE(readWord(payload, 2 * (offset + from)), 2 * index)
  }
  return bytes
}

function bitAt(payload: Buffer, offset: number): 0 | 1 {
  return ((payload.readUInt8(offset >> 3) >> (offset & 7)) & 1) === 1 ? 1 : 0
}

function bitDecoder(register: RegisterConfig): Decoder {
  const invalid = invalidPattern(register, 1)
  return (payload, offset) => {
    const bit = bitAt(payload, offset)
    return bit === invalid ? notAvailable(register) : good(bit === 1)
  }
}

function wordDecoder(register: RegisterConfig, decode: (word: number, exponent: number) => Decoded): Decoder {
  const invalid = invalidPattern(register, 16)
  const readWord = wordReader(register.byteOrder)
  return (payload, offset, exponent = 0) => {
    const word = readWord(payload, 2 * offset)
    return word === invalid ? notAvailable(register) : decode(word, exponent)
  }
}

function smallIntegerDecoder(register: RegisterConfig, signed: (word: number) => number): Decoder {
  const scaler = makeScaler(register.factor, register.offset)
  return wordDecoder(register, (word, exponent) => inRange(register, scaler.scale(signed(word), exponent)))
}

const same = (raw: number): number => raw
const signedWord = (word: number): number => (word << 16) >> 16
const signedLong = (long: number): number => long | 0

function longDecoder(register: RegisterConfig, signed: (long: number) => number): Decoder {
  const scaler = makeScaler(register.factor, register.offset)
  const invalid = invalidPattern(register, 32)
  const readUnsigned = readLong[register.byteOrder]
  return (payload, offset, exponent = 0) => {
    const long = readUnsigned(payload, 2 * offset)
    return long === invalid ? notAvailable(register) : inRange(register, scaler.scale(signed(long), exponent))
  }
}

function hugeIntegerDecoder(register: RegisterConfig, signed: (raw: bigint) => bigint): Decoder {
  const scaler = makeScaler(register.factor, register.offset)
  const read = hugeReader(register)
  return (payload, offset, exponent = 0) => {
    const raw = read(payload, offset)
    if (raw === null) return notAvailable(register)
    const value = safeOrBig(signed(raw))
    return inRange(
      register,
      typeof value === 'number' ? scaler.scale(value, exponent) : scaler.scaleBig(value, exponent),
    )
  }
}

function singleDecoder(register: RegisterConfig): Decoder {
  const scaler = makeScaler(register.factor, register.offset)
  const invalid = invalidPattern(register, 32)
  const readUnsigned = readLong[register.byteOrder]
  const scratch = new DataView(new ArrayBuffer(4))
  return (payload, offset, exponent = 0) => {
    const long = readUnsigned(payload, 2 * offset)
    if (long === invalid) return notAvailable(register)
    scratch.setUint32(0, long)
    return float(register, scaler, scratch.getFloat32(0), 'FLOAT32', exponent)
  }
}

function doubleDecoder(register: RegisterConfig): Decoder {
  const scaler = makeScaler(register.factor, register.offset)
  const read = hugeReader(register)
  const scratch = new DataView(new ArrayBuffer(8))
  return (payload, offset, exponent = 0) => {
    const raw = read(payload, offset)
    if (raw === null) return notAvailable(register)
    scratch.setBigUint64(0, raw)
    return float(register, scaler, scratch.getFloat64(0), 'FLOAT64', exponent)
  }
}

/** A float is an approximation however large it is: it stays a number, where an integer would become a bigint. */
function float(
  register: RegisterConfig,
  scaler: Scaler,
  raw: number,
  type: 'FLOAT32' | 'FLOAT64',
  power: number,
): Decoded {
  if (Number.isNaN(raw)) return bad('not a number (NaN)')
  if (!Number.isFinite(raw)) return bad(raw > 0 ? 'infinite' : 'minus infinite')
  if (scaler.isIdentity && power === 0 && type === 'FLOAT64') return inRange(register, raw + 0)
  const value = Number(
    withShortestDecimal(
      raw,
      type,
      (mantissa, exponent) => scaler.scale(mantissa, exponent + power),
      (mantissa, exponent) => scaler.scaleBig(mantissa, exponent + power),
    ),
  )
  return Number.isFinite(value) ? inRange(register, value) : bad('too large for a number after scaling')
}

function stringDecoder(register: RegisterConfig, registerCount: number): Decoder {
  const order = orderOf(register)
  const invalid = register.invalidRaw
  return (payload, offset) => {
    const bytes = orderedBytes(payload, offset, registerCount, order)
    if (invalid !== null && BigInt(`0x${bytes.toString('hex')}`) === invalid) return notAvailable(register)
    const text = decodeText(bytes)
    return text === null ? bad('not text') : good(text)
  }
}

type ReadUnsigned = (payload: Buffer, byteOffset: number) => number

// One function for each order, not one for each register: a gateway has tens of thousands of these.
const readWordHighFirst: ReadUnsigned = (payload, at) => payload.readUInt16BE(at)
const readWordLowFirst: ReadUnsigned = (payload, at) => payload.readUInt16LE(at)
const readLong: Readonly<Record<ByteOrder, ReadUnsigned>> = {
  ABCD: (payload, at) => payload.readUInt32BE(at),
  CDAB: (payload, at) => payload.readUInt16BE(at + 2) * 0x1_0000 + payload.readUInt16BE(at),
  BADC: (payload, at) => payload.readUInt16LE(at) * 0x1_0000 + payload.readUInt16LE(at + 2),
  DCBA: (payload, at) => payload.readUInt32LE(at),
}

function wordReader(order: ByteOrder): ReadUnsigned {
  return order === 'ABCD' || order === 'CDAB' ? readWordHighFirst : readWordLowFirst
}

/** Reads 64 bits, or null where they are the invalid pattern. */
function hugeReader(register: RegisterConfig): (payload: Buffer, offset: number) => bigint | null {
  const readUnsigned = readLong[register.byteOrder]
  const isLowFirst = register.byteOrder === 'CDAB' || register.byteOrder === 'DCBA'
  const highAt = isLowFirst ? 4 : 0
  const lowAt = isLowFirst ? 0 : 4
  const invalid = register.invalidRaw === null ? null : unsignedPattern(register.invalidRaw, 64)
  return (payload, offset) => {
    const high = readUnsigned(payload, 2 * offset + highAt)
    const low = readUnsigned(payload, 2 * offset + lowAt)
    const raw = (BigInt(high) << 32n) | BigInt(low)
    return raw === invalid ? null : raw
  }
}

/** The pattern as an unsigned number; null, which equals no raw value, when there is none. */
function invalidPattern(register: RegisterConfig, bits: 1 | 16 | 32): number | null {
  return register.invalidRaw === null ? null : Number(unsignedPattern(register.invalidRaw, bits))
}

/** A pattern written as a negative number, -32768, means its two's complement. */
function unsignedPattern(pattern: bigint, bits: number): bigint {
  return pattern < 0n ? BigInt.asUintN(bits, pattern) : pattern
}

function inRange({ min, max }: RegisterConfig, value: number | bigint): Decoded {
  if (max !== null && value > max)
    return { value: null, quality: 'BAD_RANGE', detail: `${value} above ${max}` }
  if (min !== null && value < min)
    return { value: null, quality: 'BAD_RANGE', detail: `${value} below ${min}` }
  return good(value)
}

function good(value: Exclude<Value, null>): Decoded {
  return { value, quality: 'GOOD' }
}

function bad(detail: string): Decoded {
  return { value: null, quality: 'BAD_VALUE', detail }
}

function notAvailable(register: RegisterConfig): Decoded {
  const pattern = register.invalidRaw ?? 0n
  return bad(`not available (${pattern < 0n ? pattern : `0x${pattern.toString(16).toUpperCase()}`})`)
}
