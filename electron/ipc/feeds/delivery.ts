import type { QueueSnapshot } from '../../../shared/contract/queue.ts'
import type { Loss } from '../../../shared/model/index.ts'
import type { Engine } from '../../engine/engine.ts'

/** What is known of the queue only by having listened, kept once for all who look on. */
export class Delivery {
  readonly #engine: Engine
  readonly #unsubscribe: () => void
  #lastAttempt: QueueSnapshot['lastAttempt'] = null
  #losses: readonly Loss[] | null = null

  constructor(engine: Engine) {
    this.#engine = engine
    this.#unsubscribe = engine.subscribe((event) => {
      if (event.kind === 'lost') this.#losses = null
      if (event.kind !== 'upload-attempt') return
      const { status, latencyMs, readings, bytes, acknowledged } = event
      this.#lastAttempt = { atMs: Date.now(), status, latencyMs, readings, bytes, acknowledged }
    })
  }

  snapshot(): QueueSnapshot {
    const { journal, monitor, configuration } = this.#engine
    const { upload, store } = monitor.totals()
    const stats = journal.stats()
    this.#losses ??= journal.losses()
    const { store: limits, api } = configuration.config
    return {
      apiUrl: withoutSecrets(api?.url ?? null),
      upload: upload.state,
      unsent: stats.unsent,
      unsentBytes: stats.unsentBytes,
      oldestUnsentMs: stats.oldestUnsentSlotMs,
      deadLetters: stats.deadLetters,
      storedReadings: stats.storedReadings,
      sizeBytes: stats.sizeBytes,
      maxSizeBytes: limits.maxSizeBytes,
      maxAgeMs: limits.maxAgeMs,
      store,
      acknowledgedTotal: upload.acknowledgedTotal,
      acknowledgedPerMinute: upload.acknowledgedPerMinute,
      lastSuccessMs: upload.lastSuccessMs,
      lastAttempt: this.#lastAttempt,
      losses: [...this.#losses],
    }
  }

  close(): void {
    this.#unsubscribe()
  }
}

/** A key may be in the query. */
function withoutSecrets(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null
  const { origin, pathname } = new URL(text)
  return origin + pathname
}
