import { setImmediate } from 'node:timers/promises'
import { widthOf, type NumberKind } from '../../../shared/model/index.ts'
import type { Shown } from '../../../shared/model/shown.ts'
import { roleOf } from '../diagnose/roles.ts'
import { findValue, type Match } from './find-value.ts'
import { bitsOf, type Choice, type FitSet, isSameOrder, setAround } from './fit-set.ts'
import { type Fit, isFloat, type WordBlock } from './fits.ts'

/** One of several values that the display shows at one time. */
export interface ShownValue {
  readonly label: string
  /** Empty where it is not known. */
  readonly unit: string
  readonly shown: Shown
}

export interface Place {
  readonly fit: Fit
  /** Not improbable enough, with what others of its kind near it say as well; or there is a rival that has it elsewhere. */
  readonly isDoubtful: boolean
}

export interface Together {
  /** For each value, in their order; null: no register shows it. */
  readonly places: readonly (Place | null)[]
  /** Another way to read most of them that is about as good; null: there is none. */
  readonly rival: Fit | null
}

/**
 * Where all of these values are. A single one often fits in a dozen ways; a meter has one table of measured values, one
 * byte order and, as a rule, one type, and its values stand side by side.
 *
 * Slots of the collector get their turn after each value and each set.
 */
export async function findTogether(
  blocks: readonly WordBlock[],
  values: readonly ShownValue[],
): Promise<Together> {
  const found: (readonly Match[])[] = []
  for (const { shown } of values) {
    found.push(findValue(blocks, shown).matches.slice(0, mostMatches))
    await setImmediate()
  }
  const registers = blocks.reduce((sum, { words }) => sum + words.length, 0)
  // The most telling values choose their registers first.
  const order = found
    .map((matches, index) => ({ index, bits: matches[0]?.evidence.bits ?? 0 }))
    .toSorted((a, b) => b.bits - a.bits)
    .map(({ index }) => index)
  const sets: FitSet[] = []
  for (const { fit } of found.flatMap((matches) => matches.slice(0, anchorsOfEach))) {
    sets.push(setAround(fit, found, order, registers))
    await setImmediate()
  }
  const all = values.map((_, index) => index)
  sets.sort((a, b) => bitsOf(b, all) - bitsOf(a, all))
  const [best] = sets
  if (best === undefined) return { places: values.map(() => null), rival: null }
  // What fits by chance must not decide between two ways to read the others.
  const isTelling = (choice: Choice | null): choice is Choice =>
    choice !== null && choice.bits >= Math.log2(registers) + tellingBits
  const telling = all.filter((index) => isTelling(best.choices[index] ?? null))
  const bestBits = bitsOf(best, telling)
  const near = sets.filter((set) => bestBits - bitsOf(set, telling) < rivalBits)
  const rivals = near.map((set) => inReadingOrder(fitsOf(set), values))
  const evidenceBits = new Map(found.flat().map(({ fit, evidence }) => [fit, evidence.bits]))
  const fits = fitsOf(best)
  const sure = new Set(
    best.choices.filter(isTelling).flatMap(({ fit }) => (isLonely(fit, fits, evidenceBits) ? [] : [fit])),
  )
  const placed = inReadingOrder(fits, values)
  return {
    places: placed.map((fit, index) => {
      const value = values[index]
      if (fit === null || value === undefined) return null
      const isDoubtful =
        !sure.has(fit) ||
        isOdd(fit, sure) ||
        rivals.some((others) => isReadOtherwise(fit, others[index] ?? null))
      return { fit: { ...fit, kind: kindFor(value, fit) }, isDoubtful }
    }),
    rival: near.find((set) => isOtherwise(set, best, telling))?.anchor ?? null,
  }
}

const fitsOf = ({ choices }: FitSet): readonly (Fit | null)[] => choices.map((choice) => choice?.fit ?? null)

/** A value that fits more often says nothing. */
const mostMatches = 1_000
const anchorsOfEach = 15
/** One in sixteen. */
const rivalBits = 4
/** Beyond what one of so many registers has by chance in one of the ways to read it. */
const tellingBits = 20

/** Which of two equal values is which nobody can know: the first one on the display comes first. */
function inReadingOrder(
  fits: readonly (Fit | null)[],
  values: readonly ShownValue[],
): readonly (Fit | null)[] {
  const alike = Map.groupBy(
    fits.flatMap((fit, index) => (fit === null ? [] : [{ fit, index }])),
    ({ fit, index }) =>
      `${values[index]?.shown.text} ${fit.table} ${fit.kind} ${fit.byteOrder} ${fit.exponent}`,
  )
  const ordered = [...fits]
  for (const group of alike.values()) {
    const sorted = group.map(({ fit }) => fit).toSorted((a, b) => a.address - b.address)
    group.forEach(({ index }, at) => (ordered[index] = sorted[at] ?? null))
  }
  return ordered
}

const isOtherwise = (set: FitSet, best: FitSet, indexes: readonly number[]): boolean =>
  2 *
    indexes.filter((index) =>
      isReadOtherwise(best.choices[index]?.fit ?? null, set.choices[index]?.fit ?? null),
    ).length >
  indexes.length

/** Signed or not is no other place. */
const isReadOtherwise = (a: Fit | null, b: Fit | null): boolean =>
  a === null ||
  b === null ||
  a.address !== b.address ||
  a.byteOrder !== b.byteOrder ||
  widthOf({ kind: a.kind }) !== widthOf({ kind: b.kind })

const nearEnough = 64
/** A float that needs a factor, or a sign that has to be turned, fits easily: another one has to need the same. */
const isUnusual = ({ kind, exponent, isFlipped }: Fit): boolean =>
  isFlipped || (isFloat(kind) && exponent !== 0)
/** One in sixteen million: among all registers, types and factors that are looked at it does not happen by chance. */
const sureBits = 24

/** Not improbable enough by what it and others of its kind near it say together. */
function isLonely(fit: Fit, fits: readonly (Fit | null)[], evidenceBits: ReadonlyMap<Fit, number>): boolean {
  const bitsOf = (each: Fit): number => evidenceBits.get(each) ?? 0
  const company = fits.filter(
    (other) =>
      other !== null &&
      other !== fit &&
      other.table === fit.table &&
      isSameOrder(other, fit) &&
      isFloat(other.kind) === isFloat(fit.kind) &&
      Math.abs(other.address - fit.address) <= nearEnough &&
      (!isUnusual(fit) || (other.exponent === fit.exponent && other.isFlipped === fit.isFlipped)),
  )
  // Two whole numbers of two digits find company by chance as well: what they say together has to be improbable.
  return company.reduce((sum, other) => sum + (other === null ? 0 : bitsOf(other)), bitsOf(fit)) < sureBits
}

/** Read in another order than most of the others, and no meter has two. */
function isOdd(fit: Fit, sure: ReadonlySet<Fit>): boolean {
  const others = [...sure].filter((other) => other !== fit)
  const alike = others.filter((other) => isSameOrder(other, fit)).length
  return others.length - alike > alike
}

const signed: Readonly<Partial<Record<NumberKind, NumberKind>>> = {
  UINT16: 'INT16',
  UINT32: 'INT32',
  UINT64: 'INT64',
}
const unsigned: Readonly<Partial<Record<NumberKind, NumberKind>>> = {
  INT16: 'UINT16',
  INT32: 'UINT32',
  INT64: 'UINT64',
}

/** A number that is small and positive reads alike in both: a power may turn round one day, a counter will be large. */
function kindFor({ label, unit }: ShownValue, { kind, raw, words }: Fit): NumberKind {
  const quantity = roleOf(label, unit)?.quantity
  if (quantity === undefined || raw < 0 || isTopBitSet(raw, words.length)) return kind
  const mayTurn = ['current', 'active-power', 'reactive-power', 'power-factor'].includes(quantity)
  return (mayTurn ? signed : unsigned)[kind] ?? kind
}

const isTopBitSet = (raw: number | bigint, words: number): boolean => Number(raw) >= 2 ** (16 * words - 1)
