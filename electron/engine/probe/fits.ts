import { widthOf, type ByteOrder, type NumberKind, type Table } from '../../../shared/model/index.ts'
import { type Shown, shownNumber } from '../../../shared/model/shown.ts'
import { decoderFor, rawBits } from '../modbus/codec.ts'
import { byteOrders, payloadOf, plainRegister } from './words.ts'

/** Words of one table from `address` on; null where none could be read. */
export interface WordBlock {
  readonly table: Table
  readonly address: number
  readonly words: readonly (number | null)[]
}

/** One way to read one address. */
export interface WayToRead {
  readonly table: Table
  readonly address: number
  readonly kind: NumberKind
  readonly byteOrder: ByteOrder
  /** value = raw x 10^exponent, and x -1 where it is flipped. */
  readonly exponent: number
  readonly isFlipped: boolean
}

/** A way to read that gives what the display shows. */
export interface Fit extends WayToRead {
  readonly words: readonly number[]
  /** As the gateway would store it. */
  readonly value: number | bigint
  /** Before the factor. */
  readonly raw: number | bigint
  /** From what is shown, in units of the display's last digit. */
  readonly deviation: number
}

/** Factors of meters' registers are powers of ten, nearly always; Wh shown as MWh is the smallest. */
const exponents: readonly number[] = [0, -1, -2, -3, -4, -6, 1, 2, 3]

/** How far the last digit may have moved on between the look at the display and the read. */
const mostDeviation = 2
/** And no more of the value than that: 5 is not nearly 6. */
const mostRelativeDeviation = 0.02

/** A register that is coarser than the display is found by its own rounding, while it has so many digits left. */
const leastCoarseRaw = 100

interface Shape {
  readonly kind: NumberKind
  readonly byteOrder: ByteOrder
  readonly width: 1 | 2 | 4
}

const shapes: readonly Shape[] = [
  // One register has no word order.
  ...shapesOf(['UINT16', 'INT16'], 1, ['ABCD', 'BADC']),
  ...shapesOf(['UINT32', 'INT32', 'FLOAT32'], 2, byteOrders),
  ...shapesOf(['UINT64', 'INT64', 'FLOAT64'], 4, byteOrders),
]

function shapesOf(
  kinds: readonly NumberKind[],
  width: Shape['width'],
  orders: readonly ByteOrder[],
): readonly Shape[] {
  return kinds.flatMap((kind) => orders.map((byteOrder) => ({ kind, byteOrder, width })))
}

export const isFloat = (kind: NumberKind): boolean => kind === 'FLOAT32' || kind === 'FLOAT64'

export interface Fits {
  readonly fits: readonly Fit[]
  /** Beyond those that were looked at closely. */
  readonly more: number
}

/** 0 fits everywhere; a value that says anything fits far less often, also among 10,000 registers. */
const mostFits = 5_000

/** Every way to read the block that gives what is shown, in no order of merit. */
export function fitsIn(block: WordBlock, shown: Shown): Fits {
  const ranges = rawRanges(shown)
  const fits: Fit[] = []
  let more = 0
  const straight = block.words
  const swapped = straight.map((word) => (word === null ? null : ((word & 0xff) << 8) | (word >> 8)))
  for (const shape of shapes) {
    const { byteOrder, kind, width } = shape
    const words = byteOrder === 'ABCD' || byteOrder === 'CDAB' ? straight : swapped
    const isLowFirst = byteOrder === 'CDAB' || byteOrder === 'DCBA'
    for (let index = 0; index + width <= words.length; index++) {
      const raw = approximately(kind, width, isLowFirst, words, index)
      if (raw === null || Number.isNaN(raw)) continue
      // Two equal bytes cannot be swapped.
      if (width === 1 && byteOrder === 'BADC' && words[index] === straight[index]) continue
      for (const { low, high, exponent, isFlipped } of ranges) {
        if (raw < low || raw > high) continue
        if (fits.length === mostFits) {
          more++
          continue
        }
        const way = {
          table: block.table,
          address: block.address + index,
          kind,
          byteOrder,
          exponent,
          isFlipped,
        }
        const fit = fitOf(way, wordsAt(block, way), shown)
        if (fit !== null) fits.push(fit)
      }
    }
  }
  return { fits, more }
}

/** null: these words, read in this way, are not what is shown; or some of them are missing. */
export function fitOf(way: WayToRead, words: readonly number[] | null, shown: Shown): Fit | null {
  if (words === null) return null
  const read = readAs(way, words)
  if (read === null || (Number(read.raw) === 0 && shown.mantissa !== 0n)) return null
  const deviation =
    typeof read.value === 'bigint' || !isFloat(way.kind)
      ? integerDeviation(way, BigInt(read.raw), shown)
      : floatDeviation(way, Number(read.raw), read.value, shown)
  return deviation > tolerance(shown) + 1e-6 ? null : { ...way, ...read, words, deviation }
}

/** @returns null where the words are no finite number */
export function readAs(way: WayToRead, words: readonly number[]): Pick<Fit, 'value' | 'raw'> | null {
  const register = plainRegister({ kind: way.kind }, way.byteOrder)
  const payload = payloadOf(words)
  const factor = { mantissa: way.isFlipped ? -1n : 1n, exponent: way.exponent }
  const { value } = decoderFor({ ...register, factor })(payload, 0)
  const raw = isFloat(way.kind)
    ? decoderFor(register)(payload, 0).value
    : integerOf(way, rawBits(register, payload, 0))
  const isNumber = (read: unknown): read is number | bigint =>
    typeof read === 'number' || typeof read === 'bigint'
  return isNumber(value) && isNumber(raw) ? { value, raw } : null
}

/** null where the block does not hold all of them. */
export function wordsAt(
  { address, words }: WordBlock,
  way: Pick<WayToRead, 'address' | 'kind'>,
): readonly number[] | null {
  const from = way.address - address
  const width = widthOf({ kind: way.kind })
  if (from < 0) return null
  const found = words.slice(from, from + width).filter((word) => word !== null)
  return found.length === width ? found : null
}

const integerOf = ({ kind }: WayToRead, bits: bigint): bigint => {
  const width = 16 * widthOf({ kind })
  return kind.startsWith('INT') ? BigInt.asIntN(width, bits) : bits
}

/** Raw numbers among which everything lies that could fit: a quick look before the exact one. */
function rawRanges(shown: Shown) {
  const value = shownNumber(shown)
  const unit = 10 ** -shown.decimals
  // A FLOAT32 that is coarser than the display may lie half a step beside it.
  const slack = (tolerance(shown) + 0.001) * unit + Math.abs(value) * 2 ** -23
  const used = shown.mantissa === 0n ? [0] : exponents
  return used.flatMap((exponent) => {
    const wide = slack + coarseHalfStep(exponent, shown) * unit
    const [low, high] = [(value - wide) / 10 ** exponent, (value + wide) / 10 ** exponent]
    const plain = { low, high, exponent, isFlipped: false }
    return shown.mantissa === 0n ? [plain] : [plain, { low: -high, high: -low, exponent, isFlipped: true }]
  })
}

function tolerance({ mantissa }: Shown): number {
  return Math.min(mostDeviation, Math.max(0.5, Math.abs(Number(mantissa)) * mostRelativeDeviation))
}

function integerDeviation({ exponent, isFlipped }: WayToRead, raw: bigint, shown: Shown): number {
  const signed = isFlipped ? -raw : raw
  const shift = exponent + shown.decimals
  const difference =
    shift >= 0
      ? signed * 10n ** BigInt(shift) - shown.mantissa
      : signed - shown.mantissa * 10n ** BigInt(-shift)
  const deviation = Math.abs(Number(difference)) / 10 ** Math.max(0, -shift)
  const half = coarseHalfStep(exponent, shown)
  return deviation <= half ? 0 : deviation
}

/** Half a step of an integer register in units of the display's last digit; 0 where the display is the coarser one. */
function coarseHalfStep(exponent: number, { mantissa, decimals }: Shown): number {
  const step = 10 ** Math.max(0, exponent + decimals)
  return step > 1 && Math.abs(Number(mantissa)) >= leastCoarseRaw * step ? step / 2 : 0
}

function floatDeviation(way: WayToRead, raw: number, value: number, shown: Shown): number {
  const unit = 10 ** -shown.decimals
  const step = floatStep(way.kind, raw) * 10 ** way.exponent
  const difference = Math.abs(value - shownNumber(shown))
  return Math.max(0, difference - (step > unit ? step / 2 : 0)) / unit
}

/** Distance to the next float of that type. */
export function floatStep(kind: NumberKind, raw: number): number {
  const binade = Math.floor(Math.log2(Math.abs(raw)))
  return 2 ** (binade - (kind === 'FLOAT32' ? 23 : 52))
}

const scratch = new DataView(new ArrayBuffer(8))

function approximately(
  kind: NumberKind,
  width: Shape['width'],
  isLowFirst: boolean,
  words: readonly (number | null)[],
  index: number,
): number | null {
  for (let at = 0; at < width; at++) {
    const word = words[index + (isLowFirst ? width - 1 - at : at)]
    if (word === null || word === undefined) return null
    scratch.setUint16(2 * at, word)
  }
  switch (kind) {
    case 'UINT16':
      return scratch.getUint16(0)
    case 'INT16':
      return scratch.getInt16(0)
    case 'UINT32':
      return scratch.getUint32(0)
    case 'INT32':
      return scratch.getInt32(0)
    case 'FLOAT32':
      return scratch.getFloat32(0)
    case 'UINT64':
      return scratch.getUint32(0) * 2 ** 32 + scratch.getUint32(4)
    case 'INT64':
      return scratch.getInt32(0) * 2 ** 32 + scratch.getUint32(4)
    case 'FLOAT64':
      return scratch.getFloat64(0)
  }
}
