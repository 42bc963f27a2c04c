import { hash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../engine/clock.ts'
import type { Admission } from './session.ts'

/** Wrong tokens from one address in a minute; then it waits until the minute is over, right token or not. */
export const wrongTokensMost = 10
const minuteMs = 60_000
/** Addresses remembered; beyond that, the one that failed longest ago is forgotten. */
const addressesMost = 1_000

interface Failures {
  readonly sinceMs: number
  readonly count: number
}

/** Lets in who knows the token. */
export class Door {
  readonly #digest: Buffer | null
  readonly #clock: Clock
  readonly #failures = new Map<string, Failures>()

  /** @param token null: nobody is asked for one */
  constructor(token: string | null, clock: Clock) {
    this.#digest = token === null ? null : digestOf(token)
    this.#clock = clock
  }

  admit(token: string | null, address: string): Admission {
    if (this.#digest === null) return { kind: 'admitted' }
    const known = this.#failures.get(address)
    const isFresh = known !== undefined && this.#clock.monotonicMs() - known.sinceMs < minuteMs
    const failures = isFresh ? known : { sinceMs: this.#clock.monotonicMs(), count: 0 }
    if (failures.count >= wrongTokensMost) {
      return { kind: 'refused', code: 'too-many', message: 'too many wrong tokens; try again in a minute' }
    }
    if (token === null) return { kind: 'refused', code: 'token', message: 'this gateway asks for its token' }
    if (timingSafeEqual(digestOf(token), this.#digest)) {
      this.#failures.delete(address)
      return { kind: 'admitted' }
    }
    this.#remember(address, { ...failures, count: failures.count + 1 })
    return { kind: 'refused', code: 'token', message: 'the token is not the one of this gateway' }
  }

  #remember(address: string, failures: Failures): void {
    this.#failures.delete(address)
    this.#failures.set(address, failures)
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > addressesMost && oldest !== undefined) this.#failures.delete(oldest)
  }
}

/** Of one length whatever the token's is, so that the comparison tells nothing. */
const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer')
