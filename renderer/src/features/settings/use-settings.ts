import { useEffect, useMemo, useState } from 'react'
import type { ConfigDraft } from '../../../../shared/contract/config.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useTopic } from '../../ipc/hooks.ts'
import { editsOf, type Wanted } from './draft.ts'
import { useWanted } from './wanted-store.ts'

const settleMs = 200

export type Checked =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'ready'
      readonly draft: ConfigDraft
      /** What `draft` was asked with; older than what is wanted while the answer is on its way. */
      readonly of: Wanted
      /** The last check that failed; `draft` is the one before it. */
      readonly trouble: string | null
    }

export interface Settings {
  readonly checked: Checked
  readonly wanted: Wanted
  /** The answer to what is wanted now is still on its way. */
  readonly isChecking: boolean
  want(change: (wanted: Wanted) => Wanted): void
  /** Asks again, after a failure. */
  again(): void
}

/**
 * The global keys of config.ini with what the person wants changed, checked by the gateway as it is typed. Wishes are
 * for keys, not for lines: when somebody else changes the file they are put on top of the new one.
 */
export function useSettings(): Settings {
  const [checked, setChecked] = useState<Checked>({ kind: 'loading' })
  const [wanted, want] = useWanted()
  const [round, setRound] = useState(0)
  const config = useTopic('config', {})
  const onDisk = config.kind === 'ready' ? config.data.revision : null
  const request = useMemo(() => ({ wanted, onDisk, round }), [wanted, onDisk, round])

  useEffect(() => {
    let isCurrent = true
    async function check(): Promise<void> {
      const { wanted: of } = request
      try {
        const draft = await gateway.call('configDraft', { revision: null, edits: editsOf(of), open: [] })
        if (isCurrent) setChecked({ kind: 'ready', draft, of, trouble: null })
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        if (!isCurrent) return
        setChecked((known) =>
          known.kind === 'ready' ? { ...known, of, trouble: message } : { kind: 'failed', message },
        )
      }
    }
    const timer = setTimeout(() => void check(), settleMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [request])

  return {
    checked,
    wanted,
    isChecking: checked.kind === 'ready' && checked.of !== wanted,
    want,
    again: () => setRound((number) => number + 1),
  }
}
