import type { DatabaseSync } from 'node:sqlite'
import type { Loss } from '../../../shared/model/index.ts'
import { forgetReadings, lastFixedSeq, settledByAll } from './cursors.ts'
import { numberOf, transaction } from './database.ts'
import type { JournalLimits } from './journal-types.ts'
import { recordLoss } from './ledger.ts'

/** Rows deleted in one transaction, and transactions in one call: the poll loop waits for neither long. */
const stepRows = 500
const stepsPerCall = 20

/** Share of the room that dead letters may fill before unsent readings, which the API may yet take, go in their stead. */
const deadShare = 0.25

/** The write-ahead log's share of the limit. */
export function walLimitBytes({ maxSizeBytes }: JournalLimits): number {
  return Math.min(8_388_608, Math.max(131_072, Math.floor(maxSizeBytes / 8)))
}

/** The `-shm` file of a write-ahead log of up to 16 MB. */
const sharedMemoryBytes = 32_768

interface Span {
  readonly count: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly firstSlotMs: number
  readonly lastSlotMs: number
}

/**
 * Keeps the journal within its size: delivered readings go first, oldest first, then dead letters beyond a quarter of the
 * room, then the oldest unsent readings. What had not been delivered is named in the ledger. Readings of a batch on its way
 * stay.
 *
 * @returns what was lost
 * @throws SQLite's error; what was removed until then is consistent
 */
export function enforceSize(
  db: DatabaseSync,
  limits: JournalLimits,
  outputs: readonly string[],
  nowMs: number,
): readonly Loss[] {
  const losses: Loss[] = []
  const room = limits.maxSizeBytes - walLimitBytes(limits) - sharedMemoryBytes
  if (usedBytes(db) > room * 0.97) {
    for (let step = 0; step < stepsPerCall && usedBytes(db) > room * 0.94; step++) {
      const outcome = removeOldest(
        db,
        outputs,
        nowMs,
        rowsOf(db, usedBytes(db) - room * 0.94),
        room * deadShare,
      )
      if (outcome === null) break
      if (outcome !== 'uploaded') losses.push(outcome)
    }
  }
  if (pragma(db, 'page_count') * pragma(db, 'page_size') > room) db.exec('PRAGMA incremental_vacuum(500)')
  return losses
}

/** Readings that take about this much, as large as they are on average: a small journal must not be emptied at a stroke. */
function rowsOf(db: DatabaseSync, bytes: number): number {
  const totals = db.prepare('SELECT readings, bytes FROM totals').get()
  const average = Math.max(100, numberOf(totals?.['bytes']) / Math.max(1, numberOf(totals?.['readings'])))
  return Math.min(stepRows, Math.ceil(bytes / average / 1.2))
}

function usedBytes(db: DatabaseSync): number {
  return (pragma(db, 'page_count') - pragma(db, 'freelist_count')) * pragma(db, 'page_size')
}

function pragma(db: DatabaseSync, name: 'page_count' | 'freelist_count' | 'page_size'): number {
  return numberOf(db.prepare(`PRAGMA ${name}`).get()?.[name])
}

/**
 * Removes delivered readings of slots before `beforeMs`.
 *
 * @returns whether there are more of them
 * @throws SQLite's error; what was removed until then is consistent
 */
export function removeAged(db: DatabaseSync, outputs: readonly string[], beforeMs: number): boolean {
  for (let step = 0; step < stepsPerCall; step++) {
    const removed = transaction(db, () => {
      const span = spanOf(
        db,
        stepRows,
        'seq <= ? AND slot_ms < ?',
        Math.min(settledByAll(db, outputs), firstKept(db, outputs, beforeMs)),
        beforeMs,
      )
      if (span !== null) removeReadings(db, span)
      return span?.count ?? 0
    })
    if (removed < stepRows) return false
  }
  return true
}

/** The seq before the first of the oldest readings that is young enough: numbers leave without holes. */
function firstKept(db: DatabaseSync, outputs: readonly string[], beforeMs: number): number {
  const row = db
    .prepare(
      `SELECT min(seq) AS seq FROM
         (SELECT seq, slot_ms FROM readings WHERE seq <= ? ORDER BY seq LIMIT ${stepRows})
       WHERE slot_ms >= ?`,
    )
    .get(settledByAll(db, outputs), beforeMs)
  const seq = numberOf(row?.['seq'])
  return seq === 0 ? Number.MAX_SAFE_INTEGER : seq - 1
}

/** @returns 'uploaded' where nothing was lost, null where nothing is left that may go */
function removeOldest(
  db: DatabaseSync,
  outputs: readonly string[],
  nowMs: number,
  rows: number,
  deadBytesKept: number,
): Loss | 'uploaded' | null {
  return transaction(db, () => {
    const uploaded = spanOf(db, rows, 'seq <= ?', settledByAll(db, outputs))
    if (uploaded !== null) {
      removeReadings(db, uploaded)
      return 'uploaded'
    }
    const lost =
      (deadBytes(db) > deadBytesKept ? removeDeadLetters(db, rows) : null) ?? removeUnsent(db, rows)
    if (lost === null) return null
    const loss: Loss = { ...lost, reason: 'size-limit', recordedAtMs: nowMs }
    recordLoss(db, loss)
    return loss
  })
}

function spanOf(db: DatabaseSync, rows: number, where: string, ...values: number[]): Span | null {
  const row = db
    .prepare(
      `SELECT count(*) AS n, min(seq) AS first, max(seq) AS last, min(slot_ms) AS first_slot, max(slot_ms) AS last_slot
       FROM (SELECT seq, slot_ms FROM readings WHERE ${where} ORDER BY seq LIMIT ?)`,
    )
    .get(...values, rows)
  return toSpan(row)
}

function toSpan(row: Record<string, unknown> | undefined): Span | null {
  const count = numberOf(row?.['n'])
  if (count === 0) return null
  return {
    count,
    firstSeq: numberOf(row?.['first']),
    lastSeq: numberOf(row?.['last']),
    firstSlotMs: numberOf(row?.['first_slot']),
    lastSlotMs: numberOf(row?.['last_slot']),
  }
}

function removeReadings(db: DatabaseSync, { firstSeq, lastSeq }: Span): void {
  forgetReadings(db, firstSeq, lastSeq)
  db.prepare('DELETE FROM readings WHERE seq BETWEEN ? AND ?').run(firstSeq, lastSeq)
}

function removeUnsent(db: DatabaseSync, rows: number): Span | null {
  const span = spanOf(db, rows, 'seq > ?', lastFixedSeq(db))
  if (span !== null) removeReadings(db, span)
  return span
}

function deadBytes(db: DatabaseSync): number {
  return numberOf(db.prepare('SELECT dead_bytes FROM totals').get()?.['dead_bytes'])
}

/** Those that a person has asked to send again stay. */
function removeDeadLetters(db: DatabaseSync, rows: number): Span | null {
  const span = toSpan(
    db
      .prepare(
        `SELECT count(*) AS n, min(seq) AS first, max(seq) AS last, min(slot_ms) AS first_slot, max(slot_ms) AS last_slot
         FROM (SELECT seq, slot_ms FROM dead_letters WHERE retry = 0 ORDER BY seq LIMIT ?)`,
      )
      .get(rows),
  )
  if (span === null) return null
  const gone = db
    .prepare('DELETE FROM dead_letters WHERE retry = 0 AND seq BETWEEN ? AND ?')
    .run(span.firstSeq, span.lastSeq)
  return { ...span, count: Number(gone.changes) }
}
