import type { RegisterRow } from '../../../shared/contract/config.ts'
import { deviceKeys } from '../config/schema.ts'

/**
 * `max_gap` of a section with these rows, so that each value can come in one request with its power of ten; null: the
 * default suffices. Within a model all registers exist, so that nothing speaks against reading them along.
 *
 * @param rows of SunSpec models, with zero-based decimal addresses
 */
export function maxGapFor(rows: readonly RegisterRow[]): number | null {
  const widest = widestHole(rows)
  return widest > Number(deviceKeys.maxGap.default) ? widest : null
}

/** Between a value and its power of ten, from the one row to the next. */
function widestHole(rows: readonly RegisterRow[]): number {
  const sorted = rows.toSorted((a, b) => Number(a.address) - Number(b.address))
  const places = new Map(sorted.map(({ label }, place) => [label, place]))
  const gaps = sorted.flatMap(({ scaleFrom }, place) => {
    const scalePlace = places.get(scaleFrom)
    if (scalePlace === undefined) return []
    const between = sorted.slice(Math.min(place, scalePlace), Math.max(place, scalePlace) + 1)
    return between.slice(1).map((row, index) => {
      const before = between[index]
      return before === undefined ? 0 : Number(row.address) - Number(before.address) - widthOf(before)
    })
  })
  return Math.max(0, ...gaps)
}

const widthOf = ({ dataType }: RegisterRow): number => (dataType.endsWith('32') ? 2 : 1)
