import type { Finding } from '../../../shared/model/index.ts'
import type { ConfigEdit, DiffLine, SaveOutcome } from '../../../shared/contract/config.ts'

/** What is to be written: edits of the file with this revision. */
export interface SaveRequest {
  readonly revision: string
  readonly edits: readonly ConfigEdit[]
}

/** `diff`: the lines that it will change. */
export interface SaveAttempt {
  readonly request: SaveRequest
  readonly diff: readonly DiffLine[]
}

/** A save of config.ini, from looking at the lines that will change to what came of it. */
export type SaveState =
  | { readonly kind: 'idle' }
  | ({ readonly kind: 'review' } & SaveAttempt)
  | ({ readonly kind: 'saving' } & SaveAttempt)
  | {
      readonly kind: 'saved'
      readonly revision: string
      /** Name of the version that was replaced; null: there was no file before, or it could not be kept. */
      readonly backup: string | null
      readonly changedLines: number
    }
  | { readonly kind: 'undone'; readonly revision: string }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'conflict'
      readonly request: SaveRequest
      readonly revision: string
      readonly theirs: string
      readonly ours: string
    }
  /** What was to be written is kept, so that it can be tried again. */
  | { readonly kind: 'failed'; readonly attempt: SaveAttempt | null; readonly message: string }

/** What the gateway's answer to a save means. */
export function afterSave(outcome: SaveOutcome, request: SaveRequest, diff: readonly DiffLine[]): SaveState {
  switch (outcome.kind) {
    case 'saved':
      return {
        kind: 'saved',
        revision: outcome.revision,
        backup: outcome.backup,
        changedLines: changedLines(diff),
      }
    case 'invalid':
      return { kind: 'invalid', findings: outcome.findings }
    case 'conflict':
      return {
        kind: 'conflict',
        request,
        revision: outcome.revision,
        theirs: outcome.theirs,
        ours: outcome.ours,
      }
  }
}

/** A line that was replaced counts once. */
export function changedLines(diff: readonly DiffLine[]): number {
  let removed = 0
  let added = 0
  for (const { kind } of diff) {
    if (kind === 'removed') removed++
    else if (kind === 'added') added++
  }
  return Math.max(removed, added)
}
