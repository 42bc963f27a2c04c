import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Loss } from '../../../shared/model/index.ts'
import { journalFileName, numberOf, textOf, versionOf } from './database.ts'
import { dropDeadLetters, retryDeadLetters } from './dead-letters.ts'
import { fileStats } from './file-stats.ts'
import { readLosses } from './ledger.ts'
import { queryReadings } from './readings.ts'

/** A reading that the API refused for good. */
export interface DeadLetterInfo {
  readonly seq: number
  /** What the API said. */
  readonly reason: string
  readonly buriedAtMs: number
  /** Asked to go out again, not settled yet. */
  readonly retrying: boolean
}

/** What the journal holds, for people. */
export interface JournalSummary {
  readonly storedReadings: number
  readonly lastSeq: number | null
  /** Readings that the API has not acknowledged and that are not dead letters. */
  readonly unsent: number
  readonly oldestUnsentSlotMs: number | null
  /** Oldest first. */
  readonly deadLetters: readonly DeadLetterInfo[]
  readonly losses: readonly Loss[]
}

export interface ExportQuery {
  /** First slot, inclusive; ms since the epoch. */
  readonly fromMs: number | null
  /** First slot that is not wanted any more. */
  readonly toMs: number | null
  /** Empty: all. */
  readonly deviceIds: readonly string[]
}

/**
 * The journal as another process sees it, whether a collector is running or not. It never creates, repairs or
 * migrates the file: that is the collector's business, which alone has the lock.
 */
export interface JournalFile {
  summary(output: string): JournalSummary
  /** Wire JSON by seq. Read in pages: neither memory nor a snapshot of the file is held for long. */
  readings(query: ExportQuery): Iterable<string>
  /** They go out again with the next batch of the collector. Returns how many. */
  retryDeadLetters(): number
  /** Deletes them, but for those on their way at the moment. Returns how many. */
  dropDeadLetters(): number
  close(): void
}

/** A commit of the collector takes milliseconds, unless the disk is in trouble. */
const busyTimeoutMs = 5_000

/**
 * @returns null where there is no journal
 * @throws NewerJournalError, or SQLite's error where the file cannot be read
 */
export function openJournalFile(dataDir: string, mode: 'read' | 'write'): JournalFile | null {
  const path = join(dataDir, journalFileName)
  if (!existsSync(path)) return null
  const db = new DatabaseSync(path, { readOnly: mode === 'read', timeout: busyTimeoutMs })
  try {
    // The collector has just made the file, its tables are not there yet.
    if (versionOf(db, path) === 0) {
      db.close()
      return null
    }
  } catch (error) {
    db.close()
    throw error
  }
  return {
    summary: (output) => summaryOf(db, output),
    readings: (query) => readingsOf(db, query),
    retryDeadLetters: () => retryDeadLetters(db, 'all'),
    dropDeadLetters: () => dropDeadLetters(db, 'all'),
    close: () => db.close(),
  }
}

function summaryOf(db: DatabaseSync, output: string): JournalSummary {
  const { lastSeq, storedReadings, unsent, oldestUnsentSlotMs } = fileStats(db, [output])
  return {
    storedReadings,
    lastSeq: lastSeq === 0 ? null : lastSeq,
    unsent,
    oldestUnsentSlotMs,
    deadLetters: deadLettersOf(db, output),
    losses: readLosses(db),
  }
}

function deadLettersOf(db: DatabaseSync, output: string): readonly DeadLetterInfo[] {
  return db
    .prepare('SELECT seq, reason, buried_at_ms, retry FROM dead_letters WHERE output = ? ORDER BY seq')
    .all(output)
    .map((row) => ({
      seq: numberOf(row['seq']),
      reason: textOf(row['reason']),
      buriedAtMs: numberOf(row['buried_at_ms']),
      retrying: row['retry'] === 1,
    }))
}

function* readingsOf(db: DatabaseSync, { fromMs, toMs, deviceIds }: ExportQuery): Generator<string> {
  const query = {
    ...(fromMs === null ? {} : { fromMs }),
    ...(toMs === null ? {} : { toMs }),
    ...(deviceIds.length === 0 ? {} : { deviceIds }),
  }
  for (const { json } of queryReadings((work) => work(db), query)) yield json
}
