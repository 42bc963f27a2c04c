import { assertNever } from '../../../shared/assert-never.ts'
import type { ApiConfig, EventSink, UploadState } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Batch, Rejection } from '../store/batch.ts'
import type { Journal } from '../store/journal.ts'
import { type Answer, verdictOf } from './answer.ts'
import { type ApiClient, compressed, createApiClient, type UploadRequest } from './api-client.ts'
import { Bell } from './bell.ts'
import { noAnswerOf } from './no-answer.ts'
import {
  batchSizeOf,
  initialUploaderState,
  nextUpload,
  type Settlement,
  type UploaderEvent,
} from './upload-state.ts'

/** The output's name in the journal: its cursor. */
export const restOutput = 'rest'

export interface UploaderOptions {
  readonly journal: Journal
  /** null: readings are stored only. */
  readonly api: ApiConfig | null
  readonly gatewayId: string
  readonly clock: Clock
  readonly logger: Logger
  readonly sink: EventSink
  /** 0 <= random < 1; Math.random unless told. */
  readonly random?: () => number
}

/** Delivers what the journal holds, one batch at a time, oldest first. Deletes nothing by itself. */
export interface Uploader {
  start(): void
  /** Ends the request in flight; its batch goes out again at the next start. */
  stop(): Promise<void>
  /** Tries at once, whatever it was waiting for. */
  reconfigure(api: ApiConfig | null): void
  /** Readings have been stored. */
  notify(): void
  readonly state: UploadState
}

/** Dead letters may be asked for again by another process, which cannot notify. */
const idleLookMs = 5_000
/** For the answer to the last request, so that it need not be sent again after the next start. */
const graceMs = 1_000

export function createUploader(options: UploaderOptions): Uploader {
  return new BatchUploader(options)
}

class BatchUploader implements Uploader {
  readonly #options: UploaderOptions
  readonly #random: () => number
  readonly #bell = new Bell()
  #api: ApiConfig | null
  #client: ApiClient | null = null
  #state = initialUploaderState
  /** Ends the request in flight. */
  #attempt = new AbortController()
  #stopped = false
  #loop: Promise<void> | null = null
  /** What was sent last: the next try of the same batch is not compressed again. */
  #sent: { readonly body: string; readonly request: UploadRequest } | null = null

  constructor(options: UploaderOptions) {
    this.#options = options
    this.#random = options.random ?? Math.random
    this.#api = options.api
  }

  get state(): UploadState {
    return this.#state.shown
  }

  start(): void {
    if (this.#loop !== null || this.#stopped) return
    this.#configure()
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#bell.ring()
    const grace = setTimeout(() => this.#attempt.abort(), graceMs)
    await this.#loop
    clearTimeout(grace)
    await this.#client?.close()
    this.#client = null
  }

  reconfigure(api: ApiConfig | null): void {
    const same = JSON.stringify(api) === JSON.stringify(this.#api)
    this.#api = api
    if (this.#loop === null || this.#stopped) return
    // The same API may go on with the request in flight; a wait ends all the same.
    if (same && this.#state.shown.kind === 'sending') return
    this.#attempt.abort()
    this.#configure()
    this.#bell.ring()
  }

  notify(): void {
    this.#bell.ring()
  }

  #configure(): void {
    this.#dropClient()
    this.#next({ kind: 'configured', on: this.#api !== null })
  }

  #dropClient(): void {
    void this.#client?.close()
    this.#client = null
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const api = this.#api
      if (api === null) {
        await this.#bell.heard(null)
        continue
      }
      // Stored readings ring too: they only make it look at the time again.
      const waitMs = this.#state.notBeforeMs - this.#options.clock.monotonicMs()
      if (waitMs > 0) await this.#bell.heard(waitMs)
      else await this.#deliverOne(api)
    }
  }

  async #deliverOne(api: ApiConfig): Promise<void> {
    const { journal, clock, gatewayId, logger } = this.#options
    this.#attempt = new AbortController()
    const { signal } = this.#attempt
    // Rung from here on means that there may be more than this look finds.
    this.#bell.silence()
    try {
      const size = batchSizeOf(this.#state, api.batchSize, clock.monotonicMs())
      const batch = journal.nextBatch(restOutput, size, clock.wallMs(), gatewayId)
      if (batch === null) {
        this.#next({ kind: 'nothing-to-send' })
        await this.#bell.heard(idleLookMs)
        return
      }
      this.#next({ kind: 'sending' })
      if (this.#sent?.body !== batch.body) {
        this.#sent = { body: batch.body, request: await compressed(batch) }
      }
      if (signal.aborted || this.#stopped) return
      await this.#send(api, batch, this.#sent.request, signal)
    } catch (error) {
      // A fault of ours must not end delivery for good: it is told, and tried again.
      if (this.#stopped) return
      const reason = error instanceof Error ? error.message : String(error)
      logger.error(`the uploader failed: ${reason}`)
      this.#judge({ kind: 'none', place: 'unknown', reason }, 1)
    }
  }

  async #send(api: ApiConfig, batch: Batch, request: UploadRequest, signal: AbortSignal): Promise<void> {
    const { clock, sink } = this.#options
    const startedMs = clock.monotonicMs()
    const answer = await this.#post(api, request, signal)
    // Ended by a new configuration or the end: says nothing about the API.
    if (answer === null) return
    // The next try is on a new connection, made with what the certificate file says then.
    if (answer.kind === 'none') this.#dropClient()
    const settlement = this.#judge(answer, batch.count)
    if (settlement.kind !== 'keep') this.#sent = null
    const dead = this.#settle(batch, settlement)
    sink({
      kind: 'upload-attempt',
      readings: batch.count,
      bytes: request.body.length,
      latencyMs: clock.monotonicMs() - startedMs,
      status: answer.kind === 'status' ? answer.status : null,
      acknowledged: settlement.kind === 'acknowledge' ? batch.count - dead.length : 0,
    })
    const first = dead[0]
    if (first !== undefined) sink({ kind: 'dead-letters', count: dead.length, reason: first.reason })
  }

  async #post(api: ApiConfig, request: UploadRequest, signal: AbortSignal): Promise<Answer | null> {
    try {
      this.#client ??= createApiClient(api)
    } catch (error) {
      return noAnswerOf(error)
    }
    return this.#client.post(request, signal)
  }

  #judge(answer: Answer, count: number): Settlement {
    const { clock, logger } = this.#options
    const at = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }
    const verdict = verdictOf(answer, at.wallMs)
    if (verdict.kind === 'delivered' && verdict.remark !== null) logger.warning(`the API: ${verdict.remark}`)
    return this.#next({ kind: 'verdict', verdict, count, at, random: this.#random() })
  }

  /** @returns the readings that became dead letters */
  #settle(batch: Batch, settlement: Settlement): readonly Rejection[] {
    const { journal } = this.#options
    switch (settlement.kind) {
      case 'keep':
        return []
      case 'acknowledge': {
        const dead = ownRejections(batch, settlement.rejected)
        journal.acknowledge(batch, dead)
        return dead
      }
      case 'halve':
        journal.halve(batch)
        return []
      case 'dissolve':
        journal.dissolve(batch)
        return []
      case 'bury':
        journal.bury(batch, settlement.reason)
        return [{ seq: batch.firstSeq, reason: settlement.reason }]
      default:
        return assertNever(settlement)
    }
  }

  #next(event: UploaderEvent): Settlement {
    const before = this.#state.shown
    const { state, settlement } = nextUpload(this.#state, event)
    this.#state = state
    const trouble = state.shown.kind === 'backoff' || state.shown.kind === 'refused'
    if (trouble ? state.shown !== before : state.shown.kind !== before.kind) {
      this.#options.sink({ kind: 'upload-state', state: state.shown })
    }
    return settlement
  }
}

/** Once each, and none that was not sent: an API may say anything. */
function ownRejections(batch: Batch, rejected: readonly Rejection[]): readonly Rejection[] {
  const bySeq = new Map(rejected.map((rejection) => [rejection.seq, rejection]))
  return [...bySeq.values()].filter(({ seq }) => seq >= batch.firstSeq && seq <= batch.lastSeq)
}
