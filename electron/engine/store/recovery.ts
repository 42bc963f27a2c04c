import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Loss } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { ensureOutput, recount } from './cursors.ts'
import { companions, openDatabase, transaction } from './database.ts'
import { syncDirectory } from './durable-file.ts'
import { recordLoss } from './ledger.ts'
import { startAfter } from './readings.ts'
import { DamagedFile, naturalNumber, type SalvagedReading, type SalvagedRow } from './salvage.ts'

/** Nothing is collected meanwhile: unsent readings may take this long to copy, delivered ones what is left of half of it. */
const patienceMs = 10_000
const copyRows = 1_000
/** Damaged files that are kept; a disk that goes on damaging files must not be filled with them. */
const keptFiles = 3

export interface RecoveryOptions {
  /** Of the damaged journal, which nobody has open. */
  readonly path: string
  readonly clock: Clock
  readonly walLimitBytes: number
  readonly outputs: readonly string[]
  /** Every seq that was ever used is at most this, see SeqMark. */
  readonly reservedSeq: number
  /** What was known of the queue before the damage was met; 0 at a start. */
  readonly knownUnsent: number
}

export interface Recovery {
  /** Where the damaged file lies now. */
  readonly setAside: string
  /** Readings in the new journal. */
  readonly recovered: number
  /** Unsent readings that could not be recovered; null where none is known of. */
  readonly loss: Loss | null
}

/**
 * Puts a new journal with everything that can be read in the place of a damaged one, which is set aside. The new one is made
 * beside it and moved in whole: a crash in between repeats the work or finishes it (`finishRecovery`).
 *
 * @throws SQLite's or the file system's error; the damaged journal is then where it was
 */
export function replaceDamaged(options: RecoveryOptions): Recovery {
  const { path, clock } = options
  const fresh = recoveredPath(path)
  removeDatabase(fresh)
  const source = new DamagedFile(path)
  let outcome: Pick<Recovery, 'recovered' | 'loss'>
  try {
    outcome = fill(source, fresh, options)
  } finally {
    source.close()
  }
  const setAside = `${path}.corrupt-${new Date(clock.wallMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  removeDatabase(setAside)
  for (const companion of companions) {
    if (existsSync(path + companion)) renameSync(path + companion, setAside + companion)
  }
  finishRecovery(path)
  removeOldest(path)
  return { setAside, ...outcome }
}

/** To be called before the journal is opened: a recovered one that a crash kept from its place is moved there. */
export function finishRecovery(path: string): void {
  const fresh = recoveredPath(path)
  if (existsSync(path) || !existsSync(fresh)) return
  // Without the main file these are of the damaged journal.
  for (const companion of ['-wal', '-shm']) rmSync(path + companion, { force: true })
  renameSync(fresh, path)
  syncDirectory(dirname(path))
}

const recoveredPath = (path: string) => `${path}.recovered`

function fill(
  source: DamagedFile,
  fresh: string,
  options: RecoveryOptions,
): Pick<Recovery, 'recovered' | 'loss'> {
  const { clock, walLimitBytes, outputs, reservedSeq } = options
  const db = openDatabase(fresh, walLimitBytes)
  try {
    // It counts from the moment it is moved into its place; until then a crash costs nothing.
    db.exec('PRAGMA synchronous = OFF')
    const highest = Math.max(source.highestSeq(), reservedSeq)
    const cursors = copyCursors(source, db, outputs, highest)
    const startMs = clock.monotonicMs()
    const within = (ms: number) => () => clock.monotonicMs() - startMs < ms
    const settled = Math.min(...cursors.map(({ seq }) => seq), highest)
    const unsent = copyReadings(db, source.readings(settled, highest, within(patienceMs)))
    const delivered = copyReadings(db, source.readings(0, settled, within(patienceMs / 2)))
    const expected = Math.max(options.knownUnsent, ...cursors.map((cursor) => cursor.unsent))
    const loss = lossOf(expected - unsent, clock.wallMs())
    transaction(db, () => {
      copySmallTables(source, db)
      if (loss !== null) recordLoss(db, loss)
      recount(db)
      startAfter(db, highest)
      // A batch that somebody still holds must not be taken for one of this file.
      db.prepare("DELETE FROM sqlite_sequence WHERE name = 'batches'").run()
      db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('batches', ?)").run(clock.wallMs())
    })
    db.exec('PRAGMA synchronous = FULL')
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return { recovered: unsent + delivered, loss }
  } finally {
    db.close()
  }
}

interface Cursor {
  readonly seq: number
  readonly unsent: number
}

/** An output whose cursor cannot be read gets everything again: the API knows the numbers that it has. */
function copyCursors(
  source: DamagedFile,
  db: DatabaseSync,
  outputs: readonly string[],
  highest: number,
): readonly Cursor[] {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO cursors (output, seq, unsent, unsent_bytes) VALUES (?, ?, 0, 0)',
  )
  const cursors = new Map<string, Cursor>()
  for (const { output, seq, unsent } of source.rows('cursors')) {
    const settled = naturalNumber(seq)
    if (typeof output !== 'string' || settled === null || settled > highest) continue
    insert.run(output, settled)
    cursors.set(output, { seq: settled, unsent: Math.min(naturalNumber(unsent) ?? 0, highest - settled) })
  }
  for (const output of outputs) ensureOutput(db, output)
  return outputs.map((output) => cursors.get(output) ?? { seq: 0, unsent: 0 })
}

function copyReadings(db: DatabaseSync, readings: Iterable<SalvagedReading>): number {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO readings (seq, device_id, slot_ms, bytes, json) VALUES (?, ?, ?, ?, ?)',
  )
  let copied = 0
  let pending: SalvagedReading[] = []
  const commit = () => {
    transaction(db, () => {
      for (const { seq, deviceId, slotMs, json } of pending) {
        copied += Number(insert.run(seq, deviceId, slotMs, Buffer.byteLength(json), json).changes)
      }
    })
    pending = []
  }
  for (const reading of readings) {
    pending.push(reading)
    if (pending.length >= copyRows) commit()
  }
  commit()
  return copied
}

/** Dead letters, the ledger and the devices' times; of batches those whose readings are all there, the same bytes as before. */
function copySmallTables(source: DamagedFile, db: DatabaseSync): void {
  copyRowsOf(source, db, 'devices', ['id', 'last_slot_ms', 'last_timestamp_ms'])
  copyRowsOf(source, db, 'dead_letters', [
    'output',
    'seq',
    'reason',
    'buried_at_ms',
    'retry',
    'slot_ms',
    'bytes',
    'json',
  ])
  copyRowsOf(source, db, 'losses', [
    'count',
    'first_seq',
    'last_seq',
    'first_slot_ms',
    'last_slot_ms',
    'reason',
    'recorded_at_ms',
  ])
  copyRowsOf(
    source,
    db,
    'batches',
    ['output', 'kind', 'first_seq', 'last_seq', 'gateway_id', 'sent_at_ms'],
    (row) => batchIsWhole(db, row),
  )
  dropBatchesAfterHoles(db)
}

function copyRowsOf(
  source: DamagedFile,
  db: DatabaseSync,
  table: 'batches' | 'dead_letters' | 'losses' | 'devices',
  columns: readonly string[],
  wanted: (row: SalvagedRow) => boolean = () => true,
): void {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of source.rows(table)) {
    const values = columns.map((column) => row[column] ?? null)
    if (values.every(isSqlValue) && wanted(row)) insertUnlessWrong(() => insert.run(...values))
  }
}

function isSqlValue(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || Number.isSafeInteger(value)
}

const SQLITE_CONSTRAINT = 19

/** A row that damage has made into one that the schema does not allow (a text where a number belongs) is left out. */
function insertUnlessWrong(insert: () => unknown): void {
  try {
    insert()
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    if (code !== SQLITE_CONSTRAINT) throw error
  }
}

/** Numbers have no holes within a batch, but where readings were lost for want of room before it was made. */
function batchIsWhole(
  db: DatabaseSync,
  { kind, first_seq: firstSeq, last_seq: lastSeq }: SalvagedRow,
): boolean {
  const [first, last] = [naturalNumber(firstSeq), naturalNumber(lastSeq)]
  if (first === null || last === null) return false
  const table = kind === 'retry' ? 'dead_letters' : 'readings'
  const row = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE seq BETWEEN ? AND ?`).get(first, last)
  return row?.['n'] === last - first + 1
}

/** Settling a batch settles what lies before it: one that does not follow its predecessor would hide readings. */
function dropBatchesAfterHoles(db: DatabaseSync): void {
  const nextSeq = db.prepare('SELECT min(seq) AS seq FROM readings WHERE seq > ?')
  for (const { output, seq: settled } of db.prepare('SELECT output, seq FROM cursors').all()) {
    let previous = naturalNumber(settled) ?? 0
    let broken = false
    const batches = db
      .prepare(
        "SELECT id, first_seq, last_seq FROM batches WHERE output = ? AND kind = 'queue' ORDER BY first_seq",
      )
      .all(output ?? null)
    for (const { id, first_seq: first, last_seq: last } of batches) {
      broken ||= nextSeq.get(previous)?.['seq'] !== first
      if (broken) db.prepare('DELETE FROM batches WHERE id = ?').run(id ?? null)
      previous = naturalNumber(last) ?? previous
    }
  }
}

function lossOf(count: number, recordedAtMs: number): Loss | null {
  if (count <= 0) return null
  const unknown = { firstSeq: null, lastSeq: null, firstSlotMs: null, lastSlotMs: null }
  return { count, ...unknown, reason: 'corrupt-journal', recordedAtMs }
}

function removeDatabase(path: string): void {
  for (const companion of companions) rmSync(path + companion, { force: true })
}

/** Their names end in a time, so that the oldest come first. */
function removeOldest(path: string): void {
  const prefix = `${basename(path)}.corrupt-`
  const main = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name))
    .toSorted()
  for (const name of main.slice(0, -keptFiles)) removeDatabase(join(dirname(path), name))
}
