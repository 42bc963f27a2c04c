import { seriesMost } from '../../../../shared/contract/limits.ts'
import type { SeriesKey } from '../../../../shared/contract/series.ts'

/** A value on the chart. `look` is the number of its line: it keeps it while others come and go. */
export interface Choice extends SeriesKey {
  readonly look: number
}

/** What tells two values apart. */
export const keyText = ({ deviceId, label }: SeriesKey): string => `${deviceId}\u0000${label}`

export const keyOf = ({ deviceId, label }: Choice): SeriesKey => ({ deviceId, label })

/** The choice without this value, or with it where there is room. */
export function toggled(choices: readonly Choice[], { deviceId, label }: SeriesKey): readonly Choice[] {
  const rest = choices.filter((each) => each.deviceId !== deviceId || each.label !== label)
  if (rest.length < choices.length) return rest
  if (choices.length >= seriesMost) return choices
  const taken = new Set(choices.map(({ look }) => look))
  let look = 0
  while (taken.has(look)) look++
  return [...choices, { deviceId, label, look }]
}

export const choiceOf = (keys: readonly SeriesKey[]): readonly Choice[] =>
  keys.reduce<readonly Choice[]>(toggled, [])

/** A choice as the browser kept it, from whatever version of this program. */
export function keptChoice(kept: unknown): readonly Choice[] {
  const choices: Choice[] = []
  for (const each of Array.isArray(kept) ? (kept as readonly unknown[]) : []) {
    if (typeof each !== 'object' || each === null) continue
    const { deviceId, label, look } = each as Readonly<Record<string, unknown>>
    if (typeof deviceId !== 'string' || typeof label !== 'string') continue
    if (choices.some((known) => keyText(known) === keyText({ deviceId, label }))) continue
    const isFree = choices.every((known) => known.look !== look)
    if (typeof look === 'number' && Number.isInteger(look) && look >= 0 && look < seriesMost && isFree)
      choices.push({ deviceId, label, look })
  }
  return choices
}
