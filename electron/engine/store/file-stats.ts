import type { DatabaseSync } from 'node:sqlite'
import { deepestQueue, oldestUnsentSlot, settledByAll } from './cursors.ts'
import { numberOf } from './database.ts'
import type { JournalStats } from './journal-types.ts'
import { countLosses } from './ledger.ts'
import { highestSeq } from './readings.ts'

/** What the file alone can say. */
export type FileStats = Pick<
  JournalStats,
  | 'lastSeq'
  | 'storedReadings'
  | 'unsent'
  | 'unsentBytes'
  | 'oldestUnsentSlotMs'
  | 'deadLetters'
  | 'lostReadings'
>

export const emptyFile: FileStats = {
  lastSeq: 0,
  storedReadings: 0,
  unsent: 0,
  unsentBytes: 0,
  oldestUnsentSlotMs: null,
  deadLetters: 0,
  lostReadings: 0,
}

/** A few rows, however large the journal is. */
export function fileStats(db: DatabaseSync, outputs: readonly string[]): FileStats {
  const totals = db.prepare('SELECT readings, dead_letters FROM totals').get()
  const queue = deepestQueue(db, outputs)
  return {
    lastSeq: highestSeq(db),
    storedReadings: numberOf(totals?.['readings']),
    unsent: queue.readings,
    unsentBytes: queue.bytes,
    oldestUnsentSlotMs: oldestUnsentSlot(db, settledByAll(db, outputs)),
    deadLetters: numberOf(totals?.['dead_letters']),
    lostReadings: Object.values(countLosses(db)).reduce((sum, count) => sum + count, 0),
  }
}
