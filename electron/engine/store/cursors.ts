import type { DatabaseSync } from 'node:sqlite'
import { nullableNumber, numberOf } from './database.ts'

/**
 * How far each output has come, and what still waits for it. Counts are kept with every change, in the same transaction:
 * counting a journal of gigabytes at every start would take seconds. Every function joins the caller's transaction.
 */

export interface QueueDepth {
  readonly readings: number
  readonly bytes: number
}

/** The last seq that is settled: delivered, a dead letter, or in the ledger. */
export function cursorOf(db: DatabaseSync, output: string): number {
  return numberOf(db.prepare('SELECT seq FROM cursors WHERE output = ?').get(output)?.['seq'])
}

/** An output that is new gets everything that the journal still has. */
export function ensureOutput(db: DatabaseSync, output: string): void {
  db.prepare(
    `INSERT INTO cursors (output, seq, unsent, unsent_bytes)
     SELECT ?, 0, readings, bytes FROM totals WHERE true
     ON CONFLICT (output) DO NOTHING`,
  ).run(output)
}

export function addToQueues(db: DatabaseSync, added: QueueDepth): void {
  db.prepare('UPDATE totals SET readings = readings + ?, bytes = bytes + ?').run(added.readings, added.bytes)
  db.prepare('UPDATE cursors SET unsent = unsent + ?, unsent_bytes = unsent_bytes + ?').run(
    added.readings,
    added.bytes,
  )
}

export function settleUpTo(db: DatabaseSync, output: string, seq: number): void {
  const from = cursorOf(db, output)
  if (seq <= from) return
  const settled = depthBetween(db, from, seq)
  db.prepare(
    'UPDATE cursors SET seq = ?, unsent = unsent - ?, unsent_bytes = unsent_bytes - ? WHERE output = ?',
  ).run(seq, settled.readings, settled.bytes, output)
}

/** To be called before the readings from `firstSeq` to `lastSeq` are deleted. */
export function forgetReadings(db: DatabaseSync, firstSeq: number, lastSeq: number): void {
  const gone = depthBetween(db, firstSeq - 1, lastSeq)
  db.prepare('UPDATE totals SET readings = readings - ?, bytes = bytes - ?').run(gone.readings, gone.bytes)
  for (const row of db.prepare('SELECT output, seq FROM cursors').all()) {
    const from = Math.max(numberOf(row['seq']), firstSeq - 1)
    if (from >= lastSeq) continue
    const unsent = depthBetween(db, from, lastSeq)
    db.prepare(
      'UPDATE cursors SET unsent = unsent - ?, unsent_bytes = unsent_bytes - ? WHERE output = ?',
    ).run(unsent.readings, unsent.bytes, String(row['output']))
  }
}

/** After a recovery, when no count can be trusted. */
export function recount(db: DatabaseSync): void {
  db.exec(`UPDATE totals SET (readings, bytes) = (SELECT count(*), coalesce(sum(bytes), 0) FROM readings);
           UPDATE cursors SET (unsent, unsent_bytes) =
             (SELECT count(*), coalesce(sum(bytes), 0) FROM readings WHERE readings.seq > cursors.seq)`)
}

function depthBetween(db: DatabaseSync, after: number, upTo: number): QueueDepth {
  const row = db
    .prepare('SELECT count(*) AS n, sum(bytes) AS bytes FROM readings WHERE seq > ? AND seq <= ?')
    .get(after, upTo)
  return { readings: numberOf(row?.['n']), bytes: numberOf(row?.['bytes']) }
}

/** What waits for the slowest of the outputs. */
export function deepestQueue(db: DatabaseSync, outputs: readonly string[]): QueueDepth {
  const depth = db.prepare('SELECT unsent, unsent_bytes FROM cursors WHERE output = ?')
  return outputs
    .map((output) => depth.get(output))
    .map((row) => ({ readings: numberOf(row?.['unsent']), bytes: numberOf(row?.['unsent_bytes']) }))
    .reduce((deepest, next) => (next.readings > deepest.readings ? next : deepest), { readings: 0, bytes: 0 })
}

/** The last seq that every output has settled; with no output nothing waits, and everything has. */
export function settledByAll(db: DatabaseSync, outputs: readonly string[]): number {
  return Math.min(Number.MAX_SAFE_INTEGER, ...outputs.map((output) => cursorOf(db, output)))
}

/** The last seq that a batch on its way needs; 0 where nothing is. */
export function lastFixedSeq(db: DatabaseSync): number {
  return numberOf(db.prepare("SELECT max(last_seq) AS seq FROM batches WHERE kind = 'queue'").get()?.['seq'])
}

export function oldestUnsentSlot(db: DatabaseSync, settled: number): number | null {
  return nullableNumber(
    db.prepare('SELECT slot_ms FROM readings WHERE seq > ? ORDER BY seq LIMIT 1').get(settled)?.['slot_ms'],
  )
}
