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
  | { readonly kind: 'read'; readonly reading: Reading }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  | { readonly kind: 'failed'; readonly message: string }

export interface ReadRequest {
  readonly revision: string
  readonly edits: readonly ConfigEdit[]
  readonly section: string
  /** Of a section with several units; null: its first one. */
  readonly deviceId: string | null
}

/** Reads the device with settings that need not be saved. */
export function useReadNow(): { readonly state: ReadState; read(request: ReadRequest): Promise<void> } {
  const [state, setState] = useState<ReadState>({ kind: 'idle' })
  return {
    state,
    async read(request) {
      setState((known) => ({ kind: 'reading', last: readingOf(known) }))
      try {
        setState(await gateway.call('readDraft', { ...request, edits: [...request.edits] }))
      } catch (error) {
        setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
      }
    },
  }
}

export function readingOf(state: ReadState): Reading | null {
  if (state.kind === 'read') return state.reading
  return state.kind === 'reading' ? state.last : null
}
