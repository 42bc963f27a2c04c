import type { ConfigEdit, DiffLine } from '../../../../shared/contract/config.ts'

/** How the parts of this page have the file written; the page shows what comes of it. */
export interface Saving {
  /** Shows the lines first. `then` runs once they are written. */
  review(request: SavedEdits, then: () => void): void
  atOnce(request: SavedEdits): void
}

export interface SavedEdits {
  readonly revision: string
  readonly edits: readonly ConfigEdit[]
  readonly diff: readonly DiffLine[]
}
