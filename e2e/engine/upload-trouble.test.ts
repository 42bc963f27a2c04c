import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startIngestApi } from '../../electron/simulator/api/server.ts'
import { type FaultApi, startFaultApi } from '../support/fault-api.ts'
import { selfSigned } from '../support/fault-api-tls.ts'
import { apiConfig, token, type UploadBench, uploadBench } from '../support/upload-bench.ts'
import { waitFor } from '../support/wait.ts'

let api: FaultApi
let bench: UploadBench

beforeEach(async () => {
  api = await startFaultApi()
  bench = uploadBench(apiConfig(api.url), { random: () => 0.01 })
})

afterEach(async () => {
  await bench.close()
  await api.close()
})

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
const stored = (): number[] => [...api.readings.keys()]
const reason = (): string => {
  const { state } = bench.uploader
  return 'reason' in state ? state.reason : ''
}

describe('an outage', () => {
  it('is drained oldest first in large batches while new readings come', async () => {
    bench.uploader.start()
    bench.store(3)
    await bench.drained()
    await api.close()
    bench.store(2_000)
    await waitFor('the first failure', () => bench.uploader.state.kind === 'backoff')
    expect(reason()).toBe('nothing listens at its address (ECONNREFUSED)')
    const before = stored()
    let added = 0
    api = await startFaultApi({
      port: api.port,
      fault: () => {
        if (added++ < 5) bench.store(10)
        return { kind: 'take' }
      },
    })
    await waitFor('new readings during the drain', () => added >= 5)
    await bench.drained()
    expect([...before, ...stored()]).toEqual(range(1, 2_053))
    expect(api.requests.slice(1, 4).map(({ seqs }) => seqs.length)).toEqual([500, 500, 500])
    expect(api.mostAtOnce()).toBe(1)
  })

  it('in the middle of a batch, and a restart: the same bytes under the same key', async () => {
    api.fault = () => ({ kind: 'close-after-storing' })
    bench.store(5)
    bench.uploader.start()
    await waitFor('the first try', () => bench.uploader.state.kind === 'backoff')
    bench = await bench.restart(apiConfig(api.url, { batchSize: 2 }))
    api.fault = () => ({ kind: 'take' })
    const tries = api.requests.length
    bench.store(1)
    bench.uploader.start()
    await bench.drained()
    expect(api.requests[tries]?.body).toBe(api.requests[0]?.body)
    expect(api.requests[tries]?.headers['idempotency-key']).toBe(api.requests[0]?.headers['idempotency-key'])
    expect(stored()).toEqual(range(1, 6))
  })

  it('of a whole night leaves nothing doubled at the reference API', async () => {
    const server = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:', token })
    try {
      api.fault = () => ({ kind: 'close' })
      bench.store(1_200)
      bench.uploader.start()
      await waitFor('failures', () => api.requests.length >= 3)
      bench.uploader.reconfigure(apiConfig(server.url))
      await bench.drained()
      expect(server.count()).toBe(1_200)
      expect(server.readings({ limit: 5_000 }).map(({ seq }) => seq)).toEqual(range(1, 1_200).toReversed())
    } finally {
      await server.close()
    }
  })
})

describe('starting, stopping, changing', () => {
  it('stores only while no API is configured', async () => {
    bench.uploader.start()
    bench.uploader.reconfigure(null)
    expect(bench.uploader.state).toEqual({ kind: 'off' })
    bench.store(3)
    bench.uploader.reconfigure(apiConfig(api.url))
    await bench.drained()
    bench.uploader.reconfigure(null)
    expect(bench.uploader.state).toEqual({ kind: 'off' })
    bench.store(1)
    expect(api.requests).toHaveLength(1)
    expect(bench.journal.stats().unsent).toBe(1)
  })

  it('waits for the answer in flight before it stops, and sends nothing after that', async () => {
    api.fault = () => ({ kind: 'late', delayMs: 200, next: { kind: 'take' } })
    bench.store(900)
    bench.uploader.start()
    await waitFor('a request', () => api.requests.length === 1)
    await bench.uploader.stop()
    expect(api.requests).toHaveLength(1)
    expect(bench.journal.stats().unsent).toBe(400)
  })

  it('does not wait long for an answer that does not come', async () => {
    api.fault = () => ({ kind: 'hang' })
    bench.store(1)
    bench.uploader.start()
    await waitFor('a request', () => api.requests.length === 1)
    await bench.uploader.stop()
    expect(bench.journal.stats().unsent).toBe(1)
    expect(bench.of('upload-attempt')).toEqual([])
  })

  it('stops in the middle of a back-off, of a pause and of nothing', async () => {
    api.fault = () => ({ kind: 'answer', status: 503, headers: { 'retry-after': '600' } })
    bench.store(1)
    bench.uploader.start()
    await waitFor('the back-off', () => bench.uploader.state.kind === 'backoff')
    await bench.uploader.stop()
    bench = await bench.restart(null)
    bench.uploader.start()
    await bench.uploader.stop()
    bench = await bench.restart(apiConfig(api.url))
    await bench.uploader.stop()
  })

  it('a new API ends the request to the old one', async () => {
    const other = await startFaultApi()
    try {
      api.fault = () => ({ kind: 'hang' })
      bench.store(4)
      bench.uploader.start()
      await waitFor('a request', () => api.requests.length === 1)
      bench.uploader.reconfigure(apiConfig(other.url))
      await bench.drained()
      expect([...other.readings.keys()]).toEqual([1, 2, 3, 4])
      expect(other.requests[0]?.body).toBe(api.requests[0]?.body)
      expect(bench.of('upload-state').map(({ state }) => state.kind)).not.toContain('backoff')
      expect(bench.of('upload-attempt')).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  it('the same API once more does not disturb the request in flight', async () => {
    api.fault = () => ({ kind: 'late', delayMs: 100, next: { kind: 'take' } })
    bench.store(4)
    bench.uploader.start()
    await waitFor('a request', () => api.requests.length === 1)
    bench.uploader.reconfigure(apiConfig(api.url))
    await bench.drained()
    expect(api.requests).toHaveLength(1)
  })
})

describe('the token', () => {
  it('is in no log line, no event and no dead letter, also when the API says it back', async () => {
    const statuses = [500, 401, 422]
    api.fault = ({ index }) => ({
      kind: 'answer',
      status: statuses[index] ?? 422,
      body: `Bearer ${token} is bad, ${token}!`,
    })
    bench.store(1)
    bench.uploader.start()
    await waitFor('the pause', () => bench.uploader.state.kind === 'refused')
    expect(reason()).toBe('Bearer **** is bad, ****!')
    bench.uploader.reconfigure(apiConfig(api.url))
    await bench.drained()
    expect(bench.journal.deadLetters(1)).toMatchObject([{ reason: 'HTTP 422: Bearer **** is bad, ****!' }])
    expect(JSON.stringify([bench.events.filter(({ kind }) => kind !== 'reading'), bench.log])).not.toContain(
      token,
    )
  })

  it('that no header can carry is a fault to be told, not thrown', async () => {
    bench.uploader.start()
    bench.uploader.reconfigure(apiConfig(api.url, { token: 'line\nbreak' }))
    bench.store(1)
    await waitFor('the fault', () => bench.uploader.state.kind === 'backoff')
    expect(reason()).toMatch(/api_token/)
    expect(reason()).not.toMatch(/line/)
  })
})

describe('TLS', () => {
  let dir: string

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'gateway-tls-'))
    writeFileSync(join(dir, 'authority.pem'), selfSigned.cert)
  })
  afterAll(() => rmSync(dir, { recursive: true }))

  it('with a private authority needs api_ca_file; without it nothing is sent', async () => {
    const secure = await startFaultApi({ tls: selfSigned })
    try {
      bench.uploader.start()
      bench.uploader.reconfigure(apiConfig(secure.url))
      bench.store(3)
      await waitFor('the refusal', () => bench.uploader.state.kind === 'backoff')
      expect(reason()).toMatch(/^its certificate is not trusted \(\w+\); .*api_ca_file$/)
      expect(secure.requests).toEqual([])
      bench.uploader.reconfigure(apiConfig(secure.url, { caFile: join(dir, 'authority.pem') }))
      await bench.drained()
      expect([...secure.readings.keys()]).toEqual([1, 2, 3])
    } finally {
      await secure.close()
    }
  })

  it('for another host name is not accepted, with the authority known', async () => {
    const secure = await startFaultApi({ tls: selfSigned })
    try {
      const url = secure.url.replace('127.0.0.1', 'localhost')
      bench.uploader.start()
      bench.uploader.reconfigure(apiConfig(url, { caFile: join(dir, 'authority.pem') }))
      bench.store(1)
      await waitFor('the refusal', () => bench.uploader.state.kind === 'backoff')
      expect(reason()).toBe('its certificate is for another host name')
      expect(secure.requests).toEqual([])
    } finally {
      await secure.close()
    }
  })

  it.each([
    ['missing.pem', null, /api_ca_file does not exist/],
    ['empty.pem', '', /api_ca_file holds no certificate/],
    ['broken.pem', selfSigned.cert.replace(/\n.{10}/, '\n'), /api_ca_file holds no certificate/],
    ['other.pem', rootCertificates[0] ?? '', /its certificate is not trusted/],
  ])('with a %s file is told, and goes on when the file is there', async (name, text, expected) => {
    const secure = await startFaultApi({ tls: selfSigned })
    try {
      const caFile = join(dir, name)
      if (text !== null) writeFileSync(caFile, text)
      bench.uploader.start()
      bench.uploader.reconfigure(apiConfig(secure.url, { caFile }))
      bench.store(1)
      await waitFor('the fault', () => bench.uploader.state.kind === 'backoff')
      expect(reason()).toMatch(expected)
      writeFileSync(caFile, selfSigned.cert)
      await bench.drained()
      expect(secure.readings.size).toBe(1)
    } finally {
      await secure.close()
    }
  })

  it('against a server that speaks none is told', async () => {
    bench.uploader.start()
    bench.uploader.reconfigure(apiConfig(api.url.replace('http:', 'https:')))
    bench.store(1)
    await waitFor('the fault', () => bench.uploader.state.kind === 'backoff')
    expect(reason()).toBe('it does not speak TLS at this port (https in api_url?)')
  })
})

describe('a server that is none', () => {
  it('and never accepts more than the connection ends with the time-out', async () => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => void sockets.add(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    try {
      bench.uploader.start()
      bench.uploader.reconfigure(apiConfig(`https://127.0.0.1:${port}`, { timeoutMs: 200 }))
      bench.store(1)
      await waitFor('the fault', () => bench.uploader.state.kind === 'backoff')
      expect(reason()).toMatch(/no answer within 0.2 s|connect timeout/)
    } finally {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  })

  it('at a host name that does not exist is told', async () => {
    bench.uploader.start()
    bench.uploader.reconfigure(apiConfig('http://no-such-host.invalid'))
    bench.store(1)
    await waitFor('the fault', () => bench.uploader.state.kind === 'backoff')
    expect(reason()).toMatch(/host name/)
  })
})
