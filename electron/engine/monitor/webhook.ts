import { setTimeout as sleep } from 'node:timers/promises'
import type { Alert } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'

export interface WebhookOptions {
  /** null: nothing is posted. */
  readonly url: string | null
  readonly gatewayId: string
  readonly clock: Clock
  readonly logger: Logger
  readonly fetch: typeof globalThis.fetch
  /** One attempt. */
  readonly timeoutMs?: number
  /** First pause between two attempts; doubles each time. */
  readonly retryDelayMs?: number
}

export interface AlertWebhook {
  /** Never waits and never throws; alerts go out one after the other, in order. */
  post(alert: Alert): void
  setUrl(url: string | null): void
  /** Gives up what is under way. */
  close(): Promise<void>
}

/** What waits while the receiver is down; then the oldest go, for the newest say how things are. */
const MOST_WAITING = 200
const ATTEMPTS = 4

/** Posts each start, end and acknowledgement of an alert as JSON to `alert_webhook_url`. */
export function createWebhook(options: WebhookOptions): AlertWebhook {
  const { gatewayId, clock, logger, fetch, timeoutMs = 10_000, retryDelayMs = 1_000 } = options
  let url = options.url
  let waiting: { readonly alert: Alert; readonly postedAtMs: number }[] = []
  let dropped = 0
  let running: Promise<void> = Promise.resolve()
  let busy = false
  let failing = false
  const stop = new AbortController()

  async function drain(): Promise<void> {
    busy = true
    for (let next = waiting.shift(); next !== undefined && !stop.signal.aborted; next = waiting.shift()) {
      const body = JSON.stringify(payload(next.alert, gatewayId, next.postedAtMs, dropped))
      dropped = 0
      await deliver(body)
    }
    // In the same turn that found nothing waiting: a post right after this starts again.
    busy = false
  }

  async function deliver(body: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const failure = await send(body)
      if (failure === null) {
        if (failing) logger.info('the alert webhook takes alerts again')
        failing = false
        return
      }
      if (stop.signal.aborted) return
      if (!failure.retryable || attempt >= ATTEMPTS) {
        // Said once, not with every alert; the URL is not, it often holds a secret.
        if (!failing) logger.warning(`an alert could not be posted to the webhook: ${failure.reason}`)
        failing = true
        return
      }
      await sleep(retryDelayMs * 2 ** (attempt - 1), undefined, { signal: stop.signal }).catch(() => {})
    }
  }

  async function send(body: string): Promise<{ reason: string; retryable: boolean } | null> {
    if (url === null) return null
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutMs)]),
      })
      await response.body?.cancel()
      if (response.ok) return null
      const retryable = response.status >= 500 || response.status === 408 || response.status === 429
      return { reason: `HTTP ${response.status}`, retryable }
    } catch (error) {
      return { reason: failureText(error), retryable: true }
    }
  }

  return {
    post(alert) {
      if (url === null || stop.signal.aborted) return
      waiting.push({ alert, postedAtMs: clock.wallMs() })
      if (waiting.length > MOST_WAITING) {
        waiting.shift()
        dropped++
      }
      if (!busy) running = drain()
    },
    setUrl(next) {
      url = next
      if (next === null) waiting = []
      failing = false
    },
    async close() {
      stop.abort()
      waiting = []
      await running
    },
  }
}

function payload(alert: Alert, gatewayId: string, postedAtMs: number, droppedBefore: number): object {
  return {
    gateway_id: gatewayId,
    posted_at: new Date(postedAtMs).toISOString(),
    change: alert.endedAtMs !== null ? 'ended' : alert.acknowledgedAtMs !== null ? 'acknowledged' : 'started',
    alert: {
      id: alert.id,
      kind: alert.kind,
      subject: alert.subject,
      message: alert.message,
      started_at: new Date(alert.startedAtMs).toISOString(),
      ended_at: isoOrNull(alert.endedAtMs),
      acknowledged_at: isoOrNull(alert.acknowledgedAtMs),
      count: alert.count,
    },
    dropped_before: droppedBefore,
  }
}

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** fetch says only "fetch failed"; the reason (ECONNREFUSED) is in its cause. */
function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error.message.includes('://') ? 'not a usable URL' : error.message
}
