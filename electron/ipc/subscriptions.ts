import { batchPeriodMs, unacknowledgedMost } from '../../shared/contract/limits.ts'
import type { TopicName } from '../../shared/contract/names.ts'
import type { TopicEvent } from '../../shared/contract/protocol.ts'
import { type Feeds, topics } from '../../shared/contract/topics.ts'
import type { Clock } from '../engine/clock.ts'
import type { Logger } from '../engine/logger.ts'
import { callErrorOf } from './call-error.ts'

/** A feed of any topic: data goes through to the client as it is. */
interface AnyFeed {
  snapshot(): unknown
  take(): { readonly kind: 'snapshot' | 'delta'; readonly data: unknown } | null
  close(): void
}

type State =
  | { readonly kind: 'due' }
  | { readonly kind: 'fetching' }
  | { readonly kind: 'fetched'; readonly data: unknown }
  | { readonly kind: 'following' }
  | { readonly kind: 'failed'; readonly message: string }

interface Entry {
  readonly id: number
  readonly topic: TopicName
  /** null: it could not be made. */
  readonly feed: AnyFeed | null
  state: State
}

export interface SubscriptionOptions {
  readonly feeds: Feeds
  readonly clock: Clock
  readonly logger: Logger
  readonly sendBatch: (number: number, events: readonly TopicEvent[]) => void
}

/** What is beyond gets an error, and a client that goes on all the same is hung up on. */
export const subscriptionsMost = 40

const tooMany = `at most ${subscriptionsMost} topics can be followed at once`

/**
 * What one client follows. All its topics share batches, at most one in `batchPeriodMs`. A client that leaves
 * `unacknowledgedMost` of them unacknowledged gets nothing until it has caught up, then everything afresh.
 */
export class Subscriptions {
  readonly #options: SubscriptionOptions
  readonly #entries = new Map<number, Entry>()
  #timer: NodeJS.Timeout | null = null
  #sentMs = -Infinity
  #sent = 0
  #acknowledged = 0
  #lags = false

  constructor(options: SubscriptionOptions) {
    this.#options = options
  }

  /** @returns why it is refused, or null */
  add(id: number, topic: TopicName, args: unknown): string | null {
    if (this.#entries.has(id)) return `subscription ${id} is in use`
    if (this.#entries.size >= 2 * subscriptionsMost) return 'too many subscriptions'
    this.#entries.set(
      id,
      this.#entries.size < subscriptionsMost
        ? this.#open(id, topic, args)
        : { id, topic, feed: null, state: { kind: 'failed', message: tooMany } },
    )
    this.#schedule()
    return null
  }

  remove(id: number): void {
    this.#entries.get(id)?.feed?.close()
    this.#entries.delete(id)
  }

  /** A number that was not sent yet is of the conversation before: its last batches may arrive after a new hello. */
  acknowledge(number: number): void {
    if (number <= this.#sent) this.#acknowledged = Math.max(this.#acknowledged, number)
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    for (const id of this.#entries.keys()) this.remove(id)
  }

  #open(id: number, topic: TopicName, args: unknown): Entry {
    try {
      return { id, topic, feed: feedOf(this.#options.feeds, topic, args), state: { kind: 'due' } }
    } catch (error) {
      return { id, topic, feed: null, state: this.#failed(topic, error) }
    }
  }

  #failed(topic: TopicName, error: unknown): State {
    return { kind: 'failed', message: callErrorOf(error, topic, this.#options.logger).message }
  }

  /** The first snapshot goes out at once where the pace allows it. */
  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const waitMs = Math.max(0, this.#sentMs + batchPeriodMs - this.#options.clock.monotonicMs())
    this.#timer = setTimeout(() => this.#flush(), Math.min(waitMs, batchPeriodMs))
  }

  #flush(): void {
    this.#timer = null
    if (this.#entries.size === 0) return
    if (this.#mayFlow()) {
      const events = [...this.#entries.values()]
        .map((entry) => this.#eventOf(entry))
        .filter((event) => event !== null)
      if (events.length > 0) {
        this.#sentMs = this.#options.clock.monotonicMs()
        this.#options.sendBatch(++this.#sent, events)
      }
    }
    this.#timer ??= setTimeout(() => this.#flush(), batchPeriodMs)
  }

  #mayFlow(): boolean {
    const open = this.#sent - this.#acknowledged
    if (this.#lags && open === 0) {
      this.#lags = false
      for (const entry of this.#entries.values()) {
        if (entry.state.kind !== 'failed') entry.state = { kind: 'due' }
      }
    } else if (open >= unacknowledgedMost) this.#lags = true
    return !this.#lags
  }

  #eventOf(entry: Entry): TopicEvent | null {
    if (entry.feed !== null && entry.state.kind === 'due') this.#fetch(entry, entry.feed)
    const { id, feed, state } = entry
    switch (state.kind) {
      case 'due':
      case 'fetching':
        return null
      case 'fetched':
        entry.state = { kind: 'following' }
        return { id, kind: 'snapshot', data: state.data }
      case 'failed':
        this.remove(id)
        return { id, kind: 'error', data: state.message }
      case 'following':
        try {
          const news = feed?.take() ?? null
          return news === null ? null : { id, ...news }
        } catch (error) {
          entry.state = this.#failed(entry.topic, error)
          return null
        }
    }
  }

  /** A snapshot from the disk takes its time; what it was overtaken by meanwhile (a lag) makes it void. */
  #fetch(entry: Entry, feed: AnyFeed): void {
    try {
      const snapshot = feed.snapshot()
      if (!(snapshot instanceof Promise)) {
        entry.state = { kind: 'fetched', data: snapshot }
        return
      }
      const fetching: State = { kind: 'fetching' }
      entry.state = fetching
      const settle = (state: State): void => {
        if (entry.state !== fetching || this.#entries.get(entry.id) !== entry) return
        entry.state = state
        if (this.#timer !== null) this.#schedule()
      }
      snapshot.then(
        (data: unknown) => settle({ kind: 'fetched', data }),
        (error: unknown) => settle(this.#failed(entry.topic, error)),
      )
    } catch (error) {
      entry.state = this.#failed(entry.topic, error)
    }
  }
}

/** @throws ZodError, or what the feed itself refuses */
function feedOf(feeds: Feeds, topic: TopicName, args: unknown): AnyFeed {
  switch (topic) {
    case 'status':
      return feeds.status(topics.status.args.parse(args))
    case 'config':
      return feeds.config(topics.config.args.parse(args))
    case 'series':
      return feeds.series(topics.series.args.parse(args))
    case 'alerts':
      return feeds.alerts(topics.alerts.args.parse(args))
    case 'queue':
      return feeds.queue(topics.queue.args.parse(args))
    case 'log':
      return feeds.log(topics.log.args.parse(args))
    case 'traffic':
      return feeds.traffic(topics.traffic.args.parse(args))
    case 'run':
      return feeds.run(topics.run.args.parse(args))
    case 'runs':
      return feeds.runs(topics.runs.args.parse(args))
  }
}
