import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { type ApiFault, type ApiRequest, type FaultApi, startFaultApi } from '../support/fault-api.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { makeSite, runEngine, type Site, type TestEngine } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Gateway extends TestEngine {
  readonly api: FaultApi
  readonly site: Site
}

/** Six meters ten times a second in all, delivering to an API that does as it is told. */
async function deliver(fault: (request: ApiRequest) => ApiFault, global = ''): Promise<Gateway> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const api = await startFaultApi({ fault })
  closers.push(() => api.close())
  const site = makeSite(configText(api.port, meter.port, global))
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return { ...running, api, site }
}

const configText = (apiPort: number, meterPort: number, global: string): string =>
  `api_url = http://127.0.0.1:${apiPort}
collection_interval = 500ms
api_timeout = 1
${global}
[METER]
protocol = TCP
host = 127.0.0.1
port = ${meterPort}
slave_id = 1, 2, 3, 4, 5, 6
addressing = zero
registers = 1, 2
`

/** Waits until everything that is stored by now is settled one way or the other, and returns the last seq of it. */
async function settled({ engine, api }: Gateway): Promise<number> {
  const { lastSeq } = engine.journal.stats()
  const dead = () => new Set(engine.journal.deadLetters(1_000).map(({ seq }) => seq))
  await waitFor(
    `all of 1 to ${lastSeq} at the API`,
    () => {
      const buried = dead()
      return seqsTo(lastSeq).every((seq) => api.readings.has(seq) || buried.has(seq))
    },
    60_000,
  )
  return lastSeq
}

const seqsTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1)

/** Each stored seq is at the API as it is in the journal; only `dead` are not, and they are dead letters. */
function expectExactlyOnce({ engine, api }: Gateway, lastSeq: number, dead: readonly number[] = []): void {
  const stored = new Map(Array.from(engine.journal.read({}), ({ seq, json }) => [seq, json] as const))
  const delivered = seqsTo(lastSeq).filter((seq) => !dead.includes(seq))
  expect(delivered.map((seq) => api.readings.get(seq))).toEqual(
    delivered.map((seq) => JSON.parse(stored.get(seq) ?? '"not stored"')),
  )
  expect(engine.journal.deadLetters(1_000).map(({ seq }) => seq)).toEqual(dead)
  for (const seq of dead) expect(api.readings.has(seq)).toBe(false)
  expect(engine.journal.losses()).toEqual([])
}

/** A key stands for the same bytes each time, apart from what the compression makes of them. */
function expectSameBytesUnderAKey({ api }: Gateway): void {
  const bodies = new Map<unknown, string>()
  for (const { headers, body } of api.requests) {
    const key = headers['idempotency-key']
    expect(key).toMatch(/^test-gateway:\d+-\d+$/)
    if (bodies.has(key)) expect(body).toBe(bodies.get(key))
    bodies.set(key, body)
  }
}

const stored = (gateway: Gateway, count: number) =>
  waitFor(`${count} readings stored`, () => gateway.engine.journal.stats().lastSeq >= count)

const asked = (gateway: Gateway, count: number) =>
  waitFor(`${count} requests at the API`, () => gateway.api.requests.length >= count)

describe.concurrent('the gateway with an API that fails', () => {
  it('delivers each reading once after the API was down', async () => {
    const gateway = await deliver(() => ({ kind: 'take' }))
    await asked(gateway, 1)
    const { port, readings } = gateway.api
    await gateway.api.close()
    const before = gateway.engine.journal.stats().lastSeq
    await stored(gateway, before + 30)
    const { state } =
      gateway.eventsOf('upload-state').findLast(({ state: { kind } }) => kind === 'backoff') ?? {}
    expect(state).toMatchObject({ kind: 'backoff', reason: expect.stringContaining('ECONNREFUSED') })

    const revived = await startFaultApi({ port })
    closers.push(() => revived.close())
    const both = new Map(readings)
    const after: Gateway = { ...gateway, api: { ...revived, readings: both } }
    revived.fault = (request) => {
      for (const reading of JSON.parse(request.body).readings)
        both.set(reading.seq, both.get(reading.seq) ?? reading)
      return { kind: 'take' }
    }
    expectExactlyOnce(after, await settled(after))
  })

  it('delivers each reading once through errors of the server, cut connections and silence', async () => {
    const faults: readonly ApiFault[] = [
      { kind: 'answer', status: 500 },
      { kind: 'close-after-storing' },
      { kind: 'take' },
      { kind: 'cut-answer' },
      { kind: 'answer', status: 429, headers: { 'retry-after': '1' } },
      { kind: 'hang' },
      { kind: 'garbage', bytes: 'no http at all\r\n\r\n' },
      { kind: 'take' },
      { kind: 'close' },
      { kind: 'hang-in-body' },
      { kind: 'answer', status: 503 },
    ]
    const gateway = await deliver(({ index }) => faults[index] ?? { kind: 'take' })
    await asked(gateway, faults.length + 2)
    expectExactlyOnce(gateway, await settled(gateway))
    expectSameBytesUnderAKey(gateway)
    expect(gateway.api.mostAtOnce()).toBe(1)
  })

  it('pauses when the token is refused, deletes nothing, and goes on at once with the right one', async () => {
    const gateway = await deliver(
      ({ headers }) =>
        headers.authorization === 'Bearer right'
          ? { kind: 'take' }
          : { kind: 'answer', status: 401, body: 'no' },
      'api_token = wrong',
    )
    await stored(gateway, 20)
    expect(gateway.api.requests).toHaveLength(1)
    const isRaised = () => gateway.engine.monitor.alerts().active.some(({ kind }) => kind === 'api-refusing')
    expect(isRaised()).toBe(true)
    const text = readFileSync(gateway.site.configPath, 'utf8').split('\n').slice(3).join('\n')
    gateway.site.configure(text.replace('api_token = wrong', 'api_token = right'))
    expectExactlyOnce(gateway, await settled(gateway))
    await waitFor('the end of the alert', () => !isRaised())
    expect(gateway.site.log()).not.toMatch(/wrong|Bearer/)
  })

  it('makes smaller batches where the API finds them too large, and loses none', async () => {
    let isOpen = false
    const gateway = await deliver(({ seqs }) => {
      if (!isOpen) return { kind: 'answer', status: 503 }
      return seqs.length > 7 ? { kind: 'answer', status: 413 } : { kind: 'take' }
    })
    await stored(gateway, 60)
    isOpen = true
    expectExactlyOnce(gateway, await settled(gateway))
    const taken = gateway.api.requests.filter(({ seqs }) => seqs.length <= 7)
    expect(taken.length).toBeGreaterThan(60 / 8)
  })

  it.each([400, 422])(
    'buries the one reading that the API refuses with %i, and delivers the rest',
    async (status) => {
      const poison = 17
      let isOpen = false
      const gateway = await deliver(({ seqs }) => {
        if (!isOpen) return { kind: 'answer', status: 503 }
        return seqs.includes(poison)
          ? { kind: 'answer', status, body: 'value out of this world' }
          : { kind: 'take' }
      })
      await stored(gateway, 40)
      isOpen = true
      expectExactlyOnce(gateway, await settled(gateway), [poison])
      const [letter] = gateway.engine.journal.deadLetters(1)
      expect(letter?.reason).toContain('value out of this world')
      expect(gateway.engine.monitor.alerts().active.map(({ kind }) => kind)).toContain('dead-letters')
    },
  )

  it('buries readings that the API names in an answer of 200', async () => {
    const gateway = await deliver(({ seqs }) => {
      const rejected = seqs.filter((seq) => seq % 10 === 4).map((seq) => ({ seq, reason: 'a four' }))
      return { kind: 'take', rejected }
    })
    await stored(gateway, 30)
    const lastSeq = await settled(gateway)
    const dead = gateway.engine.journal.deadLetters(1_000).map(({ seq }) => seq)
    expect(dead.filter((seq) => seq <= lastSeq)).toEqual(seqsTo(lastSeq).filter((seq) => seq % 10 === 4))
    expectExactlyOnce(gateway, lastSeq, dead)
  })
})
