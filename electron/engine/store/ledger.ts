import type { DatabaseSync } from 'node:sqlite'
import type { Loss, LossReason } from '../../../shared/model/index.ts'
import { nullableNumber, numberOf, textOf } from './database.ts'

/** Losses for one reason within an hour share a row: a journal at its limit loses a few readings at every commit. */
const sharedForMs = 3_600_000

/** Joins the caller's transaction, so that a removal and its row are one. */
export function recordLoss(db: DatabaseSync, loss: Loss): void {
  if (extendNewest(db, loss)) return
  db.prepare(
    `INSERT INTO losses (count, first_seq, last_seq, first_slot_ms, last_slot_ms, reason, recorded_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    loss.count,
    loss.firstSeq,
    loss.lastSeq,
    loss.firstSlotMs,
    loss.lastSlotMs,
    loss.reason,
    loss.recordedAtMs,
  )
}

function extendNewest(db: DatabaseSync, loss: Loss): boolean {
  if (loss.firstSeq === null || loss.firstSlotMs === null) return false
  const extended = db
    .prepare(
      `UPDATE losses SET count = count + ?, last_seq = ?, last_slot_ms = max(last_slot_ms, ?)
       WHERE id = (SELECT max(id) FROM losses) AND reason = ? AND recorded_at_ms > ?
         AND last_seq < ? AND last_slot_ms IS NOT NULL`,
    )
    .run(
      loss.count,
      loss.lastSeq,
      loss.lastSlotMs,
      loss.reason,
      loss.recordedAtMs - sharedForMs,
      loss.firstSeq,
    )
  return extended.changes > 0
}

/** Newest first. */
export function readLosses(db: DatabaseSync, limit = 10_000): readonly Loss[] {
  return db
    .prepare('SELECT * FROM losses ORDER BY id DESC LIMIT ?')
    .all(limit)
    .map((row) => ({
      count: numberOf(row['count']),
      firstSeq: nullableNumber(row['first_seq']),
      lastSeq: nullableNumber(row['last_seq']),
      firstSlotMs: nullableNumber(row['first_slot_ms']),
      lastSlotMs: nullableNumber(row['last_slot_ms']),
      reason: reasonOf(row['reason']),
      recordedAtMs: numberOf(row['recorded_at_ms']),
    }))
}

export type LossesByReason = Readonly<Record<LossReason, number>>

export function countLosses(db: DatabaseSync): LossesByReason {
  const counts = { 'size-limit': 0, 'memory-limit': 0, 'corrupt-journal': 0 }
  for (const row of db.prepare('SELECT reason, sum(count) AS lost FROM losses GROUP BY reason').all()) {
    counts[reasonOf(row['reason'])] += numberOf(row['lost'])
  }
  return counts
}

function reasonOf(value: unknown): LossReason {
  const text = textOf(value)
  return text === 'memory-limit' || text === 'corrupt-journal' ? text : 'size-limit'
}
