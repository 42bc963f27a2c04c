import type { Loss, Reading } from '../../../shared/model/index.ts'
import { serializeReading } from './wire.ts'

/** A reading that has no number yet. Serialised on arrival: text takes less memory than what it was made from. */
export interface WaitingReading {
  readonly deviceId: string
  readonly slotMs: number
  readonly timestampMs: number
  /** Wire form without `seq`. */
  readonly json: string
}

/** Readings between the collector and the file, oldest first. When the disk fails for too long the oldest are lost. */
export class WaitingReadings {
  readonly #limit: number
  readonly #longestTotal: number
  #readings: WaitingReading[] = []
  /** Readings before this index are done with; moving the rest at each of them would be quadratic. */
  #head = 0
  #characters = 0
  #lost: Loss | null = null

  /**
   * @param limit readings that may wait
   * @param longestTotal characters that may wait; nearly all of them take one byte
   */
  constructor(limit: number, longestTotal = 256 * 1_048_576) {
    this.#limit = limit
    this.#longestTotal = longestTotal
  }

  get count(): number {
    return this.#readings.length - this.#head
  }

  get characters(): number {
    return this.#characters
  }

  push(reading: Reading, nowMs: number): void {
    const json = serializeReading(reading)
    const { deviceId, slotMs, timestampMs } = reading
    this.#readings.push({ deviceId, slotMs, timestampMs, json })
    this.#characters += json.length
    while (this.count > this.#limit || (this.#characters > this.#longestTotal && this.count > 1))
      this.#lose(nowMs)
  }

  /** The oldest ones, at least one where any waits. They stay until `settle`. */
  peek(maxCount: number, maxCharacters: number): readonly WaitingReading[] {
    const chunk: WaitingReading[] = []
    let characters = 0
    for (const reading of this.#readings.slice(this.#head, this.#head + maxCount)) {
      characters += reading.json.length
      if (chunk.length > 0 && characters > maxCharacters) break
      chunk.push(reading)
    }
    return chunk
  }

  /** The oldest `count` are in the file. */
  settle(count: number): void {
    for (let i = 0; i < count; i++) this.#shift()
  }

  /** What was lost here and is in no ledger yet. */
  get lost(): Loss | null {
    return this.#lost
  }

  /** The ledger has it. */
  settleLost(): void {
    this.#lost = null
  }

  #lose(nowMs: number): void {
    const gone = this.#shift()
    if (gone === undefined) return
    const before = this.#lost
    this.#lost = {
      count: (before?.count ?? 0) + 1,
      firstSeq: null,
      lastSeq: null,
      firstSlotMs: Math.min(before?.firstSlotMs ?? gone.slotMs, gone.slotMs),
      lastSlotMs: Math.max(before?.lastSlotMs ?? gone.slotMs, gone.slotMs),
      reason: 'memory-limit',
      recordedAtMs: nowMs,
    }
  }

  #shift(): WaitingReading | undefined {
    const reading = this.#readings[this.#head]
    if (reading === undefined) return undefined
    this.#head += 1
    this.#characters -= reading.json.length
    if (this.#head >= 1_024 && this.#head * 2 >= this.#readings.length) {
      this.#readings = this.#readings.slice(this.#head)
      this.#head = 0
    }
    return reading
  }
}
