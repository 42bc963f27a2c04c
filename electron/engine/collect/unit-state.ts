import { backOffMs } from '../back-off.ts'
import { assertNever } from '../../../shared/assert-never.ts'

/** Whether a unit on a link answers. Kept per link and unit id: two devices behind one unit share it. */
export type UnitState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'answering' }
  /** It does not answer. It is probed with one try each time, ever more rarely. */
  | {
      readonly kind: 'silent'
      readonly attempt: number
      /** Monotonic. */
      readonly retryAtMs: number
      readonly reason: string
    }

export type UnitEvent =
  | { readonly kind: 'answered' }
  | {
      readonly kind: 'silent'
      readonly nowMs: number
      readonly reason: string
      readonly retryDelayMs: number
      /** 0 <= random < 1, for the jitter. */
      readonly random: number
    }

export function nextUnitState(state: UnitState, event: UnitEvent): UnitState {
  switch (event.kind) {
    case 'answered':
      return { kind: 'answering' }
    case 'silent': {
      const attempt = state.kind === 'silent' ? state.attempt + 1 : 1
      return {
        kind: 'silent',
        attempt,
        retryAtMs: event.nowMs + backOffMs(event.retryDelayMs, attempt, event.random),
        reason: event.reason,
      }
    }
    default:
      return assertNever(event)
  }
}
