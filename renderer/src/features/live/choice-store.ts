import { useState } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { useWelcome } from '../../ipc/hooks.ts'
import { type Choice, keptChoice } from './chosen.ts'

export const spansMs = [60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000] as const
export type SpanMs = (typeof spansMs)[number]

interface Chosen {
  /** By gateway id: another gateway has other devices. */
  readonly byGateway: Readonly<Record<string, readonly Choice[]>>
  readonly spanMs: SpanMs
  choose(gatewayId: string, choices: readonly Choice[]): void
  setSpan(spanMs: SpanMs): void
}

/** What this person looks at, kept in the browser. */
export const useChosen = create<Chosen>()(
  persist(
    (set) => ({
      byGateway: {},
      spanMs: spansMs[1],
      choose: (gatewayId, choices) =>
        set(({ byGateway }) => ({ byGateway: { ...byGateway, [gatewayId]: choices } })),
      setSpan: (spanMs) => set({ spanMs }),
    }),
    {
      name: 'gateway-ems-live',
      merge: (kept, fresh) => {
        const { byGateway, spanMs } = (kept ?? {}) as Partial<Record<keyof Chosen, unknown>>
        const entries = typeof byGateway === 'object' && byGateway !== null ? Object.entries(byGateway) : []
        return {
          ...fresh,
          byGateway: Object.fromEntries(entries.map(([id, each]) => [id, keptChoice(each)])),
          spanMs: spansMs.find((known) => known === spanMs) ?? fresh.spanMs,
        }
      },
    },
  ),
)

const nothing: readonly Choice[] = []

/** What is chosen of this gateway; through a lost connection too. */
export function useChoice(): readonly [readonly Choice[], ((next: readonly Choice[]) => void) | null] {
  const [lastId, setLastId] = useState<string | null>(null)
  const gatewayId = useWelcome()?.gatewayId ?? lastId
  if (gatewayId !== lastId) setLastId(gatewayId)
  const { byGateway, choose } = useChosen()
  return [
    (gatewayId === null ? undefined : byGateway[gatewayId]) ?? nothing,
    gatewayId === null ? null : (next) => choose(gatewayId, next),
  ]
}
