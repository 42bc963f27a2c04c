import type { DiffLine } from '../../../../shared/contract/config.ts'
import type { SaveRequest } from '../../app/save-state.ts'

/** How the parts of this page have the file written; the page shows what comes of it. */
export interface Saving {
  /** Shows the lines first. `then` runs once they are written. */
  review(request: SaveRequest, diff: readonly DiffLine[], then: () => void): void
  /** Finds out which lines, and shows them. */
  propose(request: SaveRequest): void
  atOnce(request: SaveRequest): void
}
