import { useEffect, useMemo, useState } from 'react'
import type { ConfigDraft, ConfigEdit } from '../../../../shared/contract/config.ts'
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
      /** The file as it is. */
      readonly file: ConfigDraft
      /** The file with what is wanted: its findings, and the lines that would change. */
      readonly draft: ConfigDraft
      /** What `draft` was asked with; older than what is wanted while the answer is on its way. */
      readonly of: Wanted
      /** The last check that failed; `draft` is the one before it. */
      readonly trouble: string | null
    }

const draftWith = (edits: ConfigEdit[]): Promise<ConfigDraft> =>
  gateway.call('configDraft', { revision: null, edits, open: [] })

export interface Settings {
  readonly checked: Checked
  readonly wanted: Wanted
  /** The answer to what is wanted now is still on its way. */
  readonly isChecking: boolean
  want(change: (wanted: Wanted) => Wanted): void
  /** Asks again, after a failure. */
  again(): void
  /** What was wanted stands in the file now. */
  saved(): void
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
        const file = await draftWith([])
        const draft = of.size === 0 ? file : await draftWith(editsOf(of))
        if (isCurrent) setChecked({ kind: 'ready', file, draft, of, trouble: null })
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
    saved() {
      setChecked((known) => (known.kind === 'ready' ? { ...known, file: known.draft } : known))
      want(() => new Map())
      setRound((number) => number + 1)
    },
  }
}
