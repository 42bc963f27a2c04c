import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { RunCost, RunRequest } from '../../../../shared/contract/tester.ts'
import { gateway } from '../../ipc/gateway.ts'

export type Cost =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known'; readonly cost: RunCost }
  | { readonly kind: 'failed'; readonly message: string }

const unknown: Cost = { kind: 'unknown' }
const typingMs = 250
/** A refusal may hold only until another run has ended. */
const againMs = 2_000

/** What a run would take, as it is being set up. @param round changes when it is to be asked again */
export function useCost(request: RunRequest | null, round: unknown): Cost {
  const [cost, setCost] = useState<Cost>(unknown)
  const [key] = useDebouncedValue(request === null ? null : JSON.stringify(request), typingMs)
  useEffect(() => {
    if (key === null) return
    let isWanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    async function ask(text: string): Promise<void> {
      const next = await costOf(JSON.parse(text) as RunRequest)
      if (!isWanted) return
      setCost(next)
      if (next.kind === 'failed' || next.cost.refusal !== null)
        timer = setTimeout(() => void ask(text), againMs)
    }
    void ask(key)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
    // Another round may cost something else.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [key, round])
  return key === null ? unknown : cost
}

async function costOf(request: RunRequest): Promise<Exclude<Cost, { kind: 'unknown' }>> {
  try {
    return { kind: 'known', cost: await gateway.call('runCost', { request }) }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
