import { useState } from 'react'
import type { Args } from '../../../../shared/contract/commands.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { gateway } from '../../ipc/gateway.ts'

export type SavingProfile =
  | { readonly kind: 'asked' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly id: string; readonly path: string }
  /** Under this id there is one; it is replaced when it is said so. */
  | { readonly kind: 'exists'; readonly path: string }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  | { readonly kind: 'failed'; readonly message: string }

export interface SaveProfile {
  readonly state: SavingProfile
  save(request: Args<'saveProfile'>): Promise<void>
  /** Something else was typed: what was said of the last try says nothing any more. */
  askAgain(): void
}

export function useSaveProfile(): SaveProfile {
  const [state, setState] = useState<SavingProfile>({ kind: 'asked' })
  return {
    state,
    async save(request) {
      setState({ kind: 'saving' })
      try {
        setState(await gateway.call('saveProfile', request))
      } catch (error) {
        setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
      }
    },
    askAgain: () => setState((known) => (known.kind === 'saving' ? known : { kind: 'asked' })),
  }
}
