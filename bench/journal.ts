import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { type Journal, openJournal } from '../electron/engine/store/journal.ts'
import { serializeReading } from '../electron/engine/store/wire.ts'
import { deviceId, type Measurement, type Reading } from '../shared/model/index.ts'
import type { BenchRow } from './row.ts'

const valuesPerReading = 50
const startMs = Date.UTC(2026, 10, 23)

/** Storing against one synchronous commit per reading; fixing, building and settling batches; size on disk. */
export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-journal-'))
  try {
    const readings = Array.from({ length: 10_000 }, (_, index) => readingAt(index))
    const singles = singleCommits(join(dir, 'single.db'), readings.slice(0, 300))
    const journal = openJournal({
      dir: join(dir, 'journal'),
      clock: systemClock,
      logger: silentLogger,
      sink: () => {},
      limits: { maxSizeBytes: 2_000_000_000, maxAgeMs: 86_400_000 * 30 },
      outputs: ['rest'],
    })
    const stored = perSecond(readings.length, () => {
      for (const reading of readings) journal.append(reading)
      journal.flush()
    })
    const { sizeBytes, unsentBytes } = journal.stats()
    const grouped = perSecond(100, () => oneCommitEach(journal, readings.slice(0, 100)))
    const statsPerSecond = perSecond(1_000, () => {
      for (let i = 0; i < 1_000; i++) journal.stats()
    })
    const exported = perSecond(readings.length, () => {
      for (const { json } of journal.read({ limit: readings.length }))
        if (json === '') throw new Error('empty')
    })
    const drained = perSecond(journal.stats().unsent, () => drain(journal))
    journal.close()
    const serialised = perSecond(readings.length, () => {
      for (const reading of readings) serializeReading(reading)
    })
    const plain = perSecond(readings.length, () => {
      for (const { measurements, ...rest } of readings) {
        JSON.stringify({ ...rest, measurements: Object.fromEntries(measurements) })
      }
    })
    return [
      {
        name: `journal: readings of ${valuesPerReading} values stored, in groups`,
        value: stored,
        unit: 'readings/s',
        ratio: stored / singles,
        against: `one durable commit per reading (${singles.toFixed(0)}/s)`,
      },
      { name: 'journal: group commits', value: grouped, unit: 'commits/s' },
      {
        name: 'journal: backlog fixed in batches of 500, built and settled',
        value: drained,
        unit: 'readings/s',
        ratio: drained / stored,
        against: 'storing them',
      },
      { name: 'journal: readings exported', value: exported, unit: 'readings/s' },
      { name: 'journal: looks at the queue', value: statsPerSecond, unit: '1/s' },
      {
        name: 'journal: size on disk',
        value: sizeBytes / readings.length,
        unit: 'bytes/reading',
        ratio: sizeBytes / unsentBytes,
        against: 'the JSON alone',
      },
      {
        name: 'wire form: serialising',
        value: serialised,
        unit: 'readings/s',
        ratio: serialised / plain,
        against: `JSON.stringify of an object made for it (${plain.toFixed(0)}/s)`,
      },
    ]
  } finally {
    rmSync(dir, { recursive: true })
  }
}

function readingAt(index: number): Reading {
  const measurements = new Map<string, Measurement>()
  for (let i = 0; i < valuesPerReading; i++) {
    measurements.set(`Measured_Value_${i}`, {
      value: 230 + i + (index % 100) / 10,
      unit: 'V',
      quality: 'GOOD',
    })
  }
  const slotMs = startMs + 1_000 * Math.floor(index / 10)
  return {
    deviceId: deviceId(`METER_${index % 10}`),
    deviceName: `Energy_Meter_${index % 10}`,
    deviceType: 'ENERGY_METER',
    timestampMs: slotMs + 212,
    slotMs,
    latencyMs: 12.345,
    measurements,
  }
}

/** What a gateway without group commit would do. */
function singleCommits(path: string, readings: readonly Reading[]): number {
  const db = new DatabaseSync(path)
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE readings (seq INTEGER PRIMARY KEY, json)',
  )
  const insert = db.prepare('INSERT INTO readings (json) VALUES (?)')
  const rate = perSecond(readings.length, () => {
    for (const reading of readings) insert.run(serializeReading(reading))
  })
  db.close()
  return rate
}

function oneCommitEach(journal: Journal, readings: readonly Reading[]): void {
  for (const reading of readings) {
    journal.append(reading)
    journal.flush()
  }
}

function drain(journal: Journal): void {
  for (;;) {
    const batch = journal.nextBatch('rest', 500, Date.now(), 'gateway')
    if (batch === null) return
    journal.acknowledge(batch, [])
  }
}

function perSecond(count: number, work: () => void): number {
  const beginMs = performance.now()
  work()
  return (count * 1_000) / (performance.now() - beginMs)
}
