const unitMost = 255

/** `1, 2, 5-8` as the ids in order, each once; null: not so written, or more than `most`. */
export function readUnitIds(text: string, most: number): readonly number[] | null {
  const ids = new Set<number>()
  for (const part of text.split(/[,;\s]+/).filter((piece) => piece !== '')) {
    const [, first, last] = /^(\d{1,3})(?:[-–](\d{1,3}))?$/.exec(part) ?? []
    if (first === undefined) return null
    const [from, to] = [Number(first), Number(last ?? first)]
    if (to > unitMost || from > to) return null
    for (let id = from; id <= to; id++) ids.add(id)
  }
  return ids.size === 0 || ids.size > most ? null : [...ids].toSorted((a, b) => a - b)
}

export type UnitState = 'found' | 'garbled' | 'silent' | 'notAsked'

interface UnitScan {
  readonly found: readonly { readonly unitId: number }[]
  readonly garbled: readonly { readonly unitId: number }[]
  readonly asked: number
}

/** Of each id from 0 to 255 what the scan knows; units are asked in order from the first one. */
export function unitStates(
  { from, to }: { readonly from: number; readonly to: number },
  { found, garbled, asked }: UnitScan,
): readonly { readonly unit: number; readonly state: UnitState }[] {
  const present = new Set(found.map(({ unitId }) => unitId))
  const noisy = new Set(garbled.map(({ unitId }) => unitId))
  const stateOf = (unit: number): UnitState => {
    if (present.has(unit)) return 'found'
    if (noisy.has(unit)) return 'garbled'
    return unit >= from && unit <= to && unit < from + asked ? 'silent' : 'notAsked'
  }
  return Array.from({ length: unitMost + 1 }, (_, unit) => ({ unit, state: stateOf(unit) }))
}
