import { widthOf } from '../../../shared/model/index.ts'
import { evenBits, orderBits } from './evidence.ts'
import type { Match } from './find-value.ts'
import type { Fit } from './fits.ts'

/** One way to read several values, all of them by one meter's habits. */
export interface FitSet {
  readonly anchor: Fit
  /** For each value; null: no register is left that shows it. */
  readonly choices: readonly (Choice | null)[]
}

export interface Choice {
  readonly fit: Fit
  /** What speaks for it, its kinship with the anchor and its company included. */
  readonly bits: number
}

/** The best fit of each value, given that the anchor is one of the meter's registers; then given all the others. */
export function setAround(
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
  return { anchor, choices: chosen }
}

/** What speaks for a set, as far as the values go whose indexes are given. */
export function bitsOf({ anchor, choices }: FitSet, indexes: readonly number[]): number {
  const counted = indexes.flatMap((index) => choices[index] ?? [])
  const even = counted.reduce((least, { fit }) => Math.min(least, evenBits(fit)), evenBits(anchor))
  return (
    counted.reduce((sum, { bits }) => sum + bits, orderBits(anchor) + even) +
    orderliness(counted.map(({ fit }) => fit))
  )
}

const rounds = 3

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

/**
 * What it says for a register that the anchor is one: an arbitrary one is seldom of its kind. What is a habit of the whole
 * meter counts once, with the anchor.
 */
function kinship(fit: Fit, anchor: Fit): number {
  if (fit.table !== anchor.table) return 0
  const order = isSameOrder(fit, anchor) ? sameOrderBits - orderBits(fit) : 0
  const width = widthOf({ kind: fit.kind }) === widthOf({ kind: anchor.kind }) ? sameWidthBits : 0
  return sameTableBits + order - evenBits(fit) + width + (fit.kind === anchor.kind ? sameKindBits : 0)
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
export function isSameOrder(a: Fit, b: Fit): boolean {
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

function orderliness(present: readonly Fit[]): number {
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
