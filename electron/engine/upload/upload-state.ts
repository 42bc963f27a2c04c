import { assertNever } from '../../../shared/assert-never.ts'
import type { UploadState } from '../../../shared/model/index.ts'
import type { Rejection } from '../store/batch.ts'
import type { Verdict } from './answer.ts'

/** The same moment by both clocks: waits go by the monotonic one, people read the other. */
export interface Moment {
  readonly monotonicMs: number
  readonly wallMs: number
}

export interface UploaderState {
  /** What others see. Trouble stays visible until an answer ends it: a new try or configuration alone is no cure. */
  readonly shown: UploadState
  /** Earliest next request, monotonic. */
  readonly notBeforeMs: number
  /** Consecutive failures. */
  readonly attempt: number
  /** The API finds larger batches too large. */
  readonly sizeLimit: { readonly readings: number; readonly untilMs: number } | null
}

export type UploaderEvent =
  /** Another configuration; also the way out of every wait. */
  | { readonly kind: 'configured'; readonly on: boolean }
  | { readonly kind: 'sending' }
  | { readonly kind: 'nothing-to-send' }
  | {
      readonly kind: 'verdict'
      readonly verdict: Verdict
      /** Readings in the batch. */
      readonly count: number
      readonly at: Moment
      /** 0 <= random < 1 */
      readonly random: number
    }

/** What is to be done with the batch in the journal. */
export type Settlement =
  | { readonly kind: 'keep' }
  | { readonly kind: 'acknowledge'; readonly rejected: readonly Rejection[] }
  | { readonly kind: 'halve' }
  | { readonly kind: 'dissolve' }
  | { readonly kind: 'bury'; readonly reason: string }

export interface UploaderStep {
  readonly state: UploaderState
  readonly settlement: Settlement
}

export const initialUploaderState: UploaderState = {
  shown: { kind: 'off' },
  notBeforeMs: 0,
  attempt: 0,
  sizeLimit: null,
}

export const firstBackOffMs = 1_000
export const longestBackOffMs = 60_000
export const refusedPauseMs = 60_000
export const longestRetryAfterMs = 600_000
export const sizeLimitMs = 3_600_000

export function nextUpload(state: UploaderState, event: UploaderEvent): UploaderStep {
  switch (event.kind) {
    case 'configured': {
      const shown: UploadState = inTrouble(state.shown) ? state.shown : { kind: 'idle' }
      return kept(event.on ? { ...initialUploaderState, shown } : initialUploaderState)
    }
    case 'sending':
      return kept(inTrouble(state.shown) ? state : { ...state, shown: { kind: 'sending' } })
    case 'nothing-to-send':
      return kept({ ...state, shown: { kind: 'idle' }, attempt: 0, notBeforeMs: 0 })
    case 'verdict':
      return onVerdict(state, event)
    default:
      return assertNever(event)
  }
}

function onVerdict(state: UploaderState, event: UploaderEvent & { readonly kind: 'verdict' }): UploaderStep {
  const { verdict, count, at } = event
  switch (verdict.kind) {
    case 'delivered':
      return { state: inOrder(state), settlement: { kind: 'acknowledge', rejected: verdict.rejected } }
    case 'offending':
      return {
        state: inOrder(state),
        settlement: count > 1 ? { kind: 'halve' } : { kind: 'bury', reason: verdict.reason },
      }
    case 'too-large': {
      // A single reading that is too large is so in any batch.
      if (count === 1) return { state: inOrder(state), settlement: { kind: 'bury', reason: verdict.reason } }
      const sizeLimit = { readings: Math.floor(count / 2), untilMs: at.monotonicMs + sizeLimitMs }
      return { state: { ...inOrder(state), sizeLimit }, settlement: { kind: 'dissolve' } }
    }
    case 'refused': {
      const { status, reason } = verdict
      const shown = { kind: 'refused', status, reason, retryAtMs: at.wallMs + refusedPauseMs } as const
      return kept({ ...state, shown, attempt: 0, notBeforeMs: at.monotonicMs + refusedPauseMs })
    }
    case 'failed': {
      const attempt = state.attempt + 1
      const waitMs = Math.max(
        fullJitterMs(attempt, event.random),
        Math.min(verdict.retryAfterMs ?? 0, longestRetryAfterMs),
      )
      const { reason } = verdict
      const shown = { kind: 'backoff', attempt, retryAtMs: Math.round(at.wallMs + waitMs), reason } as const
      return kept({ ...state, shown, attempt, notBeforeMs: at.monotonicMs + waitMs })
    }
    default:
      return assertNever(verdict)
  }
}

const kept = (state: UploaderState): UploaderStep => ({ state, settlement: { kind: 'keep' } })

const inTrouble = ({ kind }: UploadState): boolean => kind === 'backoff' || kind === 'refused'

/** The API took what it was given: trouble is over, and that is shown before the next batch goes out. */
function inOrder(state: UploaderState): UploaderState {
  const shown: UploadState = inTrouble(state.shown) ? { kind: 'idle' } : state.shown
  return { ...state, shown, attempt: 0, notBeforeMs: 0 }
}

/** Anything up to 1 s, 2 s, 4 s … 60 s: gateways that failed together come back one by one. */
export function fullJitterMs(attempt: number, random: number): number {
  return random * Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(attempt - 1, 16))
}

/** Readings in a new batch at most. */
export function batchSizeOf({ sizeLimit }: UploaderState, configured: number, monotonicMs: number): number {
  if (sizeLimit === null || monotonicMs >= sizeLimit.untilMs) return configured
  return Math.min(configured, sizeLimit.readings)
}
