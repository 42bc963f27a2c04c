import type { DatabaseSync } from 'node:sqlite'
import { addToQueues } from './cursors.ts'
import { nullableNumber, numberOf, textOf } from './database.ts'
import type { HistoryQuery, HistoryRow, ReadingQuery, StoredReading } from './journal-types.ts'
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

/** Numbers up to `seq` are never given out by this file. */
export function startAfter(db: DatabaseSync, seq: number): void {
  db.prepare("DELETE FROM sqlite_sequence WHERE name = 'readings'").run()
  db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('readings', ?)").run(seq)
}

/** The highest seq that this file ever had, deleted ones included; 0 before the first. */
export function highestSeq(db: DatabaseSync): number {
  return numberOf(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'readings'").get()?.['seq'])
}

/** Runs work on the file, now. */
export type Look = <T>(work: (db: DatabaseSync) => T, otherwise: T) => T

/**
 * Walks the table by number between the ends that the index on slots gives: readings lie nearly in the order of
 * their slots, but for a clock that was set. Each page is a read of its own.
 */
export function* queryReadings(look: Look, query: ReadingQuery): Generator<StoredReading> {
  const ends = look((db) => endsOf(db, query), null)
  if (ends === null) return
  let afterSeq = Math.max(query.afterSeq ?? 0, ends.first - 1)
  let left = query.limit ?? Number.MAX_SAFE_INTEGER
  while (left > 0) {
    const wanted = Math.min(pageSize, left)
    const page = look((db) => pageOf(db, query, afterSeq, ends.last, wanted), [])
    yield* page
    if (page.length < wanted) return
    afterSeq = page.at(-1)?.seq ?? afterSeq
    left -= page.length
  }
}

/** Slots at the edge of a span among which the first number of the span is looked for. */
const edgeRows = 2_000

/**
 * The readings of some devices in a span, by number, in pages that are short pieces of work each: whoever takes them
 * one at a time holds nobody up. A page may be empty. What comes in while they are taken is not among them.
 */
export function* historyPages(
  look: Look,
  { fromMs, toMs, deviceIds }: HistoryQuery,
): Generator<readonly HistoryRow[]> {
  const ends = look((db) => edgesOf(db, fromMs, toMs), null)
  if (ends === null) return
  // Steps by number, not by rows found: where one device of many is wanted, a page is no more work.
  for (let afterSeq = ends.first - 1; afterSeq < ends.last; afterSeq += pageSize) {
    const lastSeq = Math.min(afterSeq + pageSize, ends.last)
    yield look((db) => historyPage(db, { fromMs, toMs, deviceIds }, afterSeq, lastSeq), [])
  }
}

/** Looks at the edges of the index only: between them lie millions of rows. */
function edgesOf(db: DatabaseSync, fromMs: number, toMs: number): { first: number; last: number } | null {
  const edge = (end: 'min' | 'max', order: 'ASC' | 'DESC'): number | null =>
    nullableNumber(
      db
        .prepare(
          `SELECT ${end}(seq) AS seq FROM (SELECT seq FROM readings INDEXED BY readings_by_slot
           WHERE slot_ms >= ? AND slot_ms < ? ORDER BY slot_ms ${order} LIMIT ${edgeRows})`,
        )
        .get(fromMs, toMs)?.['seq'],
    )
  const first = edge('min', 'ASC')
  const last = edge('max', 'DESC')
  return first === null || last === null ? null : { first, last }
}

function historyPage(
  db: DatabaseSync,
  { fromMs, toMs, deviceIds }: HistoryQuery,
  afterSeq: number,
  lastSeq: number,
): readonly HistoryRow[] {
  return db
    .prepare(
      `SELECT device_id, slot_ms, json FROM readings
       WHERE seq > ? AND seq <= ? AND slot_ms >= ? AND slot_ms < ?
       AND device_id IN (${deviceIds.map(() => '?').join(', ')}) ORDER BY seq`,
    )
    .all(afterSeq, lastSeq, fromMs, toMs, ...deviceIds)
    .map((row) => ({
      deviceId: textOf(row['device_id']),
      slotMs: numberOf(row['slot_ms']),
      json: textOf(row['json']),
    }))
}

function endsOf(db: DatabaseSync, { fromMs, toMs }: ReadingQuery): { first: number; last: number } | null {
  if (fromMs === undefined && toMs === undefined) return { first: 0, last: Number.MAX_SAFE_INTEGER }
  const row = db
    .prepare(
      `SELECT min(seq) AS first, max(seq) AS last FROM readings INDEXED BY readings_by_slot
       WHERE slot_ms >= ? AND slot_ms < ?`,
    )
    .get(fromMs ?? Number.MIN_SAFE_INTEGER, toMs ?? Number.MAX_SAFE_INTEGER)
  const first = nullableNumber(row?.['first'])
  return first === null ? null : { first, last: numberOf(row?.['last']) }
}

function pageOf(
  db: DatabaseSync,
  { fromMs, toMs, deviceIds = [] }: ReadingQuery,
  afterSeq: number,
  lastSeq: number,
  limit: number,
): readonly StoredReading[] {
  const among = deviceIds.length > 0 ? `AND device_id IN (${deviceIds.map(() => '?').join(', ')})` : ''
  return db
    .prepare(
      `SELECT seq, json FROM readings
       WHERE seq > ? AND seq <= ? AND slot_ms >= ? AND slot_ms < ? ${among} ORDER BY seq LIMIT ?`,
    )
    .all(
      afterSeq,
      lastSeq,
      fromMs ?? Number.MIN_SAFE_INTEGER,
      toMs ?? Number.MAX_SAFE_INTEGER,
      ...deviceIds,
      limit,
    )
    .map((row) => {
      const seq = numberOf(row['seq'])
      return { seq, json: withSeq(textOf(row['json']), seq) }
    })
}
