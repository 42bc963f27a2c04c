import type { Decimal } from '../../../shared/model/index.ts'

const maxDigits = 40
const maxExponent = 60
const decimalPattern = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/

/** 10^22 is the largest power of ten that a double holds exactly. */
const exactPowersOfTen: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))

/**
 * Reads `0.1`, `-2`, `.5`, `1e-3`. The result has no trailing zeros, so equal numbers have equal parts.
 *
 * @returns null for anything else, for more than 40 digits, and for a written exponent beyond +-60: a
 *   configuration must not be able to ask for a power that takes memory or minutes.
 */
export function parseDecimal(text: string): Decimal | null {
  const match = decimalPattern.exec(text)
  if (match === null) return null
  const [, sign, whole = '', fraction = '', bareFraction = '', exponentText = '0'] = match
  const fractionDigits = fraction + bareFraction
  const digits = whole + fractionDigits
  const exponent = Number(exponentText)
  if (digits.length > maxDigits || Math.abs(exponent) > maxExponent) return null
  const magnitude = BigInt(digits)
  return normalised(sign === '-' ? -magnitude : magnitude, exponent - fractionDigits.length)
}

function normalised(mantissa: bigint, exponent: number): Decimal {
  if (mantissa === 0n) return { mantissa, exponent: 0 }
  while (mantissa % 10n === 0n) {
    mantissa /= 10n
    exponent++
  }
  return { mantissa, exponent }
}

/** The nearest number; infinite when it is beyond the range of a double. Never -0. */
export function decimalToNumber({ mantissa, exponent }: Decimal): number {
  const near = Number(mantissa)
  const power = exactPowersOfTen[Math.abs(exponent)]
  // One operation on two exact operands is correctly rounded.
  if (Number.isSafeInteger(near) && power !== undefined) return exponent < 0 ? near / power : near * power
  // What is too small for a double becomes 0, and adding 0 takes its sign.
  return Number(`${mantissa}e${exponent}`) + 0
}

/** value = raw x factor + offset, bound to one register's factor and offset. */
export interface Scaler {
  /**
   * Scales mantissa x 10^exponent, exactly.
   *
   * @param mantissa a safe integer
   * @returns an integer as number when safe, else as bigint; anything else as the nearest number. Never -0.
   */
  scale(mantissa: number, exponent: number): number | bigint
  /** The same for a mantissa of any size. */
  scaleBig(mantissa: bigint, exponent: number): number | bigint
  /** Neither a factor nor an offset: the value is the raw number. */
  readonly isIdentity: boolean
}

export function makeScaler(factor: Decimal, offset: Decimal): Scaler {
  return new DecimalScaler(factor, offset)
}

/** A class, as closures would take several times its memory for each register. */
class DecimalScaler implements Scaler {
  readonly #factor: Decimal
  readonly #offset: Decimal
  /** NaN where it is not a safe integer; then everything is computed with bigints. */
  readonly #smallFactor: number
  readonly #smallOffset: number

  constructor(factor: Decimal, offset: Decimal) {
    this.#factor = factor
    this.#offset = offset
    this.#smallFactor = safeOrNaN(factor.mantissa)
    this.#smallOffset = safeOrNaN(offset.mantissa)
  }

  get isIdentity(): boolean {
    return this.#smallFactor === 1 && this.#factor.exponent === 0 && this.#smallOffset === 0
  }

  scale(mantissa: number, exponent: number): number | bigint {
    const value = this.#scaleSmall(mantissa, exponent)
    // Adding 0 makes -0 (a raw 0 with a negative factor) 0.
    return Number.isNaN(value) ? this.scaleBig(BigInt(mantissa), exponent) : value + 0
  }

  scaleBig(mantissa: bigint, exponent: number): number | bigint {
    const offset = this.#offset
    const productExponent = exponent + this.#factor.exponent
    const product = mantissa * this.#factor.mantissa
    if (offset.mantissa === 0n) return toValue(product, productExponent)
    const common = Math.min(productExponent, offset.exponent)
    const sum =
      product * 10n ** BigInt(productExponent - common) +
      offset.mantissa * 10n ** BigInt(offset.exponent - common)
    return toValue(sum, common)
  }

  /** Everything in safe integers, then one correctly rounded division; NaN when that isn't possible. */
  #scaleSmall(mantissa: number, exponent: number): number {
    let sum = mantissa * this.#smallFactor
    let common = exponent + this.#factor.exponent
    if (this.#smallOffset !== 0) {
      const productExponent = common
      common = Math.min(productExponent, this.#offset.exponent)
      const product = timesPowerOfTen(sum, productExponent - common)
      const shift = timesPowerOfTen(this.#smallOffset, this.#offset.exponent - common)
      if (!Number.isSafeInteger(product) || !Number.isSafeInteger(shift)) return Number.NaN
      sum = product + shift
    }
    if (!Number.isSafeInteger(sum)) return Number.NaN
    if (common === 0) return sum
    if (common < 0) return sum / (exactPowersOfTen[-common] ?? Number.NaN)
    const whole = timesPowerOfTen(sum, common)
    return Number.isSafeInteger(whole) ? whole : Number.NaN
  }
}

function safeOrNaN(value: bigint): number {
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : Number.NaN
}

/** @param power not negative; beyond the exact ones NaN comes back. */
function timesPowerOfTen(value: number, power: number): number {
  return power === 0 ? value : value * (exactPowersOfTen[power] ?? Number.NaN)
}

function toValue(mantissa: bigint, exponent: number): number | bigint {
  if (exponent >= 0) return safeOrBig(mantissa * 10n ** BigInt(exponent))
  const divisor = 10n ** BigInt(-exponent)
  if (mantissa % divisor === 0n) return safeOrBig(mantissa / divisor)
  return decimalToNumber(normalised(mantissa, exponent))
}

export function safeOrBig(value: bigint): number | bigint {
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : value
}

/**
 * Finds the shortest decimal that a reader of the same float type turns back into `value`: a meter that sends
 * the FLOAT32 0x4366199A means 230.1, not 230.10000610351562. The caller gets it as mantissa x 10^exponent.
 *
 * @param value finite, and representable in the given type
 * @param useBig takes the rare ones: very large, very small, or with more digits than a safe integer holds
 */
export function withShortestDecimal<T>(
  value: number,
  type: 'FLOAT32' | 'FLOAT64',
  use: (mantissa: number, exponent: number) => T,
  useBig: (mantissa: bigint, exponent: number) => T,
): T {
  const isSingle = type === 'FLOAT32'
  const magnitude = Math.abs(value)
  // Below these every integer is representable, so fewer decimals can only mean fewer digits.
  if (magnitude < (isSingle ? 2 ** 24 : 2 ** 53)) {
    for (let decimals = 0; decimals < exactPowersOfTen.length; decimals++) {
      const power = exactPowersOfTen[decimals] ?? Number.NaN
      const near = Math.round(magnitude * power)
      if (near > 1e15) break
      if (reads(near / power)) return use(value < 0 ? -near : near, -decimals)
    }
  }
  const text = isSingle ? shortestSingleText(magnitude) : String(magnitude)
  const [digits = '', exponent = '0'] = text.split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  const mantissa = BigInt(whole + fraction)
  return useBig(value < 0 ? -mantissa : mantissa, Number(exponent) - fraction.length)

  function reads(decimal: number): boolean {
    return (isSingle ? Math.fround(decimal) : decimal) === magnitude
  }
}

/**
 * @param magnitude a finite single; nine digits always identify one (IEEE 754-2019, 5.12.2). Above a power of
 *   two singles lie twice as far apart as below it, so there the next decimal above may be one when the nearest isn't.
 */
function shortestSingleText(magnitude: number): string {
  for (let precision = 1; precision < 9; precision++) {
    const near = magnitude.toExponential(precision - 1)
    if (Math.fround(Number(near)) === magnitude) return near
    const [digits = '', exponent = ''] = near.replace('.', '').split('e')
    const above = `${Number(digits) + 1}e${Number(exponent) - (precision - 1)}`
    if (Math.fround(Number(above)) === magnitude) return above
  }
  return magnitude.toExponential(8)
}
