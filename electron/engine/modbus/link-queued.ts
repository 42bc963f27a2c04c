import type { LinkId, LinkState, UnitId } from '../../../shared/model/index.ts'
import { defectText } from '../errors.ts'
import { ConnectionError } from './link-errors.ts'
import { FairQueue } from './link-queue.ts'
import type { Queued } from './link-queue.ts'
import { nextConnection } from './link-state.ts'
import type { BackOffLimits, ConnectionEvent, ConnectionState } from './link-state.ts'
import type { Link, LinkEnvironment, ReadOptions } from './link.ts'
import type { ReadOutcome, ReadRequest } from './request.ts'
import type { Exchange, Transport, TransportEnvironment } from './transport.ts'

interface Entry extends Queued, Exchange {
  readonly resolve: (outcome: ReadOutcome) => void
  readonly dialsAtOnce: boolean
  /** Whether the caller has its outcome already; the exchange itself may still be under way. */
  isSettled: boolean
  /** It was sent once through a connection that turned out to be gone. */
  wasResent: boolean
}

/** One queue before one transport: turns, connection state, back-off. */
export class QueuedLink implements Link {
  readonly id: LinkId
  readonly #environment: LinkEnvironment
  readonly #limits: BackOffLimits
  readonly #transport: Transport
  readonly #queue = new FairQueue<Entry>()
  readonly #inFlight = new Set<Entry>()
  #connection: ConnectionState = { kind: 'closed', failures: 0 }
  #state: LinkState = { kind: 'closed' }
  /** Whether the connection that is open has ever answered. */
  #hasAnswered = false
  #isClosed = false

  constructor(
    id: LinkId,
    connect: (onClosed: TransportEnvironment['onClosed']) => Transport,
    longestBackOffMs: number,
    environment: LinkEnvironment,
  ) {
    this.id = id
    this.#environment = environment
    const firstMs = Math.min(environment.retryDelayMs, longestBackOffMs)
    this.#limits = { firstMs, mostMs: longestBackOffMs }
    this.#transport = connect((error) => this.#onClosed(error))
  }

  get state(): LinkState {
    return this.#state
  }

  read(unitId: UnitId, request: ReadRequest, options: ReadOptions): Promise<ReadOutcome> {
    const { timeoutMs, requestDelayMs, dueMs, dialsAtOnce = false, signal } = options
    if (this.#isClosed || signal?.aborted === true) return Promise.resolve({ kind: 'aborted', latencyMs: 0 })
    const down = dialsAtOnce ? null : this.#backOffReason()
    if (down !== null) return Promise.resolve({ kind: 'link-down', reason: down, latencyMs: 0 })
    return new Promise((resolve) => {
      const onAbort = (): void => {
        // One that is on the wire already stays there until its answer or deadline: the line isn't free before.
        this.#queue.remove(entry)
        this.#settle(entry, { kind: 'aborted', latencyMs: 0 })
      }
      const settle = (outcome: ReadOutcome): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      const call = { unitId, request, timeoutMs, requestDelayMs, dueMs, dialsAtOnce }
      const entry: Entry = { ...call, resolve: settle, isSettled: false, wasResent: false }
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#queue.push(entry)
      this.#advance()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const entry of [...this.#queue.drain(), ...this.#inFlight]) {
      this.#settle(entry, { kind: 'aborted', latencyMs: 0 })
    }
    await this.#transport.close()
    this.#apply({ kind: 'closed' })
  }

  /** Starts what can be started. */
  #advance(): void {
    if (this.#isClosed || this.#queue.length === 0 || this.#connection.kind === 'connecting') return
    if (this.#connection.kind === 'open') {
      while (this.#transport.isOpen && this.#inFlight.size < this.#transport.capacity) {
        const entry = this.#queue.shift()
        if (entry === undefined) return
        void this.#run(entry)
      }
      return
    }
    const down = this.#backOffReason()
    if (down !== null) this.#failQueued(down, ({ dialsAtOnce }) => !dialsAtOnce)
    if (this.#queue.length > 0) void this.#dial()
  }

  async #dial(): Promise<void> {
    const entry = this.#queue.shift()
    if (entry === undefined) return
    this.#queue.unshift(entry)
    this.#hasAnswered = false
    this.#apply({ kind: 'dial', isExtra: this.#backOffReason() !== null })
    try {
      await this.#transport.open(entry.timeoutMs)
    } catch (error) {
      if (this.#isClosed) return
      const failure = error instanceof ConnectionError ? error : this.#defect(error)
      this.#fail(failure)
      this.#failQueued(failure.message)
      return
    }
    if (this.#isClosed) return this.#transport.close()
    // The connection can be lost between its opening and this line.
    if (this.#connection.kind === 'connecting') {
      this.#environment.logger.debug(`${this.id}: connected`)
      this.#apply({ kind: 'opened' })
    }
    this.#advance()
  }

  async #run(entry: Entry): Promise<void> {
    this.#inFlight.add(entry)
    const outcome = await this.#transport.exchange(entry).catch((error: unknown): ReadOutcome => {
      return { kind: 'link-down', reason: this.#defect(error).message, latencyMs: 0 }
    })
    this.#inFlight.delete(entry)
    if (this.#isClosed) return
    this.#note(entry, outcome)
    // A device that closes idle connections does it now and then just while a request is on its way: ask again.
    if (outcome.kind === 'link-down' && this.#hasAnswered && !entry.wasResent && !entry.isSettled) {
      entry.wasResent = true
      this.#queue.push(entry)
    } else this.#settle(entry, outcome)
    this.#advance()
  }

  #note(entry: Entry, outcome: ReadOutcome): void {
    if (outcome.kind === 'data' || outcome.kind === 'exception') {
      this.#hasAnswered = true
      this.#apply({ kind: 'answered' })
      this.#queue.pardon(entry.unitId)
    } else if (outcome.kind === 'timeout') {
      this.#queue.penalise(entry.unitId, this.#environment.clock.monotonicMs())
    }
  }

  #onClosed(error: ConnectionError | null): void {
    if (this.#isClosed) return
    if (error !== null && !this.#hasAnswered) this.#fail(error)
    else {
      this.#environment.logger.debug(error?.message ?? `${this.id}: connection given up, a fresh one next`)
      this.#apply({ kind: 'released' })
    }
    this.#advance()
  }

  #fail(error: ConnectionError): void {
    const nowMs = this.#environment.clock.monotonicMs()
    const random = (this.#environment.random ?? Math.random)()
    this.#apply({ kind: 'failed', reason: error.message, nowMs, random })
    // Aloud it is said by who hears the change of state.
    this.#environment.logger.debug(error.message)
  }

  /** A defect met on one link must not end the collection on all the others. */
  #defect(error: unknown): ConnectionError {
    this.#environment.logger.error(`${this.id}: ${defectText(error)}`)
    return new ConnectionError('internal error, see the log', { cause: error })
  }

  #failQueued(reason: string, isMeant: (entry: Entry) => boolean = () => true): void {
    for (const entry of this.#queue.drain()) {
      if (isMeant(entry)) this.#settle(entry, { kind: 'link-down', reason, latencyMs: 0 })
      else this.#queue.push(entry)
    }
  }

  #settle(entry: Entry, outcome: ReadOutcome): void {
    if (entry.isSettled) return
    entry.isSettled = true
    entry.resolve(outcome)
  }

  #backOffReason(): string | null {
    const connection = this.#connection
    if (connection.kind !== 'backoff') return null
    return this.#environment.clock.monotonicMs() < connection.retryAtMs ? connection.reason : null
  }

  #apply(event: ConnectionEvent): void {
    const before = this.#connection
    this.#connection = nextConnection(before, event, this.#limits)
    if (this.#connection === before) return
    const after = this.#connection
    if (after.kind === before.kind && after.kind !== 'backoff') return
    this.#state = this.#show(after)
    this.#environment.onState(this.#state)
  }

  /** As the model shows it: the time of the next dial on the wall clock. */
  #show(connection: ConnectionState): LinkState {
    if (connection.kind !== 'backoff') return { kind: connection.kind }
    const { clock } = this.#environment
    const retryAtMs = clock.wallMs() + connection.retryAtMs - clock.monotonicMs()
    return { kind: 'backoff', attempt: connection.failures, retryAtMs, reason: connection.reason }
  }
}
