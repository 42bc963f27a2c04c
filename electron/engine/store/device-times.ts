import type { DatabaseSync } from 'node:sqlite'
import type { Reading } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { numberOf, textOf } from './database.ts'

/** A time further ahead of the clock than this was written under a clock that was plainly wrong: nothing waits for it. */
const plausibleLeadMs = 24 * 3_600_000

interface Times {
  readonly slotMs: number
  readonly timestampMs: number
}

/** The newest times of each device: within a device neither slot nor time stamp runs backwards. */
export class DeviceTimes {
  readonly #clock: Clock
  readonly #newest = new Map<string, Times>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  load(db: DatabaseSync): void {
    for (const row of db.prepare('SELECT id, last_slot_ms, last_timestamp_ms FROM devices').all()) {
      const times = { slotMs: numberOf(row['last_slot_ms']), timestampMs: numberOf(row['last_timestamp_ms']) }
      this.#newest.set(textOf(row['id']), times)
    }
  }

  /** The reading with times that are not before those of its predecessor. */
  inOrder(reading: Reading): Reading {
    const { deviceId } = reading
    const newest = this.#newest.get(deviceId)
    const slotMs = notBefore(reading.slotMs, newest?.slotMs)
    const timestampMs = notBefore(reading.timestampMs, newest?.timestampMs)
    this.#newest.set(deviceId, { slotMs, timestampMs })
    const unchanged = slotMs === reading.slotMs && timestampMs === reading.timestampMs
    return unchanged ? reading : { ...reading, slotMs, timestampMs }
  }

  lastSlotMs(deviceId: string): number | null {
    const slotMs = this.#newest.get(deviceId)?.slotMs
    return slotMs === undefined || !this.#plausible(slotMs) ? null : slotMs
  }

  newestTimestampMs(): number | null {
    let newestMs: number | null = null
    for (const { timestampMs } of this.#newest.values()) {
      if (this.#plausible(timestampMs) && timestampMs > (newestMs ?? 0)) newestMs = timestampMs
    }
    return newestMs
  }

  #plausible(ms: number): boolean {
    return ms - this.#clock.wallMs() <= plausibleLeadMs
  }
}

function notBefore(ms: number, newestMs: number | undefined): number {
  return newestMs !== undefined && ms < newestMs && newestMs - ms <= plausibleLeadMs ? newestMs : ms
}
