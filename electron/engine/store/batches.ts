import type { DatabaseSync } from 'node:sqlite'
import type { Batch, Rejection } from './batch.ts'
import { numberOf, textOf } from './database.ts'
import { cursorOf, settleUpTo } from './cursors.ts'
import { bury } from './dead-letters.ts'
import { isoTime, withSeq } from './wire.ts'

/**
 * Batches of one file. Every function joins the caller's transaction.
 *
 * A batch is a row with the range and the time; its bytes are made from rows that neither change nor leave while the batch
 * is there, so they are the same at every try. Batches of an output are settled in the order of their first seq, and the
 * cursor is the last seq that is settled.
 */

export interface BatchRequest {
  readonly output: string
  readonly maxReadings: number
  readonly sentAtMs: number
  readonly gatewayId: string
}

/** Readings of one batch are at most this many characters together, or one reading. */
const longestBody = 8_000_000

/** @param known the batch that was given out last: its body is not made a second time */
export function pendingBatch(db: DatabaseSync, output: string, known: Batch | null = null): Batch | null {
  const row = db.prepare('SELECT * FROM batches WHERE output = ? ORDER BY first_seq, id LIMIT 1').get(output)
  if (row === undefined) return null
  return known !== null && known.id === row['id'] ? known : toBatch(db, row)
}

/** Fixes the next batch: dead letters that are to go out again, else the oldest readings after the cursor. */
export function fixBatch(db: DatabaseSync, request: BatchRequest): Batch | null {
  const retry = runOfRetries(db, request)
  if (retry.length > 0) return insert(db, 'retry', retry, request)
  const queued = queuedSeqs(db, request)
  return queued.length > 0 ? insert(db, 'queue', queued, request) : null
}

/** Dead letters with consecutive numbers, so that the range names exactly them. */
function runOfRetries(db: DatabaseSync, { output, maxReadings }: BatchRequest): readonly number[] {
  const rows = db
    .prepare('SELECT seq FROM dead_letters WHERE output = ? AND retry = 1 ORDER BY seq LIMIT ?')
    .all(output, maxReadings)
    .map((row) => numberOf(row['seq']))
  const end = rows.findIndex((seq, index) => index > 0 && seq !== (rows[index - 1] ?? 0) + 1)
  return end === -1 ? rows : rows.slice(0, end)
}

function queuedSeqs(db: DatabaseSync, { output, maxReadings }: BatchRequest): readonly number[] {
  const rows = db
    .prepare('SELECT seq, bytes FROM readings WHERE seq > ? ORDER BY seq LIMIT ?')
    .all(cursorOf(db, output), maxReadings)
  const seqs: number[] = []
  let bytes = 0
  for (const row of rows) {
    bytes += numberOf(row['bytes'])
    if (seqs.length > 0 && bytes > longestBody) break
    seqs.push(numberOf(row['seq']))
  }
  return seqs
}

function insert(
  db: DatabaseSync,
  kind: 'queue' | 'retry',
  seqs: readonly number[],
  { output, sentAtMs, gatewayId }: BatchRequest,
): Batch | null {
  db.prepare(
    `INSERT INTO batches (output, kind, first_seq, last_seq, gateway_id, sent_at_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(output, kind, seqs[0] ?? 0, seqs.at(-1) ?? 0, gatewayId, sentAtMs)
  return pendingBatch(db, output)
}

type Row = Record<string, unknown>

function toBatch(db: DatabaseSync, row: Row): Batch {
  const firstSeq = numberOf(row['first_seq'])
  const lastSeq = numberOf(row['last_seq'])
  const gatewayId = textOf(row['gateway_id'])
  const output = textOf(row['output'])
  const readings = readingsOf(db, row).map(({ seq, json }) => withSeq(json, seq))
  return {
    id: numberOf(row['id']),
    output,
    firstSeq,
    lastSeq,
    count: readings.length,
    key: `${gatewayId}:${firstSeq}-${lastSeq}`,
    body:
      `{"gateway_id":${JSON.stringify(gatewayId)},"sent_at":"${isoTime(numberOf(row['sent_at_ms']))}",` +
      `"readings":[${readings.join(',')}]}`,
  }
}

function readingsOf(db: DatabaseSync, row: Row): { readonly seq: number; readonly json: string }[] {
  const range = [numberOf(row['first_seq']), numberOf(row['last_seq'])] as const
  const rows =
    row['kind'] === 'retry'
      ? db
          .prepare('SELECT seq, json FROM dead_letters WHERE output = ? AND seq BETWEEN ? AND ? ORDER BY seq')
          .all(textOf(row['output']), ...range)
      : db.prepare('SELECT seq, json FROM readings WHERE seq BETWEEN ? AND ? ORDER BY seq').all(...range)
  return rows.map((entry) => ({ seq: numberOf(entry['seq']), json: textOf(entry['json']) }))
}

function rowOf(db: DatabaseSync, id: number): Row | undefined {
  return db.prepare('SELECT * FROM batches WHERE id = ?').get(id)
}

/** Delivered, but for the rejected ones. Numbers that are not in the batch are the API's mistake and are ignored. */
export function settle(
  db: DatabaseSync,
  batch: Batch,
  rejections: readonly Rejection[],
  nowMs: number,
): void {
  const row = rowOf(db, batch.id)
  if (row === undefined) return
  const own = rejections.filter(({ seq }) => seq >= batch.firstSeq && seq <= batch.lastSeq)
  bury(db, batch.output, own, nowMs)
  db.prepare('DELETE FROM batches WHERE id = ?').run(batch.id)
  if (row['kind'] === 'retry') {
    const dead = new Set(own.map(({ seq }) => seq))
    const done = db.prepare('DELETE FROM dead_letters WHERE output = ? AND seq = ?')
    for (let seq = batch.firstSeq; seq <= batch.lastSeq; seq++)
      if (!dead.has(seq)) done.run(batch.output, seq)
    return
  }
  settleUpTo(db, batch.output, batch.lastSeq)
}

/** Every reading of the batch becomes a dead letter. */
export function buryBatch(db: DatabaseSync, batch: Batch, reason: string, nowMs: number): void {
  const row = rowOf(db, batch.id)
  if (row === undefined) return
  const rejections = readingsOf(db, row).map(({ seq }) => ({ seq, reason }))
  settle(db, batch, rejections, nowMs)
}

/** Two batches of half the readings take its place; each has bytes and a key of its own. */
export function halve(db: DatabaseSync, batch: Batch): void {
  const row = rowOf(db, batch.id)
  if (row === undefined || batch.count < 2) return
  const seqs = readingsOf(db, row).map(({ seq }) => seq)
  const middle = Math.ceil(seqs.length / 2)
  db.prepare('DELETE FROM batches WHERE id = ?').run(batch.id)
  const again = db.prepare(
    `INSERT INTO batches (output, kind, first_seq, last_seq, gateway_id, sent_at_ms)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  for (const half of [seqs.slice(0, middle), seqs.slice(middle)]) {
    again.run(
      batch.output,
      textOf(row['kind']),
      half[0] ?? 0,
      half.at(-1) ?? 0,
      textOf(row['gateway_id']),
      numberOf(row['sent_at_ms']),
    )
  }
}

/** Its readings, and those of every batch that was to follow, wait for smaller batches. */
export function dissolve(db: DatabaseSync, batch: Batch): void {
  db.prepare('DELETE FROM batches WHERE output = ?').run(batch.output)
}
