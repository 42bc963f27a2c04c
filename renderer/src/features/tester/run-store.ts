import { create } from 'zustand'
import type { RunKind } from '../../../../shared/contract/tester.ts'

interface RunChoice {
  /** The run that this window started last, by kind. */
  readonly own: Partial<Readonly<Record<RunKind, string>>>
  follow(kind: RunKind, runId: string): void
}

/** A run goes on while another page is looked at; after a reload the gateway's list says which one it was. */
export const useRunChoice = create<RunChoice>()((set) => ({
  own: {},
  follow: (kind, runId) => set(({ own }) => ({ own: { ...own, [kind]: runId } })),
}))
