import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { addToQueues } from './cursors.ts'
import { numberOf, textOf } from './database.ts'
import type { ReadingQuery, StoredReading } from './journal-types.ts'
import type { WaitingReading } from './waiting.ts'
import { withSeq } from './wire.ts'

/** Rows read at a time: long enough to be quick, short enough not to keep the write-ahead log from being emptied. */
const pageSize = 200

/** Numbers the readings from `firstSeq` on. Joins the caller's transaction. */
export function insertReadings(
  db: DatabaseSync,
  readings: readonly WaitingReading[],
  firstSeq: number,
): void {
  const insert = db.prepare(
    'INSERT INTO readings (seq, device_id, slot_ms, bytes, json) VALUES (?, ?, ?, ?, ?)',
  )
  const newest = new Map<string, { slotMs: number; timestampMs: number }>()
  let bytes = 0
  readings.forEach(({ deviceId, slotMs, timestampMs, json }, index) => {
    const size = Buffer.byteLength(json)
    insert.run(firstSeq + index, deviceId, slotMs, size, json)
    newest.set(deviceId, { slotMs, timestampMs })
    bytes += size
  })
  const remember = db.prepare(
    `INSERT INTO devices (id, last_slot_ms, last_timestamp_ms) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET last_slot_ms = excluded.last_slot_ms, last_timestamp_ms = excluded.last_timestamp_ms`,
  )
  for (const [id, { slotMs, timestampMs }] of newest) remember.run(id, slotMs, timestampMs)
  addToQueues(db, { readings: readings.length, bytes })
}

/** The highest seq that this file ever had, deleted ones included; 0 before the first. */
export function highestSeq(db: DatabaseSync): number {
  return numberOf(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'readings'").get()?.['seq'])
}

/**
 * One page of a query by seq, beginning after `afterSeq`.
 *
 * Walks the table by number between the ends that the index on slots gives: readings lie nearly in the order of
 * their slots, but for a clock that was set.
 */
export function* queryReadings(db: DatabaseSync, query: ReadingQuery): Generator<StoredReading> {
  const { fromMs = Number.MIN_SAFE_INTEGER, toMs = Number.MAX_SAFE_INTEGER, deviceIds = [] } = query
  const ends = db
    .prepare(
      `SELECT min(seq) AS first, max(seq) AS last FROM readings INDEXED BY readings_by_slot
       WHERE slot_ms >= ? AND slot_ms < ?`,
    )
    .get(fromMs, toMs)
  const last = numberOf(ends?.['last'])
  const devices: SQLInputValue[] = [...deviceIds]
  const page = db.prepare(
    `SELECT seq, json FROM readings WHERE seq > ? AND seq <= ? AND slot_ms >= ? AND slot_ms < ?
     ${devices.length > 0 ? `AND device_id IN (${devices.map(() => '?').join(', ')})` : ''}
     ORDER BY seq LIMIT ?`,
  )
  let left = query.limit ?? Number.MAX_SAFE_INTEGER
  let afterSeq = Math.max(query.afterSeq ?? 0, numberOf(ends?.['first']) - 1)
  while (left > 0) {
    const wanted = Math.min(pageSize, left)
    const rows = page.all(afterSeq, last, fromMs, toMs, ...devices, wanted)
    for (const row of rows) {
      afterSeq = numberOf(row['seq'])
      yield { seq: afterSeq, json: withSeq(textOf(row['json']), afterSeq) }
    }
    if (rows.length < wanted) return
    left -= rows.length
  }
}
