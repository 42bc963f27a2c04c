import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { seriesMost } from '../../../../shared/contract/limits.ts'
import type { SeriesKey } from '../../../../shared/contract/series.ts'
import { keyText } from './series-model.ts'

export const spansMs = [60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000] as const

interface Chosen {
  /** By gateway id: another gateway has other devices. */
  readonly byGateway: Readonly<Record<string, readonly SeriesKey[]>>
  readonly spanMs: number
  choose(gatewayId: string, keys: readonly SeriesKey[]): void
  setSpan(spanMs: number): void
}

/** What this person looks at, kept in the browser. */
export const useChosen = create<Chosen>()(
  persist(
    (set) => ({
      byGateway: {},
      spanMs: spansMs[1],
      choose: (gatewayId, keys) =>
        set(({ byGateway }) => ({ byGateway: { ...byGateway, [gatewayId]: keys.slice(0, seriesMost) } })),
      setSpan: (spanMs) => set({ spanMs }),
    }),
    { name: 'gateway-ems-live' },
  ),
)

export function toggled(keys: readonly SeriesKey[], key: SeriesKey): readonly SeriesKey[] {
  const text = keyText(key)
  const rest = keys.filter((each) => keyText(each) !== text)
  return rest.length < keys.length ? rest : [...keys, key]
}
