import { pointsMost } from '../../../shared/contract/limits.ts'
import type { SeriesArgs, SeriesDelta, SeriesSnapshot } from '../../../shared/contract/series.ts'
import type { Bucket } from '../../../shared/contract/series.ts'
import type { DeviceConfig, EngineEvent, EventSink } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { defectText } from '../errors.ts'
import type { Journal } from '../store/journal.ts'
import { bucketLengthMs, spanStartMs } from './bucket-length.ts'
import { fillFromJournal } from './history.ts'
import { intervalsOf, type PlannedSeries, planSeries, SeriesBook } from './series-book.ts'

export interface ChartOptions {
  readonly journal: Journal
  readonly clock: Clock
  /** Of the running configuration. */
  readonly devices: () => readonly DeviceConfig[]
  readonly subscribe: (listener: EventSink) => () => void
}

/**
 * The series of one live chart: the past from the journal, and what is read from now on. It is filled once; after
 * that it is kept up to date, and a client that comes back gets it from memory.
 */
export class Chart {
  readonly #options: ChartOptions
  readonly #args: SeriesArgs
  readonly #leave: () => void
  #book: SeriesBook
  #filling: Promise<void>
  #isFilled = false
  #trouble: string | null = null
  /** What the client has is of no use any more. */
  #isStale = false
  /** By index of the series and begin of the bucket: what the client has not got. */
  #changed = new Map<number, Map<number, Bucket>>()
  #isClosed = false

  constructor(options: ChartOptions, args: SeriesArgs) {
    this.#options = options
    this.#args = args
    this.#book = this.#newBook(planSeries(args.series, options.devices()))
    this.#leave = options.subscribe((event) => this.#onEvent(event))
    this.#filling = this.#fill(this.#book)
  }

  async snapshot(): Promise<SeriesSnapshot> {
    while (!this.#isFilled && !this.#isClosed) await this.#filling
    return this.#whole()
  }

  take(): { kind: 'snapshot'; data: SeriesSnapshot } | { kind: 'delta'; data: SeriesDelta } | null {
    if (!this.#isFilled) return null
    if (this.#isStale) return { kind: 'snapshot', data: this.#whole() }
    if (this.#changed.size === 0) return null
    const changes = Array.from(this.#changed, ([index, buckets]) => ({
      index,
      buckets: [...buckets.values()],
    }))
    this.#changed = new Map()
    return { kind: 'delta', data: { toMs: this.#nowMs(), changes } }
  }

  close(): void {
    this.#isClosed = true
    this.#leave()
  }

  #whole(): SeriesSnapshot {
    this.#isStale = false
    this.#changed = new Map()
    const toMs = this.#nowMs()
    const { bucketMs } = this.#book
    const fromMs = spanStartMs(toMs + 1, this.#args.spanMs, bucketMs)
    return { bucketMs, fromMs, toMs, series: this.#book.series(fromMs, toMs + 1), trouble: this.#trouble }
  }

  /** After the clock was set back, slots go on from where they were. */
  #nowMs(): number {
    const { clock, journal } = this.#options
    return Math.max(clock.wallMs(), journal.newestTimestampMs() ?? 0)
  }

  #newBook(plan: readonly PlannedSeries[]): SeriesBook {
    return new SeriesBook(plan, bucketLengthMs(this.#args.spanMs, intervalsOf(plan)))
  }

  async #fill(book: SeriesBook): Promise<void> {
    const toMs = this.#nowMs() + 1
    const fromMs = spanStartMs(toMs, this.#args.spanMs, book.bucketMs)
    const isWanted = (): boolean => !this.#isClosed && this.#book === book
    const trouble = await fillFromJournal(this.#options.journal, book, { fromMs, toMs }, isWanted).catch(
      (error: unknown) => `The journal could not be read: ${defectText(error)}`,
    )
    if (!isWanted()) return
    this.#trouble = trouble
    this.#isFilled = true
  }

  #onEvent(event: EngineEvent): void {
    if (event.kind === 'reading') {
      const { deviceId, slotMs, measurements } = event.reading
      for (const { index, bucket } of this.#book.add(deviceId, slotMs, measurements))
        this.#remember(index, bucket)
    } else if (event.kind === 'config-applied') this.#onConfiguration()
  }

  #remember(index: number, bucket: Bucket): void {
    if (!this.#isFilled || this.#isStale) return
    const buckets = this.#changed.get(index) ?? new Map<number, Bucket>()
    buckets.set(bucket.tMs, bucket)
    this.#changed.set(index, buckets)
    if (buckets.size <= pointsMost) return
    // It was away for so long that the whole is less than what has changed.
    this.#isStale = true
    this.#changed = new Map()
  }

  #onConfiguration(): void {
    const plan = planSeries(this.#args.series, this.#options.devices())
    if (JSON.stringify(plan) === JSON.stringify(this.#book.plan)) return
    this.#book = this.#newBook(plan)
    this.#isFilled = false
    this.#isStale = true
    this.#filling = this.#fill(this.#book)
  }
}
