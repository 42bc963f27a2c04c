import type { Clock } from '../clock.ts'

/** A smaller difference is a clock being slewed, or rounding; it is not worth a jump in the time stamps. */
const stepMs = 1_000
/** A journal further ahead than this was written under a clock that was plainly wrong. */
const plausibleLeadMs = 24 * 3_600_000

export type ClockStep =
  /** The wall clock was set ahead (or the computer slept): time stamps follow it at once. */
  | { readonly kind: 'forward'; readonly byMs: number }
  /** The wall clock was set back: time stamps go on from where they were. */
  | { readonly kind: 'held'; readonly byMs: number }

/**
 * UTC that never runs backwards within a process, made from the monotonic clock.
 *
 * The wall clock is looked at once at the start; later it only matters when it was set. Steps ahead are taken
 * over (a small computer without a battery clock starts in the past and learns the time later); steps back are
 * not, because two readings of a meter must never change places.
 */
export interface Timeline {
  /** UTC in ms at a moment of the monotonic clock. */
  utcMs(monotonicMs: number): number
  /** How far the time stamps have been moved ahead since the start, ms. */
  readonly shiftMs: number
  /** Compares with the wall clock; call it at the beginning of a slot. */
  check(): void
}

/**
 * @param newestStoredMs newest time stamp in the journal: a clock set back during a restart is held as well
 * @param onStep hears of each step once
 */
export function createTimeline(
  clock: Clock,
  newestStoredMs: number | null,
  onStep: (step: ClockStep) => void,
): Timeline {
  const wallMs = clock.wallMs()
  const lead = newestStoredMs === null ? 0 : newestStoredMs - wallMs
  const startMs = lead > 0 && lead <= plausibleLeadMs ? wallMs + lead : wallMs
  const anchorMs = startMs - clock.monotonicMs()
  let shiftMs = 0
  let heldMs = startMs - wallMs
  return {
    utcMs: (monotonicMs) => Math.round(monotonicMs + anchorMs + shiftMs),
    get shiftMs() {
      return shiftMs
    },
    check() {
      const aheadMs = clock.wallMs() - clock.monotonicMs() - anchorMs - shiftMs
      if (aheadMs > stepMs) {
        shiftMs += aheadMs
        heldMs = 0
        onStep({ kind: 'forward', byMs: aheadMs })
        return
      }
      const behindMs = -aheadMs
      const news = behindMs > heldMs + stepMs
      heldMs = behindMs > stepMs ? behindMs : 0
      if (news) onStep({ kind: 'held', byMs: behindMs })
    },
  }
}
