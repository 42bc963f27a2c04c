import { useEffect, useState } from 'react'
import type { DeadLetterRow } from '../../../../shared/contract/queue.ts'
import { gateway } from '../../ipc/gateway.ts'

/** Listed at once; what is more comes up when these are dealt with. */
const listedMost = 500

export type Letters =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly total: number; readonly letters: readonly DeadLetterRow[] }

/** What was done, or why not; stays in sight until the next thing is done. */
export type Deed =
  | { readonly kind: 'retried' | 'deleted' | 'exported'; readonly count: number }
  | { readonly kind: 'failed'; readonly message: string }

export interface DeadLetters {
  readonly letters: Letters
  readonly deed: Deed | null
  readonly isBusy: boolean
  reload(): void
  /** `seqs` null: all of them. */
  retry(seqs: readonly number[] | null): Promise<void>
  drop(seqs: readonly number[] | null): Promise<void>
  say(deed: Deed): void
}

/** The dead letters, read anew whenever their number changes. */
export function useDeadLetters(known: number): DeadLetters {
  const [letters, setLetters] = useState<Letters>({ kind: 'loading' })
  const [deed, setDeed] = useState<Deed | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [request, setRequest] = useState({ known, limit: listedMost })
  if (request.known !== known) setRequest({ known, limit: listedMost })

  useEffect(() => {
    let isCurrent = true
    async function load(): Promise<void> {
      try {
        const { total, letters: listed } = await gateway.call('deadLetters', { limit: request.limit })
        if (isCurrent) setLetters({ kind: 'ready', total, letters: listed })
      } catch (error) {
        if (isCurrent) setLetters({ kind: 'failed', message: messageOf(error) })
      }
    }
    void load()
    return () => void (isCurrent = false)
  }, [request])

  const reload = (): void => setRequest({ known, limit: listedMost })

  async function perform(
    name: 'retryDeadLetters' | 'dropDeadLetters',
    seqs: readonly number[] | null,
  ): Promise<void> {
    setBusy(true)
    setDeed(null)
    try {
      const { count } = await gateway.call(name, { seqs: seqs === null ? null : [...seqs] })
      setDeed({ kind: name === 'retryDeadLetters' ? 'retried' : 'deleted', count })
      reload()
    } catch (error) {
      setDeed({ kind: 'failed', message: messageOf(error) })
    }
    setBusy(false)
  }

  return {
    letters,
    deed,
    isBusy,
    reload,
    retry: (seqs) => perform('retryDeadLetters', seqs),
    drop: (seqs) => perform('dropDeadLetters', seqs),
    say: setDeed,
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
