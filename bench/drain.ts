import { Agent, createServer, request } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { type Journal, openJournal } from '../electron/engine/store/journal.ts'
import { createUploader } from '../electron/engine/upload/uploader.ts'
import { startIngestApi } from '../electron/simulator/api/server.ts'
import { deviceId, type Measurement, type Reading } from '../shared/model/index.ts'
import type { BenchRow } from './row.ts'

const backlog = 20_000
const batchSize = 500
const valuesPerReading = 50

/** A backlog delivered to an API that only acknowledges, and to the reference API, which checks and stores every value. */
export async function run(): Promise<BenchRow[]> {
  const bare = await bareRate()
  const acknowledged = await acknowledgingApi()
  const drained = await drainRate(acknowledged.url).finally(() => acknowledged.close())
  const reference = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:' })
  const stored = await drainRate(reference.url).finally(() => reference.close())
  const what = `${backlog} readings x ${valuesPerReading} values`
  return [
    {
      name: `drain: ${what} to an API that only acknowledges`,
      value: drained,
      unit: 'readings/s',
      ratio: drained / bare,
      against: 'gzip and post of one ready batch over and over',
    },
    {
      name: `drain: ${what} to the reference API in the same process`,
      value: stored,
      unit: 'readings/s',
      ratio: stored / drained,
      against: 'the API that only acknowledges',
    },
  ]
}

async function drainRate(url: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'gateway-drain-'))
  const done = Promise.withResolvers<void>()
  const journal = openFilled(dir)
  const uploader = createUploader({
    journal,
    api: { url, path: '/api/v1/readings', token: '', timeoutMs: 30_000, batchSize, caFile: null },
    gatewayId: 'bench',
    clock: systemClock,
    logger: silentLogger,
    sink: (event) => {
      if (event.kind === 'upload-state' && event.state.kind === 'idle' && journal.stats().unsent === 0) {
        done.resolve()
      }
    },
  })
  try {
    const startMs = performance.now()
    uploader.start()
    await done.promise
    return (backlog * 1_000) / (performance.now() - startMs)
  } finally {
    await uploader.stop()
    journal.close()
    rmSync(dir, { recursive: true })
  }
}

function openFilled(dir: string): Journal {
  const journal = openJournal({
    dir,
    clock: systemClock,
    logger: silentLogger,
    sink: () => undefined,
    limits: { maxSizeBytes: 2 ** 32, maxAgeMs: 30 * 86_400_000 },
    outputs: ['rest'],
  })
  for (let index = 0; index < backlog; index++) journal.append(readingAt(index))
  journal.flush()
  return journal
}

const firstSlotMs = Date.UTC(2026, 10, 23)

function readingAt(index: number): Reading {
  const measurements = new Map<string, Measurement>()
  for (let value = 0; value < valuesPerReading; value++) {
    measurements.set(`Value_${value}`, {
      value: Math.round((230 + Math.sin(index + value)) * 100) / 100,
      unit: 'V',
      quality: 'GOOD',
    })
  }
  const slotMs = firstSlotMs + index * 1_000
  return {
    deviceId: deviceId(`DEVICE_${index % 20}`),
    deviceName: 'Meter',
    deviceType: 'ENERGY_METER',
    timestampMs: slotMs + 212,
    slotMs,
    latencyMs: 12.4,
    measurements,
  }
}

/** The least that any uploader has to do, without journal and without states: gzip and a post over a kept connection. */
async function bareRate(): Promise<number> {
  const api = await acknowledgingApi()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const dir = mkdtempSync(join(tmpdir(), 'gateway-drain-'))
  const journal = openFilled(dir)
  const body = journal.nextBatch('rest', batchSize, firstSlotMs, 'bench')?.body ?? ''
  journal.close()
  rmSync(dir, { recursive: true })
  try {
    const startMs = performance.now()
    for (let sent = 0; sent < backlog; sent += batchSize) {
      await post(`${api.url}/api/v1/readings`, gzipSync(body, { level: 1 }), agent)
    }
    return (backlog * 1_000) / (performance.now() - startMs)
  } finally {
    agent.destroy()
    await api.close()
  }
}

function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', resolve)
    })
    outgoing.once('error', reject).end(body)
  })
}

async function acknowledgingApi(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      gunzipSync(Buffer.concat(chunks))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"rejected":[]}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
