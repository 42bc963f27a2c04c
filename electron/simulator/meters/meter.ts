import type { RegisterImage } from './register-image.ts'

/** How a meter takes a request at this moment. */
export type Presence =
  | 'answers'
  /** The connection stays, no answer comes. */
  | 'silent'
  /** The connection is closed without an answer. */
  | 'closes'

/** A simulated meter: a pure picture of its registers at a time. */
export interface Meter {
  readonly name: string
  readonly unitId: number
  /** The registers as they are at `nowMs` (ms since the epoch). */
  imageAt(nowMs: number): RegisterImage
  presenceAt(nowMs: number): Presence
}

/** Time comes in from outside, so that a test can make a day pass. */
export interface SimulatorClock {
  /** Milliseconds since the epoch. */
  wallMs(): number
}

export interface MeterOptions {
  readonly seed: number
  readonly unitId: number
  /** When the simulation begins, ms since the epoch. */
  readonly startMs: number
}
