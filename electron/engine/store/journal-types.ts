import type { EventSink, Loss, Reading, StoreState } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Batch, DeadLetter, Rejection, SeqSelection } from './batch.ts'

export interface JournalLimits {
  /** Bound of everything the journal has on disk, write-ahead log included. */
  readonly maxSizeBytes: number
  /** Delivered readings older than this go. */
  readonly maxAgeMs: number
}

export interface JournalStats {
  /** 0 before the first reading. */
  readonly lastSeq: number
  readonly storedReadings: number
  /** Readings that at least one output has not acknowledged. */
  readonly unsent: number
  readonly unsentBytes: number
  readonly oldestUnsentSlotMs: number | null
  readonly deadLetters: number
  /** Sum over the loss ledger, readings lost in memory included. */
  readonly lostReadings: number
  readonly sizeBytes: number
  /** Monotonic clock; null before the first commit of this process. */
  readonly lastCommitMs: number | null
  /** Readings in memory that are not committed yet. */
  readonly waitingReadings: number
  readonly state: StoreState
}

export interface StoredReading {
  readonly seq: number
  /** Wire JSON text. */
  readonly json: string
}

export interface ReadingQuery {
  /** First slot, inclusive. */
  readonly fromMs?: number
  /** First slot that is not wanted any more. */
  readonly toMs?: number
  readonly deviceIds?: readonly string[]
  readonly afterSeq?: number
  readonly limit?: number
}

export interface HistoryQuery {
  /** First slot, inclusive. */
  readonly fromMs: number
  /** First slot that is not wanted any more. */
  readonly toMs: number
  readonly deviceIds: readonly string[]
}

export interface HistoryRow {
  readonly deviceId: string
  readonly slotMs: number
  /** Wire JSON text without `seq`. */
  readonly json: string
}

/**
 * Every reading on its way from the collector to the outputs, in one SQLite file.
 *
 * A reading is stored when its transaction is committed; only stored ones are sent. Nothing here throws because
 * of the disk: what cannot be written waits in memory, and `stats().state` says so.
 */
export interface Journal {
  /** Joins the next group commit, at most 200 ms away; the sink gets `stored` once it is committed. */
  append(reading: Reading): void
  /** Commits now. */
  flush(): void
  /**
   * The batch to send: the same one until it is settled, also after a restart. null when nothing waits or the disk
   * fails. A dead letter that is to be retried comes as a batch of its own.
   */
  nextBatch(output: string, maxReadings: number, sentAtMs: number, gatewayId: string): Batch | null
  /** Delivered: the cursor moves; the rejected readings become dead letters. */
  acknowledge(batch: Batch, rejected: readonly Rejection[]): void
  /** Replaces the batch by its two halves, the older readings first. @throws RangeError for a batch of one */
  halve(batch: Batch): void
  /** Forgets how the readings were divided, so that `nextBatch` makes smaller batches of them. */
  dissolve(batch: Batch): void
  /** The API refuses this batch for good: its readings become dead letters. */
  bury(batch: Batch, reason: string): void
  /** Oldest first. */
  deadLetters(limit: number): readonly DeadLetter[]
  /** Returns how many go out again. */
  retryDeadLetters(seqs: SeqSelection): number
  dropDeadLetters(seqs: SeqSelection): number
  /** Newest first. Removals that follow one another within an hour share a row. */
  losses(): readonly Loss[]
  /** Cheap: kept up to date as things happen. */
  stats(): JournalStats
  newestTimestampMs(): number | null
  lastSlotMs(deviceId: string): number | null
  /** By seq. Paged inside, so that a long export holds neither memory nor a snapshot of the file. */
  read(query: ReadingQuery): Iterable<StoredReading>
  /** By seq, for charts: the first page fixes how far it goes, each takes some milliseconds at most. */
  pages(query: HistoryQuery): Iterable<readonly HistoryRow[]>
  setLimits(limits: JournalLimits): void
  /** Commits what waits and closes the file. */
  close(): void
}

export interface JournalOptions {
  readonly dir: string
  readonly clock: Clock
  readonly logger: Logger
  /** Never called before `openJournal` has returned. */
  readonly sink: EventSink
  readonly limits: JournalLimits
  /** Each has its own cursor. */
  readonly outputs: readonly string[]
  /** Readings that may wait in memory while the disk fails; 100,000 unless told. */
  readonly memoryLimitReadings?: number
}
