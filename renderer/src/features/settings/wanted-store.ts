import { useCallback } from 'react'
import { create } from 'zustand'
import { useWelcome } from '../../ipc/hooks.ts'
import type { Wanted } from './draft.ts'

interface Kept {
  /** Gateway that the wishes are for: they must not end up in another one's file. */
  readonly gatewayId: string
  readonly wanted: Wanted
}

const nothing: Wanted = new Map()

/** Unsaved changes outlive a look at another page. */
const useKept = create<Kept>()(() => ({ gatewayId: '', wanted: nothing }))

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
useKept.subscribe(({ wanted }) => {
  if (wanted.size > 0) addEventListener('beforeunload', askBeforeLeaving)
  else removeEventListener('beforeunload', askBeforeLeaving)
})

/** What the person wants of this gateway's [DEFAULT], and how that is changed. */
export function useWanted(): readonly [Wanted, (change: (wanted: Wanted) => Wanted) => void] {
  const gatewayId = useWelcome()?.gatewayId ?? null
  const kept = useKept()
  const isOfThis = gatewayId === null || kept.gatewayId === gatewayId
  const want = useCallback(
    (change: (wanted: Wanted) => Wanted) =>
      useKept.setState((known) => {
        const id = gatewayId ?? known.gatewayId
        return { gatewayId: id, wanted: change(known.gatewayId === id ? known.wanted : nothing) }
      }),
    [gatewayId],
  )
  return [isOfThis ? kept.wanted : nothing, want]
}
