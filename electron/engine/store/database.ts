import { DatabaseSync } from 'node:sqlite'

/** Name of the journal's file in the data directory. */
export const journalFileName = 'gateway.db'

/** Files of one database: the main file and what SQLite keeps beside it. */
export const companions = ['', '-wal', '-shm'] as const

/** A journal of a newer program: it is left alone. */
export class NewerJournalError extends Error {
  override readonly name = 'NewerJournalError'

  constructor(path: string, found: number, known = migrations.length) {
    super(`${path} has schema version ${found}; this program knows ${known}. Update the gateway.`)
  }
}

/**
 * Forward only: entry n brings version n to n + 1. `PRAGMA user_version` holds the version. What a released program has
 * is never edited, not even its white space: the schema of a file is compared with it.
 *
 * AUTOINCREMENT, because a seq must not come back after the newest rows were deleted. `cursors` and `totals` count as
 * things happen, so that neither a start nor a look at the queue reads gigabytes.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE readings (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     device_id TEXT NOT NULL,
     slot_ms INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     json TEXT NOT NULL
   ) STRICT;
   CREATE INDEX readings_by_slot ON readings (slot_ms);
   CREATE TABLE devices (
     id TEXT PRIMARY KEY,
     last_slot_ms INTEGER NOT NULL,
     last_timestamp_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE cursors (
     output TEXT PRIMARY KEY,
     seq INTEGER NOT NULL,
     unsent INTEGER NOT NULL,
     unsent_bytes INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE totals (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     readings INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     dead_letters INTEGER NOT NULL,
     dead_bytes INTEGER NOT NULL
   ) STRICT;
   INSERT INTO totals VALUES (1, 0, 0, 0, 0);
   CREATE TABLE batches (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     output TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('queue', 'retry')),
     first_seq INTEGER NOT NULL,
     last_seq INTEGER NOT NULL,
     gateway_id TEXT NOT NULL,
     sent_at_ms INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE dead_letters (
     output TEXT NOT NULL,
     seq INTEGER NOT NULL,
     reason TEXT NOT NULL,
     buried_at_ms INTEGER NOT NULL,
     retry INTEGER NOT NULL DEFAULT 0,
     slot_ms INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     json TEXT NOT NULL,
     PRIMARY KEY (output, seq)
   ) STRICT;
   CREATE INDEX dead_letters_to_retry ON dead_letters (output, seq) WHERE retry = 1;
   CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letters BEGIN
     UPDATE totals SET dead_letters = dead_letters + 1, dead_bytes = dead_bytes + new.bytes;
   END;
   CREATE TRIGGER dead_letter_gone AFTER DELETE ON dead_letters BEGIN
     UPDATE totals SET dead_letters = dead_letters - 1, dead_bytes = dead_bytes - old.bytes;
   END;
   CREATE TABLE losses (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     count INTEGER NOT NULL,
     first_seq INTEGER,
     last_seq INTEGER,
     first_slot_ms INTEGER,
     last_slot_ms INTEGER,
     reason TEXT NOT NULL,
     recorded_at_ms INTEGER NOT NULL
   ) STRICT;`,
]

/** A version beyond this is damage, not the future. */
const plausibleVersion = 1_000

/**
 * Opens the journal's file for writing, makes it where it is missing, and brings its schema up to date.
 *
 * @param walLimitBytes the write-ahead log is cut back to this after a checkpoint
 * @throws NewerJournalError, or SQLite's error: see `isDamage`
 */
export function openDatabase(path: string, walLimitBytes: number, steps = migrations): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 })
  try {
    // Before anything is set: a file that is not for this program is left as it is.
    const version = versionOf(db, path, steps)
    // Takes effect on a new file only, before its first table.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL')
    db.exec('PRAGMA journal_mode = WAL')
    db.exec('PRAGMA synchronous = FULL')
    setWalLimit(db, walLimitBytes)
    db.exec('PRAGMA cache_size = -8000')
    migrate(db, path, version, steps)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export function setWalLimit(db: DatabaseSync, walLimitBytes: number): void {
  db.exec(`PRAGMA journal_size_limit = ${walLimitBytes}`)
  db.exec(`PRAGMA wal_autocheckpoint = ${Math.max(16, Math.floor(walLimitBytes / 2 / 4_096))}`)
}

/** @throws NewerJournalError where it is beyond what this program knows */
export function versionOf(db: DatabaseSync, path: string, steps = migrations): number {
  const version = numberOf(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version < 0 || version > plausibleVersion) {
    throw new NotAJournalError(`${path} has schema version ${version}`)
  }
  if (version > steps.length) throw new NewerJournalError(path, version, steps.length)
  return version
}

/** @throws SQLite's error; the file is then as it was */
function migrate(db: DatabaseSync, path: string, version: number, steps: readonly string[]): void {
  if (version < steps.length) {
    transaction(db, () => {
      for (const step of steps.slice(version)) db.exec(step)
      db.exec(`PRAGMA user_version = ${steps.length}`)
    })
  }
  verify(db, path, steps)
}

/** Up to this size the whole file is looked through at every start, which takes less than a second. */
const checkedBytes = 64 * 1_048_576

/** @throws NotAJournalError */
function verify(db: DatabaseSync, path: string, steps: readonly string[]): void {
  if (schemaOf(db) !== expectedSchema(steps))
    throw new NotAJournalError(`${path} has other tables than a journal`)
  const pages = numberOf(db.prepare('PRAGMA page_count').get()?.['page_count'])
  const pageSize = numberOf(db.prepare('PRAGMA page_size').get()?.['page_size'])
  if (pages * pageSize > checkedBytes) return
  const problem = textOf(db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'])
  if (problem !== 'ok') throw new NotAJournalError(`${path}: ${problem}`)
}

function expectedSchema(steps: readonly string[]): string {
  const db = new DatabaseSync(':memory:')
  try {
    for (const step of steps) db.exec(step)
    return schemaOf(db)
  } finally {
    db.close()
  }
}

function schemaOf(db: DatabaseSync): string {
  const rows = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name")
    .all()
  return rows.map(({ name, sql }) => `${textOf(name)}: ${textOf(sql)}`).join('\n')
}

/** All of `work` or nothing. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // After some errors SQLite has rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** The file opens, but is not a sound journal: a page of it was overwritten, or it is something else. */
class NotAJournalError extends Error {
  override readonly name = 'NotAJournalError'
}

/** The file itself is broken, against a disk that is full, read-only or failing, where waiting may help. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB || error instanceof NotAJournalError
}

const SQLITE_BUSY = 5

/** Another connection has the file for itself. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_BUSY
}

const SQLITE_FULL = 13

export function isFull(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_FULL
}

const SQLITE_ERROR = 1
const SQLITE_CONSTRAINT = 19
const SQLITE_MISUSE = 21

/** An error of the disk, reported by SQLite or by the file system; anything else is a bug and is thrown on. */
export function isStorageError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const code = sqliteCode(error)
  if (code !== null) return code !== SQLITE_ERROR && code !== SQLITE_CONSTRAINT && code !== SQLITE_MISUSE
  return 'syscall' in error && 'errno' in error
}

/** Primary result code (https://sqlite.org/rescode.html), or null where the error is not SQLite's. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

/** A column that the schema says is an integer or NULL. */
export function nullableNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
