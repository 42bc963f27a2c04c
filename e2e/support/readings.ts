import { deviceId, type EngineEvent, type Measurement, type Reading } from '../../shared/model/index.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { type Journal, type JournalOptions, openJournal } from '../../electron/engine/store/journal.ts'

/** 2026-11-23T20:15:00Z */
export const startMs = 1_795_464_900_000

export interface ReadingParts {
  readonly device?: string
  readonly slotMs?: number
  readonly values?: number
  /** Makes the reading about this many characters longer. */
  readonly padding?: number
}

/** Reading number `index` of a device that is read every second. */
export function readingAt(
  index: number,
  { device = 'METER_1', values = 2, padding = 0, slotMs = startMs + 1_000 * index }: ReadingParts = {},
): Reading {
  const measurements = new Map<string, Measurement>()
  for (let i = 0; i < values; i++) {
    measurements.set(`Voltage_L${i + 1}`, { value: 230 + i + (index % 10) / 10, unit: 'V', quality: 'GOOD' })
  }
  if (padding > 0) measurements.set('Note', { value: 'x'.repeat(padding), unit: '', quality: 'GOOD' })
  return {
    deviceId: deviceId(device),
    deviceName: 'Energy_Meter_01',
    deviceType: 'ENERGY_METER',
    timestampMs: slotMs + 212,
    slotMs,
    latencyMs: 12.4,
    measurements,
  }
}

export const largeLimits = { maxSizeBytes: 2_000_000_000, maxAgeMs: 30 * 86_400_000 }

/** A clock that stands still until it is set. */
export class SetClock {
  wall = startMs
  monotonic = 0
  readonly wallMs = (): number => this.wall
  readonly monotonicMs = (): number => this.monotonic
}

export interface OpenedJournal {
  readonly journal: Journal
  readonly clock: SetClock
  readonly events: readonly EngineEvent[]
}

export function openTestJournal(dir: string, options: Partial<JournalOptions> = {}): OpenedJournal {
  const clock = new SetClock()
  const events: EngineEvent[] = []
  const journal = openJournal({
    dir,
    clock,
    logger: silentLogger,
    sink: (event) => events.push(event),
    limits: largeLimits,
    outputs: ['rest'],
    ...options,
  })
  return { journal, clock, events }
}

export function appendMany(journal: Journal, from: number, to: number, parts: ReadingParts = {}): void {
  for (let index = from; index < to; index++) journal.append(readingAt(index, parts))
}
