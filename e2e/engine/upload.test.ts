import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApiClient } from '../../electron/engine/upload/api-client.ts'
import { type ApiFault, type ApiRequest, type FaultApi, startFaultApi } from '../support/fault-api.ts'
import {
  apiConfig,
  gatewayId,
  reading,
  token,
  type UploadBench,
  uploadBench,
} from '../support/upload-bench.ts'
import { waitFor } from '../support/wait.ts'

let api: FaultApi
let bench: UploadBench

beforeEach(async () => {
  api = await startFaultApi()
  bench = uploadBench(apiConfig(api.url))
})

afterEach(async () => {
  await bench.close()
  await api.close()
})

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
const stored = (): number[] => [...api.readings.keys()]
const bodies = (): string[] => api.requests.map(({ body }) => body)

/** The first so many requests get this, the others are taken. */
const first =
  (count: number, fault: ApiFault) =>
  ({ index }: ApiRequest): ApiFault =>
    index < count ? fault : { kind: 'take' }

const refuses =
  (status: number, seqs: readonly number[]) =>
  (request: ApiRequest): ApiFault =>
    request.seqs.some((seq) => seqs.includes(seq))
      ? { kind: 'answer', status, body: `there is poison in it` }
      : { kind: 'take' }

describe('a batch on the wire', () => {
  it('is what the protocol says', async () => {
    bench.store(3)
    bench.uploader.start()
    await bench.drained()
    expect(api.requests).toHaveLength(1)
    const [request] = api.requests
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/readings' })
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'idempotency-key': `${gatewayId}:1-3`,
    })
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      gateway_id: gatewayId,
      sent_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      readings: [
        { seq: 1, device_id: 'DEVICE_1', slot: '2026-11-23T00:00:01.000Z' },
        { seq: 2 },
        { seq: 3, measurements: { Current_L1: { value: null, quality: 'BAD_RANGE' } } },
      ],
    })
    expect(bench.of('upload-attempt')).toMatchObject([{ readings: 3, status: 200, acknowledged: 3 }])
  })

  it.each([
    ['http://host', '/api/v1/readings', '/api/v1/readings'],
    ['http://host/', '/api/v1/readings', '/api/v1/readings'],
    ['http://host/ems/', 'readings', '/ems/readings'],
    ['http://host/ems?site=7', '/readings', '/ems/readings?site=7'],
    ['http://host/ems', '/readings?site=7', '/ems/readings?site=7'],
  ])('with api_url %s and api_path %s goes to %s', async (url, path, expected) => {
    bench.uploader.start()
    bench.uploader.reconfigure(apiConfig(url.replace('http://host', api.url), { path }))
    bench.store(1)
    await bench.drained()
    expect(api.requests.map((request) => request.path)).toEqual([expected])
  })

  it('carries no token where none is configured', async () => {
    bench.uploader.start()
    bench.uploader.reconfigure(apiConfig(api.url, { token: '' }))
    bench.store(1)
    await bench.drained()
    expect(api.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('has a key that a header can carry, whatever the gateway is called', async () => {
    const client = createApiClient(apiConfig(api.url))
    const body = gzipSync('{"readings":[]}')
    await client.post({ key: 'Köln 网关\r\nx: y:1-2', body }, new AbortController().signal)
    await client.close()
    expect(api.requests[0]?.headers['idempotency-key']).toBe('K%C3%B6ln%20%E7%BD%91%E5%85%B3%0D%0Ax:%20y:1-2')
  })

  it('goes over one connection, one after the other, oldest first', async () => {
    bench.store(2_345)
    bench.uploader.start()
    await bench.drained()
    expect(stored()).toEqual(range(1, 2_345))
    expect(api.requests.map(({ seqs }) => seqs.length)).toEqual([500, 500, 500, 500, 345])
    expect(api.connections()).toBe(1)
    expect(api.mostAtOnce()).toBe(1)
  })

  it('follows as soon as something is stored', async () => {
    bench.uploader.start()
    for (const round of range(1, 5)) {
      bench.store(1)
      await waitFor(`reading ${round}`, () => api.readings.has(round))
    }
    await bench.drained()
    expect(stored()).toEqual(range(1, 5))
  })
})

describe('an answer that says later', () => {
  const later: readonly ApiFault[] = [
    ...[408, 425, 429, 500, 502, 503, 504].map((status) => ({ kind: 'answer', status }) as const),
    { kind: 'close' },
    { kind: 'close-after-storing' },
    { kind: 'cut-answer' },
    { kind: 'garbage', bytes: 'SSH-2.0-OpenSSH_9.6\r\n' },
    { kind: 'endless-body', status: 503 },
  ]
  it.each(later)('$kind $status: the same bytes under the same key until they are taken', async (fault) => {
    api.fault = first(3, fault)
    bench.store(7)
    bench.uploader.start()
    await bench.drained()
    expect(api.requests).toHaveLength(4)
    expect(new Set(bodies()).size).toBe(1)
    expect(new Set(api.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(stored()).toEqual(range(1, 7))
    expect(bench.of('upload-state').map(({ state }) => state.kind)).toEqual([
      'idle',
      'sending',
      'backoff',
      'backoff',
      'backoff',
      'idle',
    ])
    expect(bench.journal.deadLetters(10)).toEqual([])
  })

  it.each<ApiFault>([{ kind: 'hang' }, { kind: 'hang-in-body' }])(
    '$kind: is not waited for longer than api_timeout',
    async (fault) => {
      api.fault = first(1, fault)
      bench.uploader.start()
      bench.uploader.reconfigure(apiConfig(api.url, { timeoutMs: 100 }))
      bench.store(1)
      await bench.drained()
      expect(bodies()[1]).toBe(bodies()[0])
      expect(bench.of('upload-attempt')[0]).toMatchObject({ status: null, acknowledged: 0 })
      expect(bench.of('upload-state')).toContainEqual({
        kind: 'upload-state',
        state: expect.objectContaining({ kind: 'backoff', reason: 'no answer within 0.1 s' }),
      })
    },
  )

  it('Retry-After is waited for, and stored readings do not cut it short', async () => {
    api.fault = first(1, { kind: 'answer', status: 503, headers: { 'retry-after': '30' } })
    bench.store(1)
    bench.uploader.start()
    await waitFor('the back-off', () => bench.uploader.state.kind === 'backoff')
    bench.store(1)
    bench.uploader.notify()
    // Whoever goes on at once says so within a few turns of the event loop: the batch is made already.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(bench.of('upload-state').map(({ state }) => state.kind)).toEqual(['idle', 'sending', 'backoff'])
    expect(api.requests).toHaveLength(1)
    const { state } = bench.uploader
    expect(state.kind === 'backoff' && state.retryAtMs - bench.clock.wallMs()).toBeGreaterThan(25_000)
    bench.uploader.reconfigure(apiConfig(api.url))
    await bench.drained()
    expect(stored()).toEqual([1, 2])
  })
})

describe('a 2xx', () => {
  it('without its rejected readings: those become dead letters with the reason', async () => {
    api.fault = first(1, {
      kind: 'take',
      rejected: [
        { seq: 2, reason: 'unknown device' },
        { seq: 4 },
        { seq: 99, reason: 'never sent' },
        { seq: 2, reason: 'said twice' },
      ],
    })
    bench.store(5)
    bench.uploader.start()
    await bench.drained()
    expect(stored()).toEqual([1, 3, 5])
    expect(bench.journal.deadLetters(10)).toMatchObject([
      { seq: 2, reason: 'said twice' },
      { seq: 4, reason: 'no reason given' },
    ])
    expect(bench.of('dead-letters')).toMatchObject([{ count: 2 }])
    expect(bench.of('upload-attempt')).toMatchObject([{ readings: 5, acknowledged: 3 }])
  })

  it.each<ApiFault>([
    { kind: 'answer', status: 204 },
    { kind: 'answer', status: 200, body: '<html>ok</html>' },
    { kind: 'endless-body', status: 200 },
    { kind: 'answer', status: 409 },
  ])('$kind $status $body delivers the batch', async (fault) => {
    api.fault = () => fault
    bench.store(5)
    bench.uploader.start()
    await bench.drained()
    expect(api.requests).toHaveLength(1)
    expect(bench.journal.deadLetters(10)).toEqual([])
  })
})

describe.each([400, 422])('%i', (status) => {
  it('for one of 500: the poison becomes a dead letter, the rest is delivered, each once, in order', async () => {
    api.fault = refuses(status, [123])
    bench.store(600)
    bench.uploader.start()
    await bench.drained()
    expect(stored()).toEqual(range(1, 600).filter((seq) => seq !== 123))
    expect(bench.journal.deadLetters(10)).toMatchObject([
      { seq: 123, reason: `HTTP ${status}: there is poison in it` },
    ])
    expect(api.requests.length).toBeLessThan(25)
    expect(bench.of('dead-letters')).toMatchObject([{ count: 1 }])
    // Each batch has a key of its own: none is used for two contents.
    const contents = new Map(api.requests.map(({ headers, body }) => [headers['idempotency-key'], body]))
    expect(new Set(contents.values()).size).toBe(contents.size)
  })

  it('goes on halving where a restart ended it', async () => {
    api.fault = refuses(status, [123])
    bench.store(500)
    bench.uploader.start()
    await waitFor('some halving', () => api.requests.length >= 4)
    await bench.uploader.stop()
    const before = api.requests.length
    bench = await bench.restart(apiConfig(api.url))
    bench.uploader.start()
    await bench.drained()
    expect(stored()).toEqual(range(1, 500).filter((seq) => seq !== 123))
    expect(bench.journal.deadLetters(10).map(({ seq }) => seq)).toEqual([123])
    expect(api.requests[before]?.seqs.length).toBeLessThan(500)
  })

  it('for all of them: every one is kept as a dead letter, and can be sent again', async () => {
    api.fault = () => ({ kind: 'answer', status, body: 'no' })
    bench.store(9)
    bench.uploader.start()
    await bench.drained()
    expect(bench.journal.deadLetters(100).map(({ seq }) => seq)).toEqual(range(1, 9))
    api.fault = () => ({ kind: 'take' })
    bench.journal.retryDeadLetters('all')
    bench.uploader.notify()
    await waitFor('the dead letters to arrive', () => api.readings.size === 9)
    await waitFor('none to be left', () => bench.journal.deadLetters(100).length === 0)
  })
})

describe.each([401, 403, 404, 405, 301, 302, 307, 308])('%i', (status) => {
  it('pauses for a minute, deletes nothing, and tries at once after a change of the configuration', async () => {
    api.fault = () => ({ kind: 'answer', status, headers: { location: `${api.url}/elsewhere` } })
    bench.store(5)
    bench.uploader.start()
    await waitFor('the pause', () => bench.uploader.state.kind === 'refused')
    const { state } = bench.uploader
    expect(state).toMatchObject({ kind: 'refused', status })
    expect(state.kind === 'refused' && state.retryAtMs - bench.clock.wallMs()).toBeGreaterThan(50_000)
    bench.store(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(api.requests).toHaveLength(1)
    api.fault = () => ({ kind: 'take' })
    bench.uploader.reconfigure(apiConfig(api.url, { token: 'another' }))
    await bench.drained()
    expect(stored()).toEqual(range(1, 6))
    expect(bodies()[1]).toBe(bodies()[0])
    expect(api.requests.map(({ path }) => path)).not.toContain('/elsewhere')
    expect(api.requests[1]?.headers).toMatchObject({ authorization: 'Bearer another' })
  })
})

describe('413', () => {
  it('halves the size until it fits, and keeps the smaller size for an hour', async () => {
    api.fault = ({ seqs }) => (seqs.length > 150 ? { kind: 'answer', status: 413 } : { kind: 'take' })
    bench.store(600)
    bench.uploader.start()
    await bench.drained()
    expect(api.requests.map(({ seqs }) => seqs.length)).toEqual([500, 250, 125, 125, 125, 125, 100])
    expect(stored()).toEqual(range(1, 600))
    bench.store(200)
    await bench.drained()
    expect(api.requests.slice(7).map(({ seqs }) => seqs.length)).toEqual([125, 75])
    bench.clock.ahead(3_600_000)
    bench.store(200)
    await bench.drained()
    expect(api.requests[9]?.seqs).toHaveLength(200)
    expect(stored()).toEqual(range(1, 1_000))
  })

  it('that comes before the batch has been read is heard', async () => {
    const proxy = await startFaultApi({ longestBytes: 300_000 })
    try {
      bench.uploader.start()
      bench.uploader.reconfigure(apiConfig(proxy.url))
      const noise = (): string => randomBytes(20_000).toString('base64')
      for (const number of range(1, 60)) bench.journal.append({ ...reading(number), deviceName: noise() })
      bench.journal.flush()
      await bench.drained()
      expect([...proxy.readings.keys()]).toEqual(range(1, 60))
      expect(bench.of('upload-attempt')[0]).toMatchObject({ readings: 60, status: 413 })
    } finally {
      await proxy.close()
    }
  })

  it('for a reading alone makes it a dead letter', async () => {
    api.fault = ({ seqs }) =>
      seqs.includes(2) ? { kind: 'answer', status: 413, body: 'too large' } : { kind: 'take' }
    bench.store(3)
    bench.uploader.start()
    await bench.drained()
    expect(stored()).toEqual([1, 3])
    expect(bench.journal.deadLetters(10)).toMatchObject([{ seq: 2, reason: 'HTTP 413: too large' }])
  })
})
