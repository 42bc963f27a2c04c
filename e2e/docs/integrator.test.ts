import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { startFaultMeter } from '../support/fault-meter.ts'
import { makeSite, runEngine, type TestEngine } from '../support/gateway-engine.ts'
import { openApi, openApiSchema } from '../support/openapi.ts'
import { waitFor } from '../support/wait.ts'
import { startIntegratorServer } from './integrator-server.ts'
import { blocksOf } from './pages.ts'
import { runShell } from './run-shell.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const token = 'token-of-an-integrator'

/** Devices with values of every kind, one that refuses registers, one that nothing answers for. */
async function startGateway(apiUrl: string): Promise<TestEngine> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const tcp = `protocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}\naddressing = zero\n`
  const site = makeSite(`api_url = ${apiUrl}
api_token = ${token}
api_batch_size = 7
collection_interval = 200ms
timeout = 100ms
max_retries = 0
retry_delay = 100ms
[METER]
${tcp}slave_id = 1, 2
registers = 0, 2, 4, 8, 12, 14
data_types = FLOAT32, INT32, UINT64, FLOAT64, STRING:2, INT16
labels = U L1, Energía, __proto__, Ladung "x", 名, R
max_values = 0, , , , ,
[GONE]
protocol = TCP
host = 127.0.0.1
port = 1
registers = 0
`)
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return running
}

describe('a server built from docs/api.openapi.yaml alone', () => {
  it('gets every reading exactly once, in the form that the document tells, over lost answers and outages', async () => {
    const api = await startIntegratorServer(token)
    closers.push(() => api.close())
    const { engine } = await startGateway(api.url)
    await waitFor('readings at the API', () => api.readings.size > 10)
    api.loseAnswer = true
    await waitFor('a reading that comes twice', () => api.duplicates() > 0)
    api.loseAnswer = false
    api.fail = true
    const { lastSeq } = engine.journal.stats()
    await waitFor('a backlog', () => engine.journal.stats().lastSeq > lastSeq + 20)
    api.fail = false
    const stored = engine.journal.stats().lastSeq
    await waitFor(`all of 1 to ${stored}`, () => api.readings.has(`test-gateway:${stored}`))
    await engine.stop()

    expect(api.faults).toEqual([])
    // A map has each key once: what is left to show is that none is missing.
    const seqs = [...api.readings.keys()].map((key) => Number(key.split(':').at(-1)))
    expect(seqs.toSorted((a, b) => a - b)).toEqual(seqs.map((_seq, index) => index + 1))
  })
})

describe('docs/api.md', () => {
  const blocks = blocksOf('docs/api.md')
  const [batch = '', ...answers] = blocks.filter(({ info }) => info === 'json').map(({ text }) => text)
  const program = blocks.find(({ info }) => info === 'js')?.text ?? ''
  const call = blocks.find(({ info }) => info === 'sh run api')?.text ?? ''

  it('shows bodies that the schemas allow, and knows the answers of the schemas', () => {
    expect(openApiSchema('Batch').safeParse(JSON.parse(batch))).toMatchObject({ success: true })
    expect(answers).toHaveLength(3)
    for (const answer of answers)
      expect(openApiSchema('Result').safeParse(JSON.parse(answer))).toMatchObject({ success: true })
    expect(openApi('paths', '/api/v1/readings', 'post', 'operationId')).toBe('postReadings')
  })

  it('has a server that answers as it says, and gets every reading of a gateway once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-integrator-'))
    closers.push(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'server.mjs'), program)
    writeFileSync(join(folder, 'batch.json'), batch)
    const server = spawn(process.execPath, ['server.mjs'], {
      cwd: folder,
      env: { ...process.env, PORT: '0', TOKEN: token },
    })
    closers.push(() => server.kill())
    let said = ''
    server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const port = await waitFor('the server', () => /port (\d+)/.exec(said)?.[1])

    const asked = call.replaceAll('18080', port).replaceAll('Bearer secret', `Bearer ${token}`)
    const results = [await runShell(asked, folder), await runShell(asked, folder)]
    writeFileSync(join(folder, 'batch.json'), batch.replace('"device_id": "DEVICE_1"', '"device_id": ""'))
    results.push(await runShell(asked, folder))
    expect(results).toEqual(answers)

    const { engine } = await startGateway(`http://127.0.0.1:${port}`)
    const { lastSeq } = await waitFor('some readings', () => {
      const stats = engine.journal.stats()
      return stats.lastSeq > 20 ? stats : null
    })
    const db = new DatabaseSync(join(folder, 'readings.db'), { readOnly: true, timeout: 5_000 })
    closers.push(() => db.close())
    const count = db.prepare(
      "SELECT count(*) AS n FROM readings WHERE gateway_id = 'test-gateway' AND seq <= ?",
    )
    await waitFor(`the first ${lastSeq}`, () => count.get(lastSeq)?.['n'] === lastSeq)
  })
})
