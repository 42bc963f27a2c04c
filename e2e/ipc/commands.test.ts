import { afterEach, describe, expect, it } from 'vitest'
import { alertsSnapshot } from '../../shared/contract/alerts.ts'
import { deadLetters as deadLettersSpec, queueSnapshot } from '../../shared/contract/queue.ts'
import { statusDelta, statusSnapshot } from '../../shared/contract/status.ts'
import { type FaultApi, startFaultApi } from '../support/fault-api.ts'
import { type FaultMeter, startFaultMeter } from '../support/fault-meter.ts'
import { type IpcClient, openIpc } from '../support/ipc-client.ts'
import { deviceAt, serveEngine, type ServedEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Plant extends ServedEngine {
  readonly meter: FaultMeter
  readonly api: FaultApi
  readonly client: IpcClient
}

async function plant(): Promise<Plant> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const api = await startFaultApi()
  closers.push(() => api.close())
  const served = await serveEngine({
    ini: `api_url = ${api.url}?key=pear-tree\napi_token = plum-tree\n${deviceAt(meter.port)}`,
  })
  closers.push(() => served.close())
  return { ...served, meter, api, client: await openIpc(served.url) }
}

/** What the subscription with this id has got, newest last. */
const dataOf = ({ messages }: IpcClient, id: number): readonly unknown[] =>
  messages
    .filter((message) => message.kind === 'batch')
    .flatMap(({ events }) => events)
    .filter((event) => event.id === id)
    .map(({ data }) => data)

const follow = (client: IpcClient, id: number, topic: string): void =>
  client.say({ kind: 'subscribe', id, topic, args: {} })

describe('stopping and starting', () => {
  it('asks no meter any more, and goes on where it is told to', async () => {
    const { client, meter, readings } = await plant()
    follow(client, 1, 'status')
    await waitFor('a reading', () => readings.length > 0)
    expect(await client.call('stopCollecting', {})).toMatchObject({ ok: true, result: {} })
    const asked = meter.requests.length
    const stopped = await waitFor('the stop', () =>
      dataOf(client, 1)
        .slice(1)
        .map((data) => statusDelta.parse(data))
        .find(({ totals }) => !totals.isCollecting),
    )
    expect(stopped.devices[0]?.nextSlotMs ?? null).toBeNull()
    const other = await openIpc(client.url)
    follow(other, 1, 'status')
    await other.heard('batch')
    expect(statusSnapshot.parse(dataOf(other, 1)[0])).toMatchObject({ totals: { isCollecting: false } })
    expect(meter.requests.length).toBe(asked)

    await client.call('startCollecting', {})
    await waitFor('more requests', () => meter.requests.length > asked)
  })
})

describe('the queue', () => {
  it('tells what is delivered and by which answer, and no secret of the address', async () => {
    const { client, api } = await plant()
    follow(client, 1, 'queue')
    const queue = await waitFor('a delivery', () =>
      dataOf(client, 1)
        .map((data) => queueSnapshot.parse(data))
        .find(({ acknowledgedTotal }) => acknowledgedTotal > 0),
    )
    expect(queue).toMatchObject({
      apiUrl: `${api.url}/`,
      lastAttempt: { status: 200, acknowledged: expect.any(Number) },
      deadLetters: 0,
      store: { kind: 'ok' },
    })
    expect(JSON.stringify(client.messages)).not.toMatch(/plum-tree|pear-tree/)
  })

  it('dead letters can be looked at, sent again and dropped', async () => {
    const { client, api } = await plant()
    api.fault = ({ seqs }) => ({
      kind: 'take',
      rejected: seqs.map((seq) => ({ seq, reason: 'no such meter' })),
    })
    const list = async () => {
      const reply = await client.call('deadLetters', { limit: 100 })
      return deadLettersSpec.result.parse(reply.ok ? reply.result : null)
    }
    const { letters } = await waitFor('two dead letters', async () => {
      const found = await list()
      return found.total >= 2 && found
    })
    const [first, second] = letters
    expect(first).toMatchObject({ deviceId: 'METER', reason: 'no such meter' })
    expect(JSON.parse(first?.json ?? '')).toMatchObject({ seq: first?.seq, device_id: 'METER' })

    await client.call('stopCollecting', {})
    api.fault = () => ({ kind: 'take' })
    await waitFor('the rest', async () => {
      const { total } = await list()
      await client.call('dropDeadLetters', { seqs: [second?.seq] })
      return (await list()).total < total
    })
    expect(await client.call('retryDeadLetters', { seqs: [first?.seq] })).toMatchObject({
      result: { count: 1 },
    })
    await waitFor('its delivery', () => api.readings.has(first?.seq ?? 0))
    const left = await waitFor('both gone', async () => {
      const found = await list()
      return !found.letters.some(({ seq }) => seq === first?.seq || seq === second?.seq) && found
    })
    expect(await client.call('dropDeadLetters', { seqs: null })).toMatchObject({
      result: { count: left.total },
    })
    expect((await list()).total).toBe(0)
  })
})

describe('alerts', () => {
  it('arrive as they begin, and are acknowledged once', async () => {
    const { client, meter } = await plant()
    follow(client, 1, 'alerts')
    const latest = () => alertsSnapshot.parse(dataOf(client, 1).at(-1) ?? { active: [], past: [] })
    await meter.close()
    const alert = await waitFor('the alert', () =>
      latest().active.find(({ kind }) => kind === 'device-offline'),
    )
    expect(await client.call('acknowledgeAlert', { id: alert.id })).toMatchObject({
      result: { acknowledged: true },
    })
    expect(await client.call('acknowledgeAlert', { id: alert.id })).toMatchObject({
      result: { acknowledged: false },
    })
    await waitFor('that it is known', () => latest().active[0]?.acknowledgedAtMs !== null)
  })
})
