import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteOrder, NumberKind } from '../../../shared/model/index.ts'
import { candidatesOf, findValue, type Match, narrow } from './find-value.ts'
import type { WordBlock } from './fits.ts'
import { parseShown } from '../../../shared/model/shown.ts'

const shown = (text: string) => parseShown(text)!
const block = (words: readonly (number | null)[], address = 0): WordBlock => ({
  table: 'HOLDING',
  address,
  words,
})
const best = (words: readonly (number | null)[], text: string) =>
  candidatesOf(findValue([block(words)], shown(text)))

interface Plant {
  readonly kind: NumberKind
  readonly order: ByteOrder
  readonly exponent: number
}

/** As a meter writes it, without the engine's codec. */
function wordsOf({ kind, order }: Pick<Plant, 'kind' | 'order'>, raw: number | bigint): number[] {
  const bits = Number(/\d+/.exec(kind)![0])
  const bytes = Buffer.alloc(bits / 8)
  if (kind === 'FLOAT32') bytes.writeFloatBE(Number(raw))
  else if (kind === 'FLOAT64') bytes.writeDoubleBE(Number(raw))
  else
    bytes.write(
      BigInt.asUintN(bits, BigInt(raw))
        .toString(16)
        .padStart(bits / 4, '0'),
      'hex',
    )
  if (order === 'BADC' || order === 'DCBA') bytes.swap16()
  const words = Array.from({ length: bits / 16 }, (_, index) => bytes.readUInt16BE(2 * index))
  return order === 'CDAB' || order === 'DCBA' ? words.toReversed() : words
}

const put = (words: readonly number[], at: number, value: readonly number[]): number[] =>
  words.toSpliced(at, value.length, ...value)

const rankOf = (matches: readonly Match[], at: number, { kind, order, exponent }: Plant): number =>
  1 +
  matches.findIndex(
    ({ fit }) =>
      fit.address === at &&
      fit.kind === kind &&
      fit.byteOrder === order &&
      fit.exponent === exponent &&
      !fit.isFlipped,
  )

/** Words by a seed: an array of 2,000 arbitraries would take longer than the search. */
function randomWords(seed: number, count: number): number[] {
  let state = seed | 1
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state >>> 16
  })
}

const map = fc.integer().map((seed) => randomWords(seed, 2_000))
const place = fc.integer({ min: 0, max: 1_990 })
const orders = fc.constantFrom<ByteOrder>('ABCD', 'CDAB', 'BADC', 'DCBA')
const factorOf = fc.constantFrom(0, -1, -2, -3, 3)

/** A register and what the display makes of it, all its digits. */
const small = fc.record({
  plant: fc.record({
    kind: fc.constantFrom<NumberKind>('UINT16', 'INT16'),
    order: fc.constant('ABCD' as const),
    exponent: factorOf,
  }),
  raw: fc.integer({ min: 200, max: 32_767 }),
})
const large = fc.record({
  plant: fc.record({
    kind: fc.constantFrom<NumberKind>('UINT32', 'INT32', 'UINT64', 'INT64'),
    order: orders,
    exponent: factorOf,
  }),
  raw: fc.integer({ min: 200, max: 2_000_000_000 }),
})
const float = fc.record({
  plant: fc.record({
    kind: fc.constantFrom<NumberKind>('FLOAT32', 'FLOAT64'),
    order: orders,
    exponent: fc.constant(0),
  }),
  raw: fc
    .integer({ min: 10_000, max: 50_000_000 })
    .map((tenThousandths) => Math.fround(tenThousandths / 10_000)),
})

function displayOf({ kind, exponent }: Plant, raw: number): string {
  if (kind.startsWith('FLOAT')) return raw.toFixed(raw < 10 ? 3 : raw < 1_000 ? 2 : 1)
  return (raw * 10 ** exponent).toFixed(Math.max(0, -exponent))
}

describe('find this value', () => {
  it.each([
    ['16-bit integers', small, 0.96],
    ['32-bit and 64-bit integers', large, 1],
    ['floats', float, 1],
  ])(
    'has the planted register of 2,000 random ones among the first three answers: %s',
    (_, planted, share) => {
      const examples = fc.sample(fc.tuple(planted, map, place), 25)
      const ranks = examples.map(([{ plant, raw }, words, at]) => {
        const changed = put(words, at, wordsOf(plant, raw))
        return rankOf(findValue([block(changed)], shown(displayOf(plant, raw))).matches, at, plant)
      })
      expect(ranks).not.toContain(0)
      // Two registers may hold the same 16 bits: then nobody can tell before the value has moved.
      expect(ranks.filter((rank) => rank <= 3).length).toBeGreaterThanOrEqual(share * examples.length)
    },
  )

  it('has it first after a second look, also where 230 fits dozens of registers', () => {
    fc.assert(
      fc.property(map, place, fc.constantFrom(-2, -1, 0), (words, at, exponent) => {
        const plant: Plant = { kind: 'UINT16', order: 'ABCD', exponent }
        const before = findValue([block(put(words, at, [230 * 10 ** -exponent]))], shown('230'))
        const after = narrow(before.matches, [block(put(words, at, [237 * 10 ** -exponent]))], shown('237'))
        expect(rankOf(after.matches, at, plant)).toBe(1)
        expect(candidatesOf(after)[0]?.reasons[0]).toBe('fitted before, with 230')
      }),
      { numRuns: 15 },
    )
  })

  it('drops a register that stood still while the display moved on', () => {
    const before = findValue([block([2305, 0, 0, 2305])], shown('230.5'))
    const after = narrow(before.matches, [block([2305, 0, 0, 2390])], shown('239.0'))
    expect(new Set(after.matches.map(({ fit }) => fit.address))).not.toContain(0)
    expect(after.matches.length).toBeGreaterThan(0)
  })

  it('prefers what has moved with the display to what stood still, and says that it did', () => {
    const before = findValue([block([2301, 40_000, 2304])], shown('230'))
    expect(before.matches[0]?.fit.address).toBe(0)
    const after = candidatesOf(narrow(before.matches, [block([2301, 40_000, 2302])], shown('230')))
    expect(after[0]).toMatchObject({ address: 2, reasons: ['fitted before, with 230.4', expect.anything()] })
    expect(after.find(({ address }) => address === 0)?.reasons[0]).toBe(
      'fitted before, with 230.1, and has not changed since',
    )
  })

  it('prefers the value whose neighbours read alike', () => {
    // Three voltages, and elsewhere the same content among other things.
    const words = [7, 2305, 60_000, 1, 2, 3, 2311, 2305, 2298, 9, 40_000]
    expect(best(words, '230,5')[0]).toMatchObject({
      address: 7,
      dataType: 'UINT16',
      factor: '0.1',
      value: '230.5',
    })
  })

  it('names type, order and factor of a float and of an energy counter', () => {
    expect(best([1, 0x8000, 0x4366, 9], '230.5')[0]).toMatchObject({
      address: 1,
      dataType: 'FLOAT32',
      byteOrder: 'CDAB',
      factor: '1',
      value: '230.5',
      words: [0x8000, 0x4366],
    })
    expect(best([300, 0x0001, 0xe240, 9], '1 234,56 kWh')[0]).toMatchObject({
      address: 1,
      dataType: 'UINT32',
      byteOrder: 'ABCD',
      factor: '0.01',
    })
  })

  it('finds a last digit that has moved on, behind an exact one', () => {
    expect(best([2306, 5, 6, 7], '230.5')[0]).toMatchObject({ address: 0, value: '230.6' })
    expect(best([2306, 5, 6, 2305], '230.5')[0]).toMatchObject({ address: 3 })
    expect(best([2308, 5, 6, 7], '230.5')).toEqual([])
  })

  it('has the nearer one first where a display cuts its digits off', () => {
    const volts = [230.50381, 231.31703, 231.78218, 9.68]
    const words = volts.flatMap((value) => wordsOf({ kind: 'FLOAT32', order: 'ABCD' }, value))
    expect(best(words, '230')[0]).toMatchObject({ address: 0, value: '230.50381' })
  })

  it('finds a value whose sign is turned, and ranks it last', () => {
    const found = best([120, 9, 0xff88], '-12.0')
    expect(found[0]).toMatchObject({ address: 2, dataType: 'INT16', factor: '0.1' })
    expect(found.at(-1)).toMatchObject({ address: 0, factor: '-0.1' })
  })

  it('tells 64-bit integers apart that a double does not', () => {
    const raw = 9_007_199_254_740_993n
    const words = wordsOf({ kind: 'UINT64', order: 'ABCD' }, raw)
    expect(best(words, '9007199254740993')[0]).toMatchObject({
      value: '9007199254740993',
      dataType: 'UINT64',
    })
    expect(best(words, '9007199254740996')).toEqual([])
  })

  it('takes nothing that is missing or no number for 0', () => {
    expect(best([null, 0x7fc0, null, null], '0')).toEqual([])
    expect(best([null, 0, null], '0').map(({ address }) => address)).toEqual([1, 1])
  })

  it('is quick on 10,000 registers, and bounded where everything fits', () => {
    const zeros = Array.from({ length: 10_000 }, () => 0)
    const found = findValue([block(zeros)], shown('0'))
    expect(found.total).toBeGreaterThan(100_000)
    expect(found.matches.length).toBe(5_000)
    expect(candidatesOf(found).length).toBe(50)
  })
})
