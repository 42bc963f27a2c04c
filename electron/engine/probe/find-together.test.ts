import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteOrder } from '../../../shared/model/index.ts'
import { findTogether, type ShownValue } from './find-together.ts'
import type { WordBlock } from './fits.ts'
import { parseShown } from '../../../shared/model/shown.ts'

/** What a meter's display shows at one moment, and its registers' steps. */
const display: readonly (readonly [
  label: string,
  unit: string,
  shown: string,
  value: number,
  step: number,
])[] = [
  ['Voltage_L1', 'V', '231.4', 231.4, 0.1],
  ['Voltage_L2', 'V', '232.0', 232, 0.1],
  ['Voltage_L3', 'V', '229.2', 229.2, 0.1],
  ['Current_L1', 'A', '12.4', 12.445, 0.001],
  ['Current_L2', 'A', '18.1', 18.136, 0.001],
  ['Current_L3', 'A', '10.3', 10.318, 0.001],
  // Registers in whole watts under a display with decimals.
  ['Power_L1', 'W', '2740.3', 2740, 1],
  ['Power_L2', 'W', '3990.5', 3991, 1],
  ['Power_Total', 'W', '8842.9', 8843, 1],
  ['Frequency', 'Hz', '50.02', 50.02, 0.01],
  ['Active_Energy_Import', 'kWh', '84240.2', 84_240.2, 0.1],
]
const values = display.map(([label, unit, text]): ShownValue => ({ label, unit, shown: parseShown(text)! }))

/** Two thirds zeros, the rest anything: as meters are, at their worst. */
function noise(seed: number, count: number): number[] {
  let state = seed | 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state >>> 16
  }
  return Array.from({ length: count }, () => (next() % 3 === 0 ? next() : 0))
}

/** As a meter writes it, without the engine's codec. */
function wordsOf(kind: 'INT32' | 'FLOAT32', order: ByteOrder, value: number, step: number): number[] {
  const bytes = Buffer.alloc(4)
  if (kind === 'FLOAT32') bytes.writeFloatBE(value)
  else bytes.writeInt32BE(Math.round(value / step))
  if (order === 'BADC' || order === 'DCBA') bytes.swap16()
  const words = [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
  return order === 'CDAB' || order === 'DCBA' ? words.toReversed() : words
}

const meter = (kind: 'INT32' | 'FLOAT32', order: ByteOrder, base: number, seed: number): WordBlock => {
  const words = noise(seed, 1_000)
  display.forEach(([, , shown, value, step], index) =>
    words.splice(
      base + 2 * index,
      2,
      ...wordsOf(kind, order, kind === 'FLOAT32' ? Number(shown) : value, step),
    ),
  )
  return { table: 'HOLDING', address: 0, words }
}

const addresses = async (blocks: readonly WordBlock[], shown = values) =>
  (await findTogether(blocks, shown)).places.map((place) => place?.fit.address ?? null)

describe('values that the display shows together', () => {
  it(
    'are found where the meter has them, whatever its type, order and place',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('INT32' as const, 'FLOAT32' as const),
          fc.constantFrom<ByteOrder>('ABCD', 'CDAB', 'BADC', 'DCBA'),
          fc.integer({ min: 2, max: 960 }),
          fc.integer(),
          async (kind, order, base, seed) => {
            const { places } = await findTogether([meter(kind, order, base, seed)], values)
            expect(places.map((place) => place?.fit.address)).toEqual(
              values.map((_, index) => base + 2 * index),
            )
            expect(new Set(places.map((place) => place?.fit.byteOrder))).toEqual(new Set([order]))
          },
        ),
        { numRuns: 15 },
      )
    },
  )

  it('are signed where they may turn round, and not where they count', async () => {
    const { places } = await findTogether([meter('INT32', 'ABCD', 100, 7)], values)
    const kinds = Object.fromEntries(places.map((place, index) => [values[index]?.label, place?.fit.kind]))
    expect(kinds).toMatchObject({ Power_L1: 'INT32', Current_L1: 'INT32', Active_Energy_Import: 'UINT32' })
  })

  it('never share a register, and equal ones stand in the order of the display', async () => {
    const equal = ['230.1', '230.1', '230.1'].map((text, index): ShownValue => ({
      label: `Voltage_L${index + 1}`,
      unit: 'V',
      shown: parseShown(text)!,
    }))
    const words = [...noise(3, 40), 2301, 2301, 2301, ...noise(5, 40)]
    expect(await addresses([{ table: 'INPUT', address: 0, words }], equal)).toEqual([40, 41, 42])
  })

  it('that are nowhere are not made up, and one that stands alone is in doubt', async () => {
    const words = Array.from({ length: 200 }, () => 0)
    words[20] = 2314
    words[190] = 124
    const { places } = await findTogether(
      [{ table: 'HOLDING', address: 0, words }],
      ['231.4', '12.4', '77.7'].map((text) => ({ label: text, unit: '', shown: parseShown(text)! })),
    )
    expect(places[2]).toBeNull()
    expect(places[1]).toMatchObject({ isDoubtful: true })
  })

  it('are in doubt where two whole numbers say too little together, though each finds the other near', async () => {
    const two = [values[0], values[3]].map((value, index): ShownValue => ({
      ...value!,
      shown: parseShown(['231', '12'][index]!)!,
    }))
    for (let seed = 1; seed <= 20; seed++) {
      const found = await findTogether([{ table: 'INPUT', address: 0, words: noise(seed, 80) }], two)
      expect(found.places.filter((place) => place !== null && !place.isDoubtful)).toEqual([])
      // Of what fits by chance there is no second best.
      expect(found.rival).toBeNull()
    }
  })

  it('are in doubt where a zero beside a float makes a round number of its half', async () => {
    const two = ['231', '12'].map((text): ShownValue => ({ label: text, unit: '', shown: parseShown(text)! }))
    for (const order of ['ABCD', 'CDAB'] as const) {
      const words = [231.26, 12.28].flatMap((value) => wordsOf('FLOAT32', order, value, 1))
      const { places } = await findTogether(
        [{ table: 'INPUT', address: 0, words: [...noise(9, 40), 0, ...words, 0, ...noise(4, 40)] }],
        two,
      )
      expect(places.map((place) => place?.isDoubtful)).toEqual([true, true])
    }
  })

  it('are never certain in the other order, which small numbers between zeros can be read in as well', async () => {
    const texts = ['231.4', '12.4', '498.9', '221.8', '36.6', '1349.7', '501.1', '1741.2']
    const shown = texts.map((text): ShownValue => ({ label: text, unit: '', shown: parseShown(text)! }))
    for (const order of ['ABCD', 'CDAB'] as const) {
      const words = texts.flatMap((text) => wordsOf('INT32', order, Number(text), 0.1))
      const all = [...noise(1, 200), 0, ...words, 0, ...noise(50, 200)]
      const { places, rival } = await findTogether([{ table: 'HOLDING', address: 0, words: all }], shown)
      expect(places.map((place) => place?.isDoubtful)).toEqual(texts.map(() => true))
      expect(rival).not.toBeNull()
    }
  })

  it('that are nowhere are not certain for the company of others', async () => {
    // Registers without zeros: some of them read like anything.
    for (const [seed, absent] of [
      [1, '1009.7'],
      [5, '1048.5'],
      [12, '1116.4'],
    ] as const) {
      let state: number = seed | 1
      const words = Array.from({ length: 100 }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
        return state >>> 16
      })
      words.splice(40, 4, 0, 2314, 0, 124)
      const shown = ['231.4', '12.4', absent].map((text): ShownValue => ({
        label: text,
        unit: '',
        shown: parseShown(text)!,
      }))
      const { places } = await findTogether([{ table: 'HOLDING', address: 0, words }], shown)
      expect(places.map((place) => place?.isDoubtful !== false)).toEqual([false, false, true])
    }
  })

  it('are in doubt where they would be read in two orders', async () => {
    // 18.07 in ABCD; the decimals of 12.43 before it make 18.11 of it in CDAB, beside what shows 16.9 by chance.
    const words = [231.42, 229.87, 230.61, 12.43, 18.07, 10.31].flatMap((value) =>
      wordsOf('FLOAT32', 'ABCD', value, 1),
    )
    const shown = ['231.4', '18.1', '16.9'].map((text): ShownValue => ({
      label: text,
      unit: '',
      shown: parseShown(text)!,
    }))
    const { places } = await findTogether([{ table: 'INPUT', address: 0, words }], shown)
    expect(places[1]).toMatchObject({ fit: { byteOrder: 'CDAB' }, isDoubtful: true })
  })

  it('are in doubt where a float needs a factor that no other needs', async () => {
    const floats = (...numbers: readonly number[]) =>
      numbers.flatMap((value) => wordsOf('FLOAT32', 'ABCD', value, 1))
    const shown = [
      ...values.slice(0, 2),
      ...['2.71', '3.99'].map((text) => ({ label: text, unit: 'kW', shown: parseShown(text)! })),
    ]
    const doubts = async (count: number) =>
      (
        await findTogether(
          [{ table: 'INPUT', address: 0, words: floats(231.42, 232.04, 2_711.4, 3_988.2, 0) }],
          shown.slice(0, count),
        )
      ).places.map((place) => place?.isDoubtful)
    expect(await doubts(3)).toEqual([false, false, true])
    expect(await doubts(4)).toEqual([false, false, false, false])
  })

  it('are in doubt where their company is far off, or of another kind', async () => {
    const doubts = async (words: readonly number[], ...texts: readonly string[]) => {
      const shown = texts.map((text): ShownValue => ({ label: text, unit: '', shown: parseShown(text)! }))
      return (await findTogether([{ table: 'INPUT', address: 0, words }], shown)).places.map(
        (place) => place?.isDoubtful,
      )
    }
    const floats = [231.42, 229.87, 230.61].map((value) => wordsOf('FLOAT32', 'ABCD', value, 1))
    const spread = (by: number) =>
      floats.slice(1).flatMap((words) => [...words, ...Array<number>(by).fill(7)])
    expect(await doubts(spread(1), '229.9', '230.6')).toEqual([false, false])
    expect(await doubts(spread(100), '229.9', '230.6')).toEqual([true, true])
    expect(await doubts([...floats.flat(), 17], '231.4', '229.9', '230.6', '17')).toEqual([
      false,
      false,
      false,
      true,
    ])
  })

  it('say so where another order would do as well', async () => {
    // Small numbers between zeros: the high word may stand before or behind.
    const words = [0, 0, 2314, 0, 2320, 0, 2292, 0, 0]
    const { rival } = await findTogether([{ table: 'HOLDING', address: 0, words }], values.slice(0, 3))
    expect(rival).not.toBeNull()
  })
})
