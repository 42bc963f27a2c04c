import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { serializeReading } from '../electron/engine/store/wire.ts'
import type { BenchResult } from './row.ts'
import { sampleReading } from './support/reading.ts'
import { withJournal } from './support/scratch-journal.ts'

const commits = 1_000
const readings = 30_000
/** What the journal itself commits at once. */
const groupSize = 1_000

/** Commits of one reading per second, and readings per second in groups, against SQLite without a journal around it. */
export async function run(): Promise<BenchResult[]> {
  const single = await withJournal(ignore, (journal) =>
    perSecond(commits, (index) => {
      journal.append(sampleReading(index))
      journal.flush()
    }),
  )
  const grouped = await withJournal(ignore, (journal) => {
    const samples = Array.from({ length: readings }, (_, index) => sampleReading(index))
    return perSecond(readings, (index) => {
      const sample = samples[index]
      if (sample !== undefined) journal.append(sample)
      if (index === readings - 1) journal.flush()
    })
  })
  const bareSingle = await withJournal(ignore, (_, folder) => bare(join(folder, 'bare.db'), commits, 1))
  const bareGrouped = await withJournal(ignore, (_, folder) =>
    bare(join(folder, 'bare.db'), readings, groupSize),
  )
  return [
    {
      name: 'journal: commits of one reading, per second',
      value: Math.round(single),
      unit: '1/s',
      ratio: single / bareSingle,
      against: `bare node:sqlite (${Math.round(bareSingle)})`,
    },
    {
      name: 'journal: readings in groups, per second, with making their JSON',
      value: Math.round(grouped),
      unit: '1/s',
      ratio: grouped / bareGrouped,
      against: `bare node:sqlite (${Math.round(bareGrouped)})`,
    },
  ]
}

function bare(path: string, count: number, perCommit: number): number {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec('CREATE TABLE readings (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT')
  const insert = db.prepare('INSERT INTO readings (json) VALUES (?)')
  const texts = Array.from({ length: Math.min(count, 1_000) }, (_, index) =>
    serializeReading(sampleReading(index)),
  )
  const rate = perSecond(count, (index) => {
    if (index % perCommit === 0) db.exec('BEGIN')
    insert.run(texts[index % texts.length] ?? '')
    if (index % perCommit === perCommit - 1) db.exec('COMMIT')
  })
  db.close()
  return rate
}

function perSecond(count: number, step: (index: number) => void): number {
  const startedMs = performance.now()
  for (let index = 0; index < count; index++) step(index)
  return (count * 1000) / (performance.now() - startedMs)
}

function ignore(): void {}
