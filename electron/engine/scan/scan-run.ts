import type { RunProgress } from '../../../shared/contract/tester.ts'
import type { LinkConfig } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Link } from '../modbus/link.ts'

/** How a scan ended. What was found until then is there in each case. */
export type ScanEnd<Result> =
  | { readonly kind: 'done' | 'aborted'; readonly result: Result }
  /** It could not be gone on with; `trouble` says why. */
  | { readonly kind: 'failed'; readonly result: Result; readonly trouble: string }

/** A line that a scan asks through. */
export interface ScanLine {
  readonly link: Link
  /** Of that link: what the scan costs depends on it, and whether there are broadcasts. */
  readonly config: LinkConfig
  /** Wait for one answer. */
  readonly timeoutMs: number
  /** Extra silence between two requests. */
  readonly requestDelayMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Hears of each step; what it is given never changes. */
export type OnScanProgress<Result> = (result: Result, progress: RunProgress) => void
