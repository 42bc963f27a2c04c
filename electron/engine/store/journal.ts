import type { DatabaseSync } from 'node:sqlite'
import type { EngineEvent, Loss, Reading, StoreState } from '../../../shared/model/index.ts'
import type { Batch, DeadLetter, Rejection, SeqSelection } from './batch.ts'
import { buryBatch, dissolve, fixBatch, halve, pendingBatch, settle } from './batches.ts'
import { setWalLimit } from './database.ts'
import { dropDeadLetters, listDeadLetters, retryDeadLetters } from './dead-letters.ts'
import { DeviceTimes } from './device-times.ts'
import { emptyFile, type FileStats, fileStats } from './file-stats.ts'
import { GuardedFile } from './guarded-file.ts'
import { JournalPlace } from './journal-place.ts'
import type {
  HistoryQuery,
  HistoryRow,
  Journal,
  JournalLimits,
  JournalOptions,
  JournalStats,
  ReadingQuery,
  StoredReading,
} from './journal-types.ts'
import { readLosses, recordLoss } from './ledger.ts'
import { highestSeq, historyPages, insertReadings, queryReadings } from './readings.ts'
import { enforceSize, removeAged, walLimitBytes } from './retention.ts'
import { WaitingReadings } from './waiting.ts'

export type {
  HistoryQuery,
  HistoryRow,
  Journal,
  JournalLimits,
  JournalOptions,
  JournalStats,
  ReadingQuery,
  StoredReading,
} from './journal-types.ts'

const groupCommitMs = 200
const retryMs = 2_000
const agingMs = 60_000
/** Readings in one transaction at most, and as many as are committed at once without waiting for the timer. */
const groupSize = 1_000

/** One transaction on the open file. */
type Work = (db: DatabaseSync) => void

/** @throws NewerJournalError; never because of the disk */
export function openJournal(options: JournalOptions): Journal {
  return new SqliteJournal(options)
}

class SqliteJournal implements Journal {
  readonly #options: JournalOptions
  readonly #place: JournalPlace
  readonly #file: GuardedFile
  readonly #waiting: WaitingReadings
  /** Settled by the uploader while the disk failed: the file learns of it before it is asked for another batch. */
  readonly #unwritten: Work[] = []
  readonly #given = new Map<string, Batch>()
  readonly #devices: DeviceTimes
  readonly #early: EngineEvent[] = []
  #opened = false
  #closed = false
  #limits: JournalLimits
  #timer: NodeJS.Timeout | null = null
  #agingDueMs = 0
  #lastCommitMs: number | null = null
  #stats: FileStats = emptyFile

  constructor(options: JournalOptions) {
    this.#options = options
    this.#limits = options.limits
    this.#place = new JournalPlace(options)
    this.#waiting = new WaitingReadings(options.memoryLimitReadings ?? 100_000)
    this.#devices = new DeviceTimes(options.clock)
    this.#file = new GuardedFile({
      open: () => this.#place.open(this.#walLimitBytes),
      replace: () => this.#replace(),
      onFailing: (reason) =>
        this.#stateChanged({ kind: 'failing', reason, waitingReadings: this.#waiting.count }),
      onWorking: () => this.#stateChanged({ kind: 'ok' }),
    })
    this.#read((db) => this.#devices.load(db), undefined)
    this.#refreshStats()
    this.#opened = true
    if (this.#early.length > 0) queueMicrotask(() => this.#early.splice(0).forEach(options.sink))
  }

  append(reading: Reading): void {
    this.#waiting.push(this.#devices.inOrder(reading), this.#options.clock.wallMs())
    if (this.#file.failure !== null) return
    if (this.#waiting.count >= groupSize) this.#commit()
    else if (this.#timer === null) this.#commitIn(groupCommitMs)
  }

  flush(): void {
    while (this.#commit() && this.#waiting.count > 0);
  }

  nextBatch(output: string, maxReadings: number, sentAtMs: number, gatewayId: string): Batch | null {
    if (this.#unwritten.length > 0) return null
    const known = this.#given.get(output) ?? null
    const pending = this.#file.use((db) => pendingBatch(db, output, known))
    if (pending.kind === 'failed') return null
    const batch =
      pending.value ?? this.#write((db) => fixBatch(db, { output, maxReadings, sentAtMs, gatewayId }), null)
    if (batch !== null) this.#given.set(output, batch)
    return batch
  }

  acknowledge(batch: Batch, rejected: readonly Rejection[]): void {
    const nowMs = this.#options.clock.wallMs()
    this.#settle((db) => settle(db, batch, rejected, nowMs))
  }

  halve(batch: Batch): void {
    if (batch.count < 2) throw new RangeError('a batch of one reading cannot be halved')
    this.#settle((db) => halve(db, batch))
  }

  dissolve(batch: Batch): void {
    this.#settle((db) => dissolve(db, batch))
  }

  bury(batch: Batch, reason: string): void {
    const nowMs = this.#options.clock.wallMs()
    this.#settle((db) => buryBatch(db, batch, reason, nowMs))
  }

  deadLetters(limit: number): readonly DeadLetter[] {
    return this.#read((db) => listDeadLetters(db, limit), [])
  }

  retryDeadLetters(seqs: SeqSelection): number {
    return this.#write((db) => retryDeadLetters(db, seqs), 0)
  }

  dropDeadLetters(seqs: SeqSelection): number {
    return this.#write((db) => dropDeadLetters(db, seqs), 0)
  }

  losses(): readonly Loss[] {
    const recorded = this.#read((db) => readLosses(db), [])
    return this.#waiting.lost === null ? recorded : [this.#waiting.lost, ...recorded]
  }

  stats(): JournalStats {
    this.#refreshStats()
    const { failure } = this.#file
    return {
      ...this.#stats,
      lostReadings: this.#stats.lostReadings + (this.#waiting.lost?.count ?? 0),
      sizeBytes: this.#place.sizeBytes,
      lastCommitMs: this.#lastCommitMs,
      waitingReadings: this.#waiting.count,
      state:
        failure === null
          ? { kind: 'ok' }
          : { kind: 'failing', reason: failure, waitingReadings: this.#waiting.count },
    }
  }

  newestTimestampMs(): number | null {
    return this.#devices.newestTimestampMs()
  }

  lastSlotMs(deviceId: string): number | null {
    return this.#devices.lastSlotMs(deviceId)
  }

  read(query: ReadingQuery): Iterable<StoredReading> {
    return queryReadings((work, otherwise) => this.#read(work, otherwise), query)
  }

  pages(query: HistoryQuery): Iterable<readonly HistoryRow[]> {
    return historyPages((work, otherwise) => this.#read(work, otherwise), query)
  }

  setLimits(limits: JournalLimits): void {
    this.#limits = limits
    this.#agingDueMs = 0
    this.#file.use((db) => setWalLimit(db, walLimitBytes(limits)))
    this.#commitIn(0)
  }

  close(): void {
    if (this.#closed) return
    this.flush()
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const { count } = this.#waiting
    if (count > 0)
      this.#options.logger.error(
        `${count} readings could not be stored before the end: ${this.#file.failure}`,
      )
    this.#settleMark()
    this.#file.close()
  }

  /** Where the disk fails the mark stays ahead, and the next start leaves some numbers out. */
  #settleMark(): void {
    if (this.#file.isOpen) this.#file.use((db) => this.#place.settle(highestSeq(db)))
  }

  /** @returns false where the disk fails; what waits stays */
  #commit(): boolean {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#noticeRemoval()
    const done = this.#writeUnwritten() && this.#writeGroup()
    if (done) {
      this.#keepLimits()
      this.#refreshStats()
    }
    if (this.#file.failure !== null) this.#commitIn(retryMs)
    else if (this.#waiting.count > 0) this.#commitIn(0)
    return done
  }

  #noticeRemoval(): void {
    if (!this.#file.isOpen || !this.#place.removed) return
    const { clock, logger } = this.#options
    const { unsent } = this.#stats
    logger.error(
      `${this.#place.path} was removed while the collector runs; ${unsent} unsent readings were in it`,
    )
    this.#file.forget()
    this.#given.clear()
    if (unsent === 0) return
    const loss: Loss = {
      count: unsent,
      firstSeq: null,
      lastSeq: null,
      firstSlotMs: null,
      lastSlotMs: null,
      reason: 'corrupt-journal',
      recordedAtMs: clock.wallMs(),
    }
    this.#unwritten.push((db) => recordLoss(db, loss))
    this.#emit({ kind: 'lost', loss })
  }

  #writeUnwritten(): boolean {
    for (let work = this.#unwritten[0]; work !== undefined; work = this.#unwritten[0]) {
      if (this.#file.write(work).kind === 'failed') return false
      this.#unwritten.shift()
    }
    return true
  }

  #writeGroup(): boolean {
    const { lost } = this.#waiting
    const group = this.#waiting.peek(groupSize, this.#walLimitBytes / 4)
    if (group.length === 0 && lost === null) {
      // Nothing to write, but whether the disk works again can be tried.
      return this.#file.failure === null || this.#file.write(() => undefined).kind === 'done'
    }
    const outcome = this.#file.write((db) => {
      if (lost !== null) recordLoss(db, lost)
      const firstSeq = highestSeq(db) + 1
      const lastSeq = firstSeq + group.length - 1
      this.#place.reserve(lastSeq)
      insertReadings(db, group, firstSeq)
      return { firstSeq, lastSeq }
    })
    if (outcome.kind === 'failed') return false
    if (lost !== null) this.#waiting.settleLost()
    this.#waiting.settle(group.length)
    this.#lastCommitMs = this.#options.clock.monotonicMs()
    if (lost !== null) this.#emit({ kind: 'lost', loss: lost })
    if (group.length > 0) this.#emit({ kind: 'stored', ...outcome.value, count: group.length })
    return true
  }

  /** Losses here have left the file already; what waits in memory is the memory's business. */
  #keepLimits(): void {
    const { clock, outputs } = this.#options
    const nowMs = clock.wallMs()
    this.#read((db) => {
      if (clock.monotonicMs() >= this.#agingDueMs) {
        const more = removeAged(db, outputs, nowMs - this.#limits.maxAgeMs)
        this.#agingDueMs = clock.monotonicMs() + (more ? 0 : agingMs)
      }
      for (const loss of enforceSize(db, this.#limits, outputs, nowMs)) this.#emit({ kind: 'lost', loss })
    }, undefined)
  }

  /** The last ones stay where the file cannot be read. */
  #refreshStats(): void {
    this.#stats = this.#read((db) => fileStats(db, this.#options.outputs), this.#stats)
  }

  /** A write that a caller asks for and hears the result of; `otherwise` where the disk fails. */
  #write<T>(work: (db: DatabaseSync) => T, otherwise: T): T {
    const outcome = this.#file.write(work)
    if (outcome.kind === 'done') return outcome.value
    this.#commitIn(retryMs)
    return otherwise
  }

  #read<T>(work: (db: DatabaseSync) => T, otherwise: T): T {
    const outcome = this.#file.use(work)
    return outcome.kind === 'done' ? outcome.value : otherwise
  }

  /** What the API has answered is so, whether the disk works or not. */
  #settle(work: Work): void {
    this.#unwritten.push(work)
    if (!this.#writeUnwritten()) this.#commitIn(retryMs)
  }

  /** @throws SQLite's or the file system's error */
  #replace(): void {
    const { setAside, recovered, loss } = this.#place.replace(this.#walLimitBytes, this.#stats.unsent)
    this.#emit({ kind: 'journal-replaced', setAside, recovered })
    if (loss !== null) this.#emit({ kind: 'lost', loss })
  }

  get #walLimitBytes(): number {
    return walLimitBytes(this.#limits)
  }

  #commitIn(delayMs: number): void {
    if (this.#closed || this.#timer !== null) return
    this.#timer = setTimeout(() => this.#commit(), delayMs)
  }

  #stateChanged(state: StoreState): void {
    if (state.kind === 'failing') this.#commitIn(retryMs)
    this.#emit({ kind: 'store-state', state })
  }

  #emit(event: EngineEvent): void {
    if (this.#opened) this.#options.sink(event)
    else this.#early.push(event)
  }
}
