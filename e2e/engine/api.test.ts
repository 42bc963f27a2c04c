import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type IngestApi, startIngestApi } from '../../electron/simulator/api/server.ts'
import { openApi, openApiSchema } from '../support/openapi.ts'

const token = 'secret-of-the-test'
let api: IngestApi

beforeEach(async () => {
  api = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:', token })
})
afterEach(() => api.close())

interface Reply {
  readonly status: number
  readonly body: unknown
}

async function call(path: string, init: RequestInit = {}): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, ...init.headers }
  const response = await fetch(api.url + path, { ...init, headers })
  return { status: response.status, body: await response.json() }
}

const post = (body: BodyInit, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  call('/api/v1/readings', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })

const reading = (seq: number, more: object = {}) => ({
  seq,
  device_id: 'DEVICE_1',
  device_name: 'Meter',
  device_type: 'METER',
  timestamp: '2026-11-23T20:15:00.212Z',
  slot: '2026-11-23T20:15:00.000Z',
  latency_ms: 12.4,
  measurements: { U: { value: 230.5, unit: 'V', quality: 'GOOD' } },
  ...more,
})
const batch = (readings: readonly object[], gateway = 'gw-1'): string =>
  JSON.stringify({ gateway_id: gateway, sent_at: '2026-11-23T20:15:01.120Z', readings })

describe('the reference API', () => {
  it('takes gzip and plain bodies', async () => {
    const packed = gzipSync(batch([reading(1), reading(2)]))
    expect(await post(packed, { 'content-encoding': 'gzip' })).toEqual({
      status: 200,
      body: { accepted: 2, duplicates: 0, rejected: [] },
    })
    expect(await post(batch([reading(3)]))).toMatchObject({ status: 200, body: { accepted: 1 } })
    expect(api.count()).toBe(3)
  })

  it('keeps each reading once by gateway and seq; the first one stays', async () => {
    await post(batch([reading(1), reading(2)]))
    const again = await post(batch([reading(2, { device_name: 'Other' }), reading(3), reading(3)]))
    expect(again.body).toEqual({ accepted: 1, duplicates: 2, rejected: [] })
    expect((await post(batch([reading(1)], 'gw-2'))).body).toMatchObject({ accepted: 1 })
    expect(api.count()).toBe(4)
    const second = api.readings({ limit: 9, gatewayId: 'gw-1' }).find(({ seq }) => seq === 2)
    expect(second?.json).toContain('"device_name":"Meter"')
  })

  it.each([
    ['no device', { device_id: undefined }, /^device_id: /],
    ['a time that is none', { slot: 'yesterday' }, /^slot: /],
    [
      'a quality of its own',
      { measurements: { U: { value: 1, unit: 'V', quality: 'FINE' } } },
      /^measurements\.U\.quality/,
    ],
    [
      'a value that is an object',
      { measurements: { U: { value: {}, unit: 'V', quality: 'GOOD' } } },
      /^measurements\.U/,
    ],
    ['a list of measurements', { measurements: [] }, /^measurements: /],
  ])('takes the others when one has %s', async (_what, wrong, reason) => {
    const { status, body } = await post(batch([reading(1), reading(2, wrong), reading(3)]))
    expect(status).toBe(200)
    expect(body).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [{ seq: 2, reason: expect.stringMatching(reason) }],
    })
    expect(api.readings({ limit: 9 }).map(({ seq }) => seq)).toEqual([3, 1])
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{"gateway_id":'],
    ['a list', '[]'],
    ['no gateway', '{"sent_at":"2026-11-23T20:15:01.120Z","readings":[{"seq":1}]}'],
    ['no readings', batch([])],
    ['a reading without a number', batch([reading(1), { device_id: 'x' }])],
    ['a number that is none', batch([reading(1), reading(0)])],
  ])('answers 400 to %s, and keeps nothing', async (_what, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { error: expect.stringMatching(/./) } })
    expect(api.count()).toBe(0)
  })

  it('keeps a label like __proto__ as it came', async () => {
    const strange =
      '{"__proto__":{"value":1,"unit":"","quality":"GOOD"},"toString":{"value":null,"unit":"","quality":"BAD_COMM"}}'
    const text = batch([reading(1)]).replace(/"measurements":\{.*?\}\}/, `"measurements":${strange}`)
    expect(await post(text)).toMatchObject({ status: 200, body: { accepted: 1, rejected: [] } })
    expect(api.readings({ limit: 1 })[0]?.json).toContain(strange)
    const poisoned = text.replace('"value":1', '"value":[]')
    expect(await post(poisoned)).toMatchObject({ body: { rejected: [{ seq: 1 }] } })
  })

  it('refuses what is not gzip, unpacks to too much, or is packed otherwise', async () => {
    expect(await post('plain', { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 })
    const bomb = gzipSync(Buffer.alloc(129 * 1024 * 1024, ' '))
    expect(await post(bomb, { 'content-encoding': 'gzip' })).toMatchObject({ status: 413 })
    expect(await post(Buffer.alloc(17 * 1024 * 1024, ' '))).toMatchObject({ status: 413 })
    expect(await post('x', { 'content-encoding': 'br' })).toMatchObject({ status: 415 })
    expect(await post('x', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
  })

  it.each(['', 'Bearer', 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`, token])(
    'does not let "%s" in',
    async (authorization) => {
      for (const method of ['GET', 'POST']) {
        const response = await fetch(`${api.url}/api/v1/readings`, { method, headers: { authorization } })
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toBe('Bearer')
      }
      expect((await fetch(`${api.url}/healthz`)).status).toBe(200)
    },
  )

  it('lets anyone in where no token is set', async () => {
    await api.close()
    api = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:' })
    expect((await fetch(`${api.url}/api/v1/readings`)).status).toBe(200)
  })

  it('shows the newest first, by gateway and device', async () => {
    await post(batch([reading(1), reading(2, { device_id: 'B/11' })]))
    await post(batch([reading(1)], 'gw 2'))
    const seen = async (query: string) => {
      const { body } = await call(`/api/v1/readings${query}`)
      const page = z
        .object({ total: z.number(), readings: z.array(z.record(z.string(), z.unknown())) })
        .parse(body)
      return page.readings.map((entry) => [entry['gateway_id'], entry['seq'], entry['device_id']])
    }
    expect(await seen('')).toEqual([
      ['gw 2', 1, 'DEVICE_1'],
      ['gw-1', 2, 'B/11'],
      ['gw-1', 1, 'DEVICE_1'],
    ])
    expect(await seen('?limit=1')).toEqual([['gw 2', 1, 'DEVICE_1']])
    expect(await seen('?gateway=gw-1&device=B%2F11')).toEqual([['gw-1', 2, 'B/11']])
    expect(await seen('?gateway=nobody')).toEqual([])
    expect(await call('/api/v1/readings?limit=0')).toMatchObject({ status: 400 })
    expect(await call('/api/v1/readings?limit=all')).toMatchObject({ status: 400 })
    expect(await call('/elsewhere')).toMatchObject({ status: 404 })
  })

  it('keeps readings in a file over a restart', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'gateway-api-'))
    const options = { host: '127.0.0.1', port: 0, dbPath: join(dir, 'readings.db'), token }
    try {
      await api.close()
      api = await startIngestApi(options)
      await post(batch([reading(1), reading(2)]))
      await api.close()
      api = await startIngestApi(options)
      expect(await post(batch([reading(2), reading(3)]))).toMatchObject({
        body: { accepted: 1, duplicates: 1 },
      })
    } finally {
      await api.close()
      rmSync(dir, { recursive: true })
    }
  })

  it('says why it cannot start', async () => {
    await expect(startIngestApi({ host: '127.0.0.1', port: api.port, dbPath: ':memory:' })).rejects.toThrow(
      /EADDRINUSE/,
    )
  })
})

describe('docs/api.openapi.yaml', () => {
  const operation = ['paths', '/api/v1/readings', 'post'] as const
  const media = ['content', 'application/json', 'examples'] as const
  const batchExample = (name: string) => openApi(...operation, 'requestBody', ...media, name, 'value')
  const resultExample = (name: string) => openApi(...operation, 'responses', '200', ...media, name, 'value')

  it('shows examples that its own schemas allow', () => {
    expect(openApiSchema('Batch').safeParse(batchExample('batch')).success).toBe(true)
    expect(openApiSchema('Batch').safeParse(batchExample('partly-wrong')).success).toBe(false)
    expect(openApiSchema('Batch').safeParse(batchExample('test')).success).toBe(true)
    for (const name of ['batch', 'repeated', 'partly-wrong', 'test']) {
      expect(openApiSchema('Result').safeParse(resultExample(name)).success).toBe(true)
    }
  })

  it('shows what the server answers', async () => {
    const body = JSON.stringify(batchExample('batch'))
    expect((await post(body)).body).toEqual(resultExample('batch'))
    expect((await post(body)).body).toEqual(resultExample('repeated'))
    expect((await post(JSON.stringify(batchExample('partly-wrong')))).body).toEqual(
      resultExample('partly-wrong'),
    )
  })

  it('keeps nothing of a test', async () => {
    expect((await post(JSON.stringify(batchExample('test')))).body).toEqual(resultExample('test'))
    expect(api.count()).toBe(0)
  })

  it('describes every answer of the server', async () => {
    await post(batch([reading(1)]))
    const received = await call('/api/v1/readings')
    expect(openApiSchema('Received').safeParse(received.body)).toMatchObject({ success: true })
    const faults = [
      await post('{'),
      await post('x', { 'content-encoding': 'br' }),
      await post(Buffer.alloc(17 * 1024 * 1024, ' ')),
      await post('x', { authorization: 'Bearer no' }),
    ]
    for (const { status, body } of faults) {
      expect(openApi(...operation, 'responses', String(status))).toBeDefined()
      expect(openApiSchema('Fault').safeParse(body).success).toBe(true)
    }
    expect(openApiSchema('Fault').safeParse(received.body).success).toBe(false)
  })
})
