import { widthOf, type ByteOrder, type NumberKind } from '../../../shared/model/index.ts'
import { type Shown, shownNumber } from '../../../shared/model/shown.ts'
import { type Fit, floatStep, isFloat, readAs, type WordBlock, wordsAt } from './fits.ts'

/**
 * How much speaks for a fit, in bits: how improbable it would be by chance, and how usual such a register is. A FLOAT32
 * that is 230.5 by chance is one in half a million, an UINT16 that is 2305 one in 65,536 and one that is 23046 to 23055
 * one in 6,554; among 2,000 registers only the first of them is a safe find.
 */
export interface Evidence {
  readonly bits: number
  /** Best first; put into words for the few that are shown. */
  readonly reasons: () => readonly string[]
}

interface Argument {
  readonly bits: number
  /** null where there is nothing to say. */
  readonly reason: (() => string) | null
}

const commonness: Readonly<Record<NumberKind, number>> = {
  UINT16: 0.2,
  INT16: 0.17,
  UINT32: 0.12,
  INT32: 0.11,
  FLOAT32: 0.25,
  UINT64: 0.03,
  INT64: 0.025,
  FLOAT64: 0.02,
}
const orderCommonness: Readonly<Record<ByteOrder, number>> = { ABCD: 0.5, CDAB: 0.35, BADC: 0.05, DCBA: 0.08 }
/** By the power of ten; a float is seldom scaled. */
const integerFactors: Readonly<Record<number, number>> = {
  [0]: 0.2,
  [-1]: 0.25,
  [-2]: 0.2,
  [-3]: 0.15,
  [-4]: 0.02,
  [-6]: 0.01,
  [1]: 0.03,
  [2]: 0.02,
  [3]: 0.03,
}
const floatFactors: Readonly<Record<number, number>> = { [0]: 0.8, [-3]: 0.07, [3]: 0.04 }
const otherFactor = 0.004
/** A sign that has to be turned by the configuration. */
const flippedBits = -5
/** A display that shows more decimals than the register has. */
const coarseBits = -3

/** What the words of a meter are like: how probable it is that a word is only the filling of a small number. */
export interface WordHabits {
  readonly zeroChance: number
  readonly onesChance: number
}

/** Meters have zeros, so some are expected before any was seen. */
const expectedWords = 20
const expectedZeros = 2

export function habitsOf(blocks: readonly WordBlock[]): WordHabits {
  let [zeros, ones, all] = [0, 0, 0]
  for (const word of blocks.flatMap(({ words }) => words)) {
    if (word === null) continue
    all++
    if (word === 0) zeros++
    if (word === 0xffff) ones++
  }
  return {
    zeroChance: (zeros + expectedZeros) / (all + expectedWords),
    onesChance: (ones + expectedZeros / 2) / (all + expectedWords),
  }
}

/** One meter has one order: what makes it usual or not counts once, however many of its values are looked at. */
export const orderBits = ({ kind, byteOrder }: Fit): number =>
  Math.log2(widthOf({ kind }) === 1 && byteOrder === 'ABCD' ? 0.9 : orderCommonness[byteOrder])

/** Values of several registers mostly begin at even addresses: all of a meter's, or none. */
export const evenBits = ({ kind, address }: Fit): number =>
  widthOf({ kind }) > 1 && address % 2 === 0 ? 0.5 : 0

export function evidenceFor(fit: Fit, block: WordBlock, habits: WordHabits, shown: Shown): Evidence {
  const parts = [
    chance(fit, habits, shown),
    exactness(fit, shown),
    neighbours(fit, block, habits),
    ...usage(fit, shown),
  ]
  return {
    bits: parts.reduce((sum, { bits }) => sum + bits, 0),
    reasons: () =>
      parts.toSorted((a, b) => b.bits - a.bits).flatMap(({ reason }) => (reason === null ? [] : [reason()])),
  }
}

/** Probability that a true find deviates so far, in steps of half a last digit to either side. */
function deviationProbability(deviation: number): number {
  if (deviation <= 0.5 + 1e-6) return 0.8
  return deviation <= 1 ? 0.14 : 0.03
}

function chance(fit: Fit, habits: WordHabits, shown: Shown): Argument {
  const count = rawsWithin(fit, shown)
  const contentBits = contentBitsOf(fit, habits)
  const bits = Math.max(0, contentBits - Math.log2(count))
  const moved = fit.deviation > 0.5 + 1e-6
  return {
    bits: bits + Math.log2(deviationProbability(fit.deviation)),
    reason: () =>
      moved ? `reads ${fit.value}: the last digit may have moved on; ${oddsText(bits)}` : oddsText(bits),
  }
}

/** Raw numbers that would be shown like that, among those with as much filling: those of one last digit. */
function rawsWithin(fit: Fit, shown: Shown): number {
  const rawWidth = 10 ** (-shown.decimals - fit.exponent)
  const step = isFloat(fit.kind) ? floatStep(fit.kind, Number(fit.raw)) * 2 ** (16 * fillingWords(fit)) : 1
  return Math.max(1, rawWidth / step)
}

/** What the words could say, less what fills a small or a round number anyway. */
function contentBitsOf(fit: Fit, { zeroChance, onesChance }: WordHabits): number {
  const width = widthOf({ kind: fit.kind })
  const filled = fillingWords(fit)
  const isOnes = !isFloat(fit.kind) && fit.raw < 0
  const fillBits = -Math.log2(isOnes ? onesChance : zeroChance)
  return 16 * (width - filled) + filled * Math.min(16, fillBits)
}

/** Leading words of an integer that hold nothing but the sign, and zeros behind those of a float: 231.0 has one. */
function fillingWords({ kind, raw, words, byteOrder }: Fit): number {
  if (isFloat(kind)) {
    const isLowFirst = byteOrder === 'CDAB' || byteOrder === 'DCBA'
    const used = (isLowFirst ? words : words.toReversed()).findIndex((word) => word !== 0)
    return Math.max(0, used)
  }
  const magnitude = raw < 0 ? -BigInt(raw) : BigInt(raw)
  const used = Math.max(1, Math.ceil(magnitude.toString(2).length / 16))
  return Math.max(0, widthOf({ kind }) - used)
}

/** In words for some thousand registers, which is what is looked through at most: one of them in 13 bits fits by chance. */
function oddsText(bits: number): string {
  if (bits >= 20) return 'hardly a coincidence'
  if (bits >= 13) return 'seldom a coincidence'
  return bits >= 8
    ? 'may be a coincidence: try it with the next value shown'
    : 'other registers fit as easily: try it with the next value shown'
}

const mostExactBits = 8

/** A meter that computes in decimals sends just what it shows; a chance hit seldom does. */
function exactness(fit: Fit, shown: Shown): Argument {
  const none = { bits: 0, reason: null }
  if (!isFloat(fit.kind) || shown.mantissa === 0n) return none
  const count = rawsWithin(fit, shown)
  for (const [more, share] of [
    [0, 0.3],
    [1, 0.2],
  ] as const) {
    const scaled = Number(fit.value) * 10 ** (shown.decimals + more)
    if (Math.abs(scaled - Math.round(scaled)) > 1e-9 * Math.max(1, Math.abs(scaled))) continue
    const bits = Math.min(mostExactBits, Math.log2((share * count) / 10 ** more))
    if (bits > 0) return { bits, reason: () => `holds ${fit.value} exactly` }
  }
  return none
}

const mostNeighbourBits = 7
const mostNeighboursBits = 9

/** Values of one kind stand side by side: the three voltages, the three currents. */
function neighbours(fit: Fit, block: WordBlock, habits: WordHabits): Argument {
  const width = widthOf({ kind: fit.kind })
  let bits = 0
  const similar: string[] = []
  for (const address of [fit.address - width, fit.address + width]) {
    const words = wordsAt(block, { address, kind: fit.kind })
    if (words === null || words.every((word, index) => word === fit.words[index])) continue
    const read = readAs({ ...fit, address }, words)
    if (read !== null && Number(read.raw) === 0) continue
    const ratio = Number(read?.raw ?? 0) / Number(fit.raw)
    if (ratio > 0.8 && ratio < 1.25) {
      bits += Math.max(0, Math.min(mostNeighbourBits, -1 - similarChanceBits(fit, habits)))
      similar.push(`${read?.value} at ${address}`)
    } else if (isFloat(fit.kind)) {
      // One in twelve arbitrary contents is such a float, but every other neighbour of a true one.
      bits += Math.abs(Math.log10(Math.abs(ratio))) < 4 ? 2 : -1
    }
  }
  const reason =
    similar.length === 0 ? null : () => `the registers beside it read alike: ${similar.join(', ')}`
  return { bits: Math.min(mostNeighboursBits, bits), reason }
}

/** log2 of the probability that an arbitrary content reads within a quarter of the fit. */
function similarChanceBits(fit: Fit, habits: WordHabits): number {
  if (isFloat(fit.kind)) return fit.kind === 'FLOAT32' ? -9.6 : -12.6
  return Math.log2(0.45 * Math.max(1, Math.abs(Number(fit.raw)))) - contentBitsOf(fit, habits)
}

function usage(fit: Fit, shown: Shown): readonly Argument[] {
  const factors = isFloat(fit.kind) ? floatFactors : integerFactors
  const isCoarse = !isFloat(fit.kind) && fit.exponent + shown.decimals > 0
  return [
    { bits: Math.log2(commonness[fit.kind]), reason: null },
    { bits: orderBits(fit), reason: null },
    {
      bits: Math.log2(factors[fit.exponent] ?? otherFactor),
      reason: fit.exponent === 0 ? () => 'needs no factor' : null,
    },
    {
      bits: fit.isFlipped ? flippedBits : 0,
      reason: fit.isFlipped ? () => 'needs a negative factor' : null,
    },
    {
      bits: isCoarse && Number(fit.value) !== shownNumber(shown) ? 2 * coarseBits : isCoarse ? coarseBits : 0,
      reason: isCoarse ? () => 'the display shows more decimals than the register has' : null,
    },
    { bits: evenBits(fit), reason: null },
  ]
}
