/** How often something may be said before it only counts. */
export const FLAP_WINDOW_MS = 10 * 60_000
export const FLAP_LINES = 6

/** What was said about one subject in the running window. */
export interface Flaps {
  readonly windowStartMs: number
  readonly said: number
  readonly unsaid: number
}

export interface FlapVerdict {
  readonly flaps: Flaps
  readonly say: boolean
  /** Not said in the window that has just ended; worth a word with the next line. */
  readonly unsaidBefore: number
}

/** A cable with a loose contact changes state a hundred thousand times a year; the log keeps its beginning and a count. */
export function nextFlap(flaps: Flaps | undefined, nowMs: number): FlapVerdict {
  if (flaps === undefined || nowMs - flaps.windowStartMs >= FLAP_WINDOW_MS) {
    return {
      flaps: { windowStartMs: nowMs, said: 1, unsaid: 0 },
      say: true,
      unsaidBefore: flaps?.unsaid ?? 0,
    }
  }
  if (flaps.said < FLAP_LINES) {
    return { flaps: { ...flaps, said: flaps.said + 1 }, say: true, unsaidBefore: 0 }
  }
  return { flaps: { ...flaps, unsaid: flaps.unsaid + 1 }, say: false, unsaidBefore: 0 }
}
