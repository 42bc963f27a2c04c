import { useState } from 'react'
import type { Result } from '../../../../shared/contract/commands.ts'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { gateway } from '../../ipc/gateway.ts'

type Reading = Extract<Result<'readDraft'>, { readonly kind: 'read' }>['reading']

export type ReadState =
  | { readonly kind: 'idle' }
  /** `last` stays in view meanwhile. */
  | { readonly kind: 'reading'; readonly last: Reading | null }
  /** `edits`: those that it was read with. */
  | { readonly kind: 'read'; readonly reading: Reading; readonly edits: readonly ConfigEdit[] }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  | { readonly kind: 'failed'; readonly message: string }

export interface ReadRequest {
  readonly revision: string
  readonly edits: readonly ConfigEdit[]
  readonly section: string
  /** Of a section with several units; null: its first one. */
  readonly deviceId: string | null
}

export interface ReadNow {
  readonly state: ReadState
  read(request: ReadRequest): Promise<void>
  /** Settings were changed: why they could not be read with says nothing any more. */
  forgetTrouble(): void
}

/** Reads the device with settings that need not be saved. */
export function useReadNow(): ReadNow {
  const [state, setState] = useState<ReadState>({ kind: 'idle' })
  return {
    state,
    async read(request) {
      setState((known) => ({ kind: 'reading', last: readingOf(known) }))
      try {
        const answer = await gateway.call('readDraft', { ...request, edits: [...request.edits] })
        setState(answer.kind === 'read' ? { ...answer, edits: request.edits } : answer)
      } catch (error) {
        setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
      }
    },
    forgetTrouble: () =>
      setState((known) => (known.kind === 'invalid' || known.kind === 'failed' ? { kind: 'idle' } : known)),
  }
}

export function readingOf(state: ReadState): Reading | null {
  if (state.kind === 'read') return state.reading
  return state.kind === 'reading' ? state.last : null
}
