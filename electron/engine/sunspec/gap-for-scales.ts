import type { RegisterRow } from '../../../shared/contract/config.ts'

/**
 * Registers to be read along at least, so that each value can come in one request with its power of ten: the widest hole
 * between the rows from the one to the other. Within a model all of them exist, so that nothing speaks against it.
 *
 * @param rows of SunSpec models, with zero-based decimal addresses
 */
export function gapForScales(rows: readonly RegisterRow[]): number {
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
