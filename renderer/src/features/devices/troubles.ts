import type { MeasurementRow } from '../../../../shared/contract/common.ts'

export interface Trouble {
  readonly words: string
  /** The values that have it, as they were asked. */
  readonly labels: readonly string[]
}

/** Why values are missing or not to be trusted: each reason once, with the values that it holds for. */
export function troublesIn(
  values: readonly Pick<MeasurementRow, 'label' | 'quality' | 'detail'>[],
): readonly Trouble[] {
  const bad = values.filter(({ quality }) => quality !== 'GOOD')
  const byWords = Map.groupBy(bad, ({ quality, detail }) => detail ?? quality)
  return [...byWords].map(([words, all]) => ({ words, labels: all.map(({ label }) => label) }))
}
