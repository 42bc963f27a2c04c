import { setImmediate } from 'node:timers/promises'
import { widthOf, type NumberKind } from '../../../shared/model/index.ts'
import type { Shown } from '../../../shared/model/shown.ts'
import { roleOf } from '../diagnose/roles.ts'
import { orderBits } from './evidence.ts'
import { findValue, type Match } from './find-value.ts'
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
  sets.sort((a, b) => b.bits - a.bits)
  const [best] = sets
  if (best === undefined) return { places: values.map(() => null), rival: null }
  const evidenceBits = new Map(found.flat().map(({ fit, evidence }) => [fit, evidence.bits]))
  const rival = sets.find((set) => best.bits - set.bits < rivalBits && isOtherwise(set, best))
  return {
    places: inReadingOrder(best.fits, values).map((fit, index) => {
      const value = values[index]
      if (fit === null || value === undefined) return null
      return {
        fit: { ...fit, kind: kindFor(value, fit) },
        isDoubtful:
          isDoubtful(fit, best.fits, evidenceBits) ||
          (rival !== undefined && isReadOtherwise(fit, rival.fits[index] ?? null)),
      }
    }),
    rival: rival?.anchor ?? null,
  }
}

/** A value that fits more often says nothing. */
const mostMatches = 1_000
const anchorsOfEach = 15
/** One in sixteen. */
const rivalBits = 4

interface FitSet {
  readonly anchor: Fit
  /** For each value. */
  readonly fits: readonly (Fit | null)[]
  readonly bits: number
}

/** The best fit of each value, given that the anchor is one of the meter's registers; then given all the others. */
function setAround(
  anchor: Fit,
  found: readonly (readonly Match[])[],
  order: readonly number[],
  registers: number,
): FitSet {
  const chosen: (Choice | null)[] = found.map(() => null)
  for (let round = 0; round < rounds; round++) {
    for (const index of order) {
      chosen[index] = null
      const others = chosen.flatMap((choice) => (choice === null ? [] : [choice.fit]))
      chosen[index] = choose(found[index] ?? [], anchor, round === 0 ? [anchor] : others, others, registers)
    }
  }
  const fits = chosen.map((choice) => choice?.fit ?? null)
  const bits = chosen.reduce((sum, choice) => sum + (choice?.bits ?? 0), orderBits(anchor))
  return { anchor, fits, bits: bits + orderliness(fits) }
}

const rounds = 3

interface Choice {
  readonly fit: Fit
  readonly bits: number
}

function choose(
  matches: readonly Match[],
  anchor: Fit,
  company: readonly Fit[],
  taken: readonly Fit[],
  registers: number,
): Choice | null {
  let best: Choice | null = null
  for (const { fit, evidence } of matches) {
    const bits = evidence.bits + kinship(fit, anchor) + closeness(fit, company, registers)
    if (best !== null && bits <= best.bits) continue
    if (taken.every((other) => !isOverlapping(fit, other))) best = { fit, bits }
  }
  return best
}

const sameTableBits = 6
const sameOrderBits = 4
const sameWidthBits = 2
const sameKindBits = 1

/** What it says for a register that the anchor is one: an arbitrary one is seldom of its kind. */
function kinship(fit: Fit, anchor: Fit): number {
  if (fit.table !== anchor.table) return 0
  const order = isSameOrder(fit, anchor) ? sameOrderBits - orderBits(fit) : 0
  const width = widthOf({ kind: fit.kind }) === widthOf({ kind: anchor.kind }) ? sameWidthBits : 0
  return sameTableBits + order + width + (fit.kind === anchor.kind ? sameKindBits : 0)
}

const mostNearBits = 10
/** A value that begins where another one ends, and one that ends where another one begins. */
const adjacentBits = 6

/** An arbitrary register is seldom beside those of the meter's other values. */
function closeness(fit: Fit, company: readonly Fit[], registers: number): number {
  let distance = Number.POSITIVE_INFINITY
  let adjacent = 0
  for (const other of company) {
    if (other.table !== fit.table) continue
    distance = Math.min(distance, Math.abs(fit.address - other.address))
    if (isBeside(fit, other)) adjacent += adjacentBits
  }
  if (distance === Number.POSITIVE_INFINITY) return 0
  return adjacent + Math.min(mostNearBits, Math.max(0, Math.log2(registers / (1 + distance))))
}

const hasSwappedBytes = ({ byteOrder }: Fit): boolean => byteOrder === 'BADC' || byteOrder === 'DCBA'

/** One register has no order of words. */
function isSameOrder(a: Fit, b: Fit): boolean {
  const isSingle = widthOf({ kind: a.kind }) === 1 || widthOf({ kind: b.kind }) === 1
  return isSingle ? hasSwappedBytes(a) === hasSwappedBytes(b) : a.byteOrder === b.byteOrder
}

const endOf = ({ address, kind }: Fit): number => address + widthOf({ kind })

const isBeside = (a: Fit, b: Fit): boolean => a.address === endOf(b) || endOf(a) === b.address

const isOverlapping = (a: Fit, b: Fit): boolean =>
  a.table === b.table && a.address < endOf(b) && b.address < endOf(a)

/** All of them are read alike: an exception among many rather belongs to another way to read all of them. */
const uniformBits = 6
/** People read a display from above. */
const ascendingBits = 0.25

function orderliness(fits: readonly (Fit | null)[]): number {
  const present = fits.filter((fit) => fit !== null)
  const ascending = present.filter((fit, index) => {
    const before = present[index - 1]
    return before !== undefined && before.table === fit.table && before.address < fit.address
  }).length
  const [first] = present
  const isUniform = present.every(
    (fit) =>
      first !== undefined &&
      fit.byteOrder === first.byteOrder &&
      widthOf({ kind: fit.kind }) === widthOf({ kind: first.kind }),
  )
  return ascendingBits * ascending + (isUniform ? uniformBits : 0)
}

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

const isOtherwise = (set: FitSet, best: FitSet): boolean =>
  2 * set.fits.filter((fit, index) => isReadOtherwise(fit, best.fits[index] ?? null)).length > set.fits.length

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

function isDoubtful(
  fit: Fit,
  fits: readonly (Fit | null)[],
  evidenceBits: ReadonlyMap<Fit, number>,
): boolean {
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
