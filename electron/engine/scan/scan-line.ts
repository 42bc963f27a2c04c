import { setTimeout as sleep } from 'node:timers/promises'
import type { UnitId } from '../../../shared/model/index.ts'
import { busyPauseMs, isBusyCode } from '../modbus/exception-text.ts'
import type { ReadOutcome, ReadRequest } from '../modbus/request.ts'
import type { ScanLine } from './scan-run.ts'

/** Tries of one request while the connection is down, and the longest wait before one. */
const mostDials = 3
const longestDialWaitMs = 5_000
const mostBusyTries = 5

/** The requests of a scan, one at a time. A connection that was open once is waited for, within bounds. */
export class ScanAsker {
  readonly #line: ScanLine
  #wasOpen = false
  #requests = 0

  constructor(line: ScanLine) {
    this.#line = line
  }

  /** Handed to the link so far; what the link asks besides, to get back in step, does not count. */
  get requests(): number {
    return this.#requests
  }

  /** Whether anything but the lack of a connection was ever met. */
  get wasOpen(): boolean {
    return this.#wasOpen
  }

  async ask(unitId: UnitId, request: ReadRequest): Promise<ReadOutcome> {
    const { link, clock, timeoutMs, requestDelayMs, signal } = this.#line
    for (let dials = 1; ; dials += 1) {
      this.#requests += 1
      const dueMs = clock.monotonicMs()
      const outcome = await link.read(unitId, request, { timeoutMs, requestDelayMs, dueMs, signal })
      if (outcome.kind !== 'link-down') {
        this.#wasOpen ||= outcome.kind !== 'aborted'
        return outcome
      }
      // Where nothing was ever open, waiting would only keep the reason from the technician.
      if (!this.#wasOpen || dials >= mostDials) return outcome
      if (link.state.kind === 'backoff') await this.#pause(link.state.retryAtMs - clock.wallMs())
    }
  }

  /** The same, and again while the unit says that it is busy. */
  async askPatiently(unitId: UnitId, request: ReadRequest): Promise<ReadOutcome> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.ask(unitId, request)
      const isBusy = outcome.kind === 'exception' && isBusyCode(outcome.code)
      if (!isBusy || tries >= mostBusyTries) return outcome
      await this.#pause(busyPauseMs)
    }
  }

  /** Ends early with the scan. */
  async #pause(ms: number): Promise<void> {
    const waitMs = Math.min(Math.max(ms, 1), longestDialWaitMs)
    await sleep(waitMs, undefined, { signal: this.#line.signal }).catch(() => undefined)
  }
}
