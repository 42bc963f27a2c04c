import type { DatabaseSync } from 'node:sqlite'
import type { DeadLetter, Rejection, SeqSelection } from './batch.ts'
import { numberOf, textOf } from './database.ts'
import { withSeq } from './wire.ts'

/** Answers of an API can be whole pages; what a person needs stands at the beginning. */
const longestReason = 2_000

/** What is on its way in a batch may not be dropped: the batch is the same bytes at every try. */
export const notOnItsWay = `NOT EXISTS (
  SELECT 1 FROM batches b WHERE b.kind = 'retry' AND b.output = dead_letters.output
    AND dead_letters.seq BETWEEN b.first_seq AND b.last_seq)`

/** Oldest first. */
export function listDeadLetters(db: DatabaseSync, limit: number): readonly DeadLetter[] {
  return db
    .prepare('SELECT output, seq, reason, buried_at_ms, retry, json FROM dead_letters ORDER BY seq LIMIT ?')
    .all(limit)
    .map((row) => ({
      output: textOf(row['output']),
      seq: numberOf(row['seq']),
      reason: textOf(row['reason']),
      buriedAtMs: numberOf(row['buried_at_ms']),
      retrying: row['retry'] === 1,
      reading: withSeq(textOf(row['json']), numberOf(row['seq'])),
    }))
}

/** Copies the readings from the journal; one that is a dead letter already gets the new reason and rests again. */
export function bury(
  db: DatabaseSync,
  output: string,
  rejections: readonly Rejection[],
  nowMs: number,
): void {
  const insert = db.prepare(
    `INSERT INTO dead_letters (output, seq, reason, buried_at_ms, slot_ms, bytes, json)
     SELECT ?, seq, ?, ?, slot_ms, bytes, json FROM readings WHERE seq = ?
     ON CONFLICT (output, seq) DO NOTHING`,
  )
  const again = db.prepare(
    'UPDATE dead_letters SET reason = ?, buried_at_ms = ?, retry = 0 WHERE output = ? AND seq = ?',
  )
  for (const { seq, reason } of rejections) {
    const text = reason.slice(0, longestReason)
    if (again.run(text, nowMs, output, seq).changes === 0) insert.run(output, text, nowMs, seq)
  }
}

/** Their number goes with them: an API that has the reading takes it for a duplicate. */
export function retryDeadLetters(db: DatabaseSync, choice: SeqSelection): number {
  return forEach(db, choice, 'UPDATE dead_letters SET retry = 1 WHERE retry = 0')
}

/** @returns how many are gone; one that is being sent stays */
export function dropDeadLetters(db: DatabaseSync, choice: SeqSelection): number {
  return forEach(db, choice, `DELETE FROM dead_letters WHERE ${notOnItsWay}`)
}

function forEach(db: DatabaseSync, choice: SeqSelection, sql: string): number {
  if (choice === 'all') return Number(db.prepare(sql).run().changes)
  const one = db.prepare(`${sql} AND seq = ?`)
  return choice.reduce((sum, seq) => sum + Number(one.run(seq).changes), 0)
}
