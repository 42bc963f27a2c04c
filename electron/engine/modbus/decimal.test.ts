import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalToNumber, makeScaler, parseDecimal, withShortestDecimal } from './decimal.ts'

const decimal = (text: string) => parseDecimal(text)!

describe('parseDecimal', () => {
  it.each([
    ['0.1', 1n, -1],
    ['+1', 1n, 0],
    ['-0.50', -5n, -1],
    ['.5', 5n, -1],
    ['5.', 5n, 0],
    ['1000', 1n, 3],
    ['1e-3', 1n, -3],
    ['2.5E+2', 25n, 1],
    ['-0', 0n, 0],
    ['0e60', 0n, 0],
    ['1234567890123456789012345678901234567890', 123456789012345678901234567890123456789n, 1],
  ])('%s', (text, mantissa, exponent) => {
    expect(parseDecimal(text)).toEqual({ mantissa, exponent })
  })

  it.each([
    '',
    ' ',
    '.',
    '-',
    'e5',
    '1e',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '1_000',
    '1 ',
    '１',
    '--1',
    '1e1.5',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeNull()
  })

  it('is bounded: no text makes it build a huge power', () => {
    expect(parseDecimal('1e60')).not.toBeNull()
    expect(parseDecimal('1e61')).toBeNull()
    expect(parseDecimal('1e-61')).toBeNull()
    expect(parseDecimal('1e999999999')).toBeNull()
    expect(parseDecimal('9'.repeat(41))).toBeNull()
    expect(parseDecimal('9'.repeat(10_000_000))).toBeNull()
  })

  it('agrees with the number that JavaScript reads', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e40, max: 1e40 }), (value) => {
        const parsed = parseDecimal(String(value))
        if (parsed !== null) expect(decimalToNumber(parsed)).toBe(value + 0)
      }),
    )
  })
})

it('what is too small for a double becomes 0, not -0', () => {
  expect(decimalToNumber(decimal('-5e-60'))).toBe(-5e-60)
  expect(decimalToNumber({ mantissa: -5n, exponent: -384 })).toBe(0)
})

describe('scaling', () => {
  /** Plain rational arithmetic, with none of the short cuts. */
  function exactly(mantissa: bigint, exponent: number, factor: string, offset: string): number | bigint {
    const lowest = -400
    const at = (part: bigint, power: number) => part * 10n ** BigInt(power - lowest)
    const [f, o] = [decimal(factor), decimal(offset)]
    const sum = at(mantissa * f.mantissa, exponent + f.exponent) + at(o.mantissa, o.exponent)
    const one = 10n ** BigInt(-lowest)
    if (sum % one !== 0n) return Number(`${sum}e${lowest}`)
    return Number.isSafeInteger(Number(sum / one)) ? Number(sum / one) : sum / one
  }

  it('equals exact arithmetic, whichever way it was computed', () => {
    const text = fc
      .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -30, max: 20 }))
      .map(([mantissa, exponent]) => `${mantissa}e${exponent}`)
    const usual = fc.constantFrom('1', '0.1', '0.01', '0.001', '10', '1000', '-1', '0', '3.6', '1e-6')
    fc.assert(
      fc.property(
        fc.oneof(usual, text),
        fc.oneof(usual, text),
        fc.oneof(fc.integer({ min: -70_000, max: 70_000 }), fc.maxSafeInteger()),
        fc.integer({ min: -45, max: 20 }),
        (factor, offset, mantissa, exponent) => {
          const scaler = makeScaler(decimal(factor), decimal(offset))
          const expected = exactly(BigInt(mantissa), exponent, factor, offset)
          expect(scaler.scale(mantissa, exponent)).toBe(expected)
          expect(scaler.scaleBig(BigInt(mantissa), exponent)).toBe(expected)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

it('adds exactly where the two parts nearly cancel', () => {
  const scaler = makeScaler(decimal('3'), decimal('-2702159776422297e1'))
  expect(scaler.scale(Number.MAX_SAFE_INTEGER, 0)).toBe(3)
})

describe('shortest decimal', () => {
  it('of a double has the digits that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), (value) => {
        const parts = withShortestDecimal(
          value,
          'FLOAT64',
          (mantissa, exponent) => ({
            mantissa: BigInt(mantissa),
            exponent,
            isSafe: Number.isSafeInteger(mantissa),
          }),
          (mantissa, exponent) => ({ mantissa, exponent, isSafe: true }),
        )
        expect(parts.isSafe).toBe(true)
        expect(parseDecimal(`${parts.mantissa}`)?.mantissa).toBe(
          parseDecimal(String(value).replace(/e.*/, ''))?.mantissa,
        )
      }),
      { numRuns: 2000, examples: [[0.1 + 0.2], [-0.1], [1 / 3], [123_456_789.123_456_78]] },
    )
  })

  const textOf = (value: number) =>
    withShortestDecimal(
      value,
      'FLOAT32',
      (mantissa, exponent) => `${mantissa}e${exponent}`,
      (mantissa, exponent) => `${mantissa}e${exponent}`,
    )

  it('identifies every single, with nine digits at the most', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = textOf(value)
        expect(Math.fround(Number(text))).toBe(value + 0)
        expect(text.replace(/e.*|^-/g, '').replace(/0+$/, '').length).toBeLessThanOrEqual(9)
      }),
      { numRuns: 5000 },
    )
  })

  it('gives back what was put in, up to six digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999, max: 999_999 }),
        fc.integer({ min: -12, max: 6 }),
        (digits, power) => {
          const value = Number(`${digits}e${power}`)
          expect(Number(textOf(Math.fround(value)))).toBe(value + 0)
        },
      ),
    )
  })
})
