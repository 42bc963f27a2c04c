import http from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { testClock } from '../support/test-clock.ts'
import { createWebhook } from '../../electron/engine/monitor/webhook.ts'
import type { Alert } from '../../shared/model/index.ts'

const alert: Alert = {
  id: 'device-offline:D',
  kind: 'device-offline',
  subject: 'D',
  message: 'D does not answer: timeout',
  startedAtMs: 0,
  endedAtMs: null,
  count: 2,
  acknowledgedAtMs: null,
}

/** A receiver that answers with the given statuses in turn, then 204; `null` never answers. */
async function receiver(statuses: (number | null)[] = []) {
  const bodies: unknown[] = []
  const server = http.createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += String(chunk)))
    request.on('end', () => {
      bodies.push(JSON.parse(text))
      const status = statuses.length > 0 ? statuses.shift()! : 204
      if (status !== null) response.writeHead(status, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/hook/SECRET`, bodies }
}

function posting(url: string | null, timeoutMs = 5_000) {
  const logged: string[] = []
  const log = (message: string): void => void logged.push(message)
  const logger = { debug: log, info: log, warning: log, error: log, child: () => logger }
  const webhook = createWebhook({
    url,
    gatewayId: 'g',
    clock: testClock(),
    logger,
    fetch,
    timeoutMs,
    retryDelayMs: 1,
  })
  onTestFinished(() => webhook.close())
  return { webhook, logged }
}

describe('the alert webhook', () => {
  it('posts the start and the end of an alert, in order', async () => {
    const { url, bodies } = await receiver()
    const { webhook, logged } = posting(url)
    webhook.post(alert)
    webhook.post({ ...alert, endedAtMs: 60_000, count: 9 })
    await vi.waitUntil(() => bodies.length === 2)
    expect(bodies).toMatchObject([
      {
        gateway_id: 'g',
        posted_at: '2026-11-23T20:15:00.000Z',
        change: 'started',
        alert: { id: 'device-offline:D', started_at: '1970-01-01T00:00:00.000Z', ended_at: null, count: 2 },
      },
      { change: 'ended', alert: { ended_at: '1970-01-01T00:01:00.000Z', count: 9 } },
    ])
    expect(logged).toEqual([])
  })

  it.each([[500], [429], [null]])('tries again after %s', async (status) => {
    const { url, bodies } = await receiver([status, status])
    const { webhook } = posting(url, 100)
    webhook.post(alert)
    await vi.waitUntil(() => bodies.length === 3)
  })

  it.each([[400], [302]])('gives up after %s, says so once and without the URL', async (status) => {
    const { url, bodies } = await receiver([status, status])
    const { webhook, logged } = posting(url)
    webhook.post(alert)
    webhook.post(alert)
    webhook.post(alert)
    await vi.waitUntil(() => logged.length === 2)
    expect(bodies).toHaveLength(3)
    expect(logged).toEqual([
      `an alert could not be posted to the webhook: HTTP ${status}`,
      'the alert webhook takes alerts again',
    ])
  })

  it('a receiver that is not there costs a bounded number of tries', async () => {
    const { webhook, logged } = posting('http://127.0.0.1:1/SECRET')
    webhook.post(alert)
    await vi.waitUntil(() => logged.length === 1)
    expect(logged[0]).toMatch(/ECONNREFUSED|bad port/)
    expect(logged[0]).not.toContain('SECRET')
  })

  it('keeps the newest alerts while the receiver hangs, and says how many it dropped', async () => {
    const { url, bodies } = await receiver([null])
    const { webhook } = posting(url, 300)
    for (let n = 0; n < 300; n++) webhook.post({ ...alert, count: n })
    await vi.waitUntil(() => bodies.length >= 202, { timeout: 30_000 })
    expect(bodies.at(-1)).toMatchObject({ alert: { count: 299 } })
    const received = new Map(
      bodies.map((body) => {
        const { alert, dropped_before } = body as { alert: { count: number }; dropped_before: number }
        return [alert.count, dropped_before]
      }),
    )
    // Nothing is missing without having been counted.
    expect(received.size + [...received.values()].reduce((sum, count) => sum + count, 0)).toBe(300)
  })

  it('closing gives up a request that is under way', async () => {
    const { url, bodies } = await receiver([null])
    const { webhook, logged } = posting(url, 600_000)
    webhook.post(alert)
    await vi.waitUntil(() => bodies.length === 1)
    await webhook.close()
    webhook.post(alert)
    expect(logged).toEqual([])
  })

  it('without a URL nothing is posted, with a new one it is', async () => {
    const { url, bodies } = await receiver()
    const { webhook } = posting(null)
    webhook.post({ ...alert, count: 1 })
    webhook.setUrl(url)
    webhook.post({ ...alert, count: 2 })
    await vi.waitUntil(() => bodies.length === 1)
    expect(bodies).toMatchObject([{ alert: { count: 2 } }])
  })
})
