import type { RegisterConfig } from '../../../shared/model/index.ts'
import type { PlannedRequest } from './plan.ts'

/**
 * A value and its power of ten come with one request where the limits allow it. Where they do not (too far apart, another
 * table, a cut that was learned) the power may change between the two, so the value is read between two readings of
 * its power, and counts when these are the same. What is asked for that is decided here.
 */

/** For each register the index of the one with its power of ten, or -1. */
export type ScaleIndexes = readonly number[]

/** null where no register has a power of ten of its own. */
export function scaleIndexesOf(registers: readonly RegisterConfig[]): ScaleIndexes | null {
  if (registers.every(({ scaleFrom }) => scaleFrom === null)) return null
  const byLabel = new Map(registers.map(({ label }, index) => [label, index]))
  return registers.map(({ scaleFrom }) => (scaleFrom === null ? -1 : (byLabel.get(scaleFrom) ?? -1)))
}

/** Powers for values of other requests first: then these need no second reading. */
export function scalesFirst(
  requests: readonly PlannedRequest[],
  scaleIndexes: ScaleIndexes,
): readonly PlannedRequest[] {
  const needed = new Set<number>()
  for (const { values } of requests) {
    const own = new Set(values.map(({ registerIndex }) => registerIndex))
    for (const index of own) {
      const scale = scaleIndexes[index] ?? -1
      if (scale >= 0 && !own.has(scale)) needed.add(scale)
    }
  }
  if (needed.size === 0) return requests
  const isNeeded = ({ values }: PlannedRequest): boolean =>
    values.some(({ registerIndex }) => needed.has(registerIndex))
  return [...requests.filter(isNeeded), ...requests.filter((request) => !isNeeded(request))]
}

/**
 * What to ask again so that every value that was read lies beside its power or between two readings of it: blocks of
 * values that came before it, then blocks of powers. The blocks keep their shape, which the device is known to answer;
 * of their values they name those that are meant.
 *
 * @param asked the requests that were answered, in this order
 */
export function askedAgain(
  asked: readonly PlannedRequest[],
  scaleIndexes: ScaleIndexes,
): readonly PlannedRequest[] {
  const turns = turnsOf(asked)
  const values = new Set<number>()
  const scales = new Set<number>()
  for (const [index, valueTurns] of turns) {
    const scaleTurns = turns.get(scaleIndexes[index] ?? -1)
    if (scaleTurns === undefined || valueTurns.some((turn) => turnsAround(turn, scaleTurns) !== null))
      continue
    scales.add(scaleIndexes[index] ?? -1)
    if (!valueTurns.some((turn) => scaleTurns.some((scaleTurn) => scaleTurn < turn))) values.add(index)
  }
  if (scales.size === 0) return []
  return [...blocksWith(values, asked), ...blocksWith(scales, asked)]
}

function blocksWith(
  indexes: ReadonlySet<number>,
  asked: readonly PlannedRequest[],
): readonly PlannedRequest[] {
  const blocks: PlannedRequest[] = []
  const taken = new Set<number>()
  for (const request of asked) {
    const values = request.values.filter(
      ({ registerIndex }) => indexes.has(registerIndex) && !taken.has(registerIndex),
    )
    if (values.length === 0) continue
    for (const { registerIndex } of values) taken.add(registerIndex)
    blocks.push({ ...request, values })
  }
  return blocks
}

/** When each register was read: the places of its requests among all that were answered. */
function turnsOf(asked: readonly PlannedRequest[]): ReadonlyMap<number, readonly number[]> {
  const turns = new Map<number, number[]>()
  asked.forEach(({ values }, turn) => {
    for (const { registerIndex } of values) {
      const known = turns.get(registerIndex)
      if (known === undefined) turns.set(registerIndex, [turn])
      else known.push(turn)
    }
  })
  return turns
}

/** The readings of a power next to that of a value: the same one where they came together; null when one is missing. */
export function turnsAround(
  turn: number,
  scaleTurns: readonly number[],
): { readonly before: number; readonly after: number } | null {
  const before = scaleTurns.findLast((scaleTurn) => scaleTurn <= turn)
  const after = scaleTurns.find((scaleTurn) => scaleTurn >= turn)
  return before === undefined || after === undefined ? null : { before, after }
}
