import { performance } from 'node:perf_hooks'

/** Time comes in through the constructor, so that a test can set the wall clock back. */
export interface Clock {
  /** Never runs backwards, unaffected by clock changes; for schedules, deadlines and latencies. */
  monotonicMs(): number
  /** Milliseconds since the epoch; for time stamps only. */
  wallMs(): number
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
}
