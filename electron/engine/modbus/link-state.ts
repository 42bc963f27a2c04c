import { assertNever } from '../../../shared/assert-never.ts'
import { backOffMs } from '../back-off.ts'

/** Connection of a link. `failures` counts what went wrong since something was last answered. */
export type ConnectionState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'connecting'; readonly failures: number }
  | { readonly kind: 'open'; readonly failures: number }
  /** `retryAtMs` is monotonic. */
  | {
      readonly kind: 'backoff'
      readonly failures: number
      readonly retryAtMs: number
      readonly reason: string
    }

export type ConnectionEvent =
  /** `isExtra`: before its time, since somebody wants to know; should it fail, the next wait is no longer than this one was. */
  | { readonly kind: 'dial'; readonly isExtra: boolean }
  | { readonly kind: 'opened' }
  /** The peer answered: it is there, whatever it said. */
  | { readonly kind: 'answered' }
  /** A dial failed, or a connection broke that never answered anything. `jitter`: 0 <= x < 1. */
  | {
      readonly kind: 'failed'
      readonly reason: string
      readonly nowMs: number
      /** 0 <= random < 1, for the jitter. */
      readonly random: number
    }
  /** We let go of it, or the peer hung up after it had answered: the next read dials at once. */
  | { readonly kind: 'released' }
  /** The link itself is closed, for good. */
  | { readonly kind: 'closed' }

export interface BackOffLimits {
  readonly firstMs: number
  readonly mostMs: number
}

export function nextConnection(
  state: ConnectionState,
  event: ConnectionEvent,
  limits: BackOffLimits,
): ConnectionState {
  switch (event.kind) {
    case 'dial':
      return {
        kind: 'connecting',
        failures: event.isExtra ? Math.max(0, state.failures - 1) : state.failures,
      }
    case 'opened':
      return { kind: 'open', failures: state.failures }
    case 'answered':
      return state.failures === 0 ? state : { ...state, failures: 0 }
    case 'failed': {
      const failures = state.failures + 1
      const retryAtMs = event.nowMs + backOffMs(limits.firstMs, failures, event.random, limits.mostMs)
      return { kind: 'backoff', failures, retryAtMs, reason: event.reason }
    }
    case 'released':
      return state.kind === 'backoff' ? state : { kind: 'closed', failures: state.failures }
    case 'closed':
      return { kind: 'closed', failures: 0 }
    default:
      return assertNever(event)
  }
}
