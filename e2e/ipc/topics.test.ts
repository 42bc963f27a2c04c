import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { batchPeriodMs, unacknowledgedMost } from '../../shared/contract/limits.ts'
import type { TopicEvent } from '../../shared/contract/protocol.ts'
import { statusDelta, statusSnapshot } from '../../shared/contract/status.ts'
import type { Feeds } from '../../shared/contract/topics.ts'
import { type IpcClient, openIpc } from '../support/ipc-client.ts'
import { type FaultMeter, startFaultMeter } from '../support/fault-meter.ts'
import { deviceAt, disabledDevice, serveEngine, type ServedEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const subscribe = (id: number, topic: string) => ({ kind: 'subscribe', id, topic, args: {} })

const eventsOf = ({ messages }: IpcClient): readonly TopicEvent[] =>
  messages.filter((message) => message.kind === 'batch').flatMap(({ events }) => events)

const batchCount = ({ messages }: IpcClient): number => messages.filter(({ kind }) => kind === 'batch').length

async function collecting(): Promise<ServedEngine & { readonly meter: FaultMeter }> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const served = await serveEngine({ ini: deviceAt(meter.port) })
  closers.push(() => served.close())
  await waitFor('a reading', () => served.readings.length > 0)
  return { ...served, meter }
}

describe('the status', () => {
  it('begins with every device, and goes on with what changed', async () => {
    const { url } = await collecting()
    const client = await openIpc(url)
    client.say(subscribe(1, 'status'))
    const [first, ...rest] = await waitFor('two deltas', () => {
      const events = eventsOf(client)
      return events.length > 2 && events
    })
    expect(first).toMatchObject({ id: 1, kind: 'snapshot' })
    const snapshot = statusSnapshot.parse(first?.data)
    expect(snapshot.totals).toMatchObject({ devicesGood: 1, devicesTotal: 1, isCollecting: true })
    expect(snapshot.devices).toMatchObject([
      {
        id: 'METER',
        protocol: 'TCP',
        state: { kind: 'good' },
        valueCount: 2,
        badCount: 0,
        sparkLabel: 'Power',
        values: [
          { label: 'Power', unit: 'W', quality: 'GOOD' },
          { label: 'Voltage', unit: 'V', quality: 'GOOD' },
        ],
      },
    ])
    const [device] = snapshot.devices
    expect(device?.spark).toHaveLength(device?.readingsLastHour ?? 0)
    expect(device?.nextSlotMs).toBeGreaterThan(device?.lastSlotMs ?? Infinity)
    for (const { kind, data } of rest) {
      expect(kind).toBe('delta')
      const delta = statusDelta.parse(data)
      expect(delta.order).toBeNull()
      for (const row of delta.devices) expect(row.spark).toEqual([])
    }
  })

  it('tells of a device that fell silent, and keeps its last values apart from it', async () => {
    const { url, meter } = await collecting()
    const client = await openIpc(url)
    client.say(subscribe(1, 'status'))
    await client.heard('batch')
    await meter.close()
    const row = await waitFor('the failure', () =>
      eventsOf(client)
        .filter(({ kind }) => kind === 'delta')
        .flatMap(({ data }) => statusDelta.parse(data).devices)
        .find(({ state }) => state.kind === 'backoff'),
    )
    // Missing is not zero.
    const bad = await waitFor('a bad value', () =>
      eventsOf(client)
        .filter(({ kind }) => kind === 'delta')
        .flatMap(({ data }) => statusDelta.parse(data).devices)
        .find(({ badCount }) => badCount > 0),
    )
    expect(bad.values[0]).toMatchObject({ value: null, quality: 'BAD_COMM' })
    expect(row.id).toBe('METER')
  })

  it('says the order anew when a device came or went', async () => {
    const served = await serveEngine({ ini: disabledDevice })
    closers.push(() => served.close())
    const client = await openIpc(served.url)
    client.say(subscribe(1, 'status'))
    await client.heard('batch')
    served.site.configure(`${disabledDevice.replace('METER', 'OTHER')}\n${disabledDevice}`)
    await served.engine.reload()
    const delta = await waitFor('the order', () =>
      eventsOf(client)
        .filter(({ kind }) => kind === 'delta')
        .map(({ data }) => statusDelta.parse(data))
        .find(({ order }) => order !== null),
    )
    expect(delta.order).toEqual(['OTHER', 'METER'])
    expect(delta.devices.map(({ id }) => id).toSorted()).toEqual(['METER', 'OTHER'])
  })
})

describe('a client that does not keep up', () => {
  it('gets nothing beyond its credit, then everything afresh: no gap that it does not know of', async () => {
    const { url, readings } = await collecting()
    const client = await openIpc(url, { acknowledges: false })
    client.say(subscribe(1, 'status'))
    client.say(subscribe(2, 'alerts'))
    await waitFor('all of the credit', () => batchCount(client) === unacknowledgedMost)
    const before = readings.length
    await waitFor('more readings', () => readings.length >= before + 4)
    expect(batchCount(client)).toBe(unacknowledgedMost)

    // Part of it is not enough: it would lag again at once.
    client.say({ kind: 'ack', number: unacknowledgedMost - 1 })
    const later = readings.length
    await waitFor('more readings', () => readings.length >= later + 2)
    expect(batchCount(client)).toBe(unacknowledgedMost)

    client.say({ kind: 'ack', number: unacknowledgedMost })
    const batch = await client.heard('batch', ({ number }) => number === unacknowledgedMost + 1)
    expect(batch.events.map(({ id, kind }) => ({ id, kind }))).toEqual([
      { id: 1, kind: 'snapshot' },
      { id: 2, kind: 'snapshot' },
    ])
    const { devices } = statusSnapshot.parse(batch.events[0]?.data)
    expect(devices[0]?.lastSlotMs).toBeGreaterThanOrEqual(readings[later]?.slotMs ?? Infinity)
  })

  it('loses a snapshot that was being made while it lagged, and gets a newer one', async () => {
    let made = 0
    const finish: (() => void)[] = []
    const slow: Feeds['series'] = () => ({
      snapshot() {
        const number = ++made
        return new Promise((resolve) => {
          finish.push(() => resolve({ span: number } as never))
        })
      },
      take: () => null,
      close: () => {},
    })
    const served = await serveEngine({
      change: (service) => ({ ...service, feeds: { ...service.feeds, series: slow } }),
    })
    closers.push(() => served.close())
    const client = await openIpc(served.url, { acknowledges: false })
    client.say(subscribe(1, 'status'))
    client.say({
      kind: 'subscribe',
      id: 2,
      topic: 'series',
      args: { series: [{ deviceId: 'METER', label: 'Power' }], spanMs: 60_000 },
    })
    await waitFor('all of the credit', () => batchCount(client) === unacknowledgedMost)
    expect(made).toBe(1)
    // It lags from the next batch on that it has no credit for.
    await sleep(2 * batchPeriodMs)
    client.say({ kind: 'ack', number: unacknowledgedMost })
    await waitFor('another snapshot', () => made === 2)
    finish[0]?.()
    const known = batchCount(client)
    await waitFor('another batch', () => batchCount(client) > known + 1)
    expect(eventsOf(client).filter(({ id }) => id === 2)).toEqual([])
    finish[1]?.()
    const event = await waitFor('it', () => eventsOf(client).find(({ id }) => id === 2))
    expect(event).toEqual({ id: 2, kind: 'snapshot', data: { span: 2 } })
    expect(eventsOf(client).filter(({ id }) => id === 2)).toHaveLength(1)
  })
})

describe('a client that comes back', () => {
  it('gets a snapshot of everything, whether it reconnects or says hello again', async () => {
    const { url } = await collecting()
    const first = await openIpc(url)
    first.say(subscribe(1, 'status'))
    await waitFor('a delta', () => eventsOf(first).some(({ kind }) => kind === 'delta'))
    first.close()
    await first.closed

    const second = await openIpc(url)
    second.say(subscribe(1, 'status'))
    expect((await second.heard('batch')).events[0]?.kind).toBe('snapshot')

    second.say({ kind: 'hello', version: 1, token: null })
    await waitFor(
      'another welcome',
      () => second.messages.filter(({ kind }) => kind === 'welcome').length === 2,
    )
    // The number is free again: what was followed before has ended.
    second.say(subscribe(1, 'status'))
    const batch = await second.heard('batch', ({ number, events }) => number === 1 && events.length > 0)
    expect(batch.events[0]?.kind).toBe('snapshot')
    await waitFor('a second batch of the new count', () => {
      const from = second.messages.findLastIndex(({ kind }) => kind === 'welcome')
      return second.messages.slice(from).some((message) => message.kind === 'batch' && message.number === 2)
    })
  })

  it('leaves nothing behind on the server: feeds are closed with the connection', async () => {
    let open = 0
    const served = await serveEngine({
      change: (service) => ({
        ...service,
        feeds: {
          ...service.feeds,
          alerts: (args) => {
            open++
            const feed = service.feeds.alerts(args)
            return {
              ...feed,
              close: () => {
                open--
                feed.close()
              },
            }
          },
        },
      }),
    })
    closers.push(() => served.close())
    const client = await openIpc(served.url)
    for (let id = 1; id <= 3; id++) client.say(subscribe(id, 'alerts'))
    await client.heard('batch')
    expect(open).toBe(3)
    client.say({ kind: 'unsubscribe', id: 1 })
    await waitFor('one less', () => open === 2)
    client.close()
    await waitFor('none', () => open === 0)
  })
})

describe('a feed that fails', () => {
  it('ends its own subscription in words, and no other; details stay in the log', async () => {
    const served = await serveEngine({
      change: (service) => ({
        ...service,
        feeds: {
          ...service.feeds,
          queue: () => ({
            snapshot: () => {
              throw new Error('secret detail')
            },
            take: () => null,
            close: () => {},
          }),
        },
      }),
    })
    closers.push(() => served.close())
    const client = await openIpc(served.url)
    client.say(subscribe(1, 'queue'))
    client.say(subscribe(2, 'status'))
    const error = await waitFor('the error', () => eventsOf(client).find(({ kind }) => kind === 'error'))
    expect(error).toEqual({
      id: 1,
      kind: 'error',
      data: 'queue failed through a defect in the gateway; its log says more',
    })
    expect(served.logged.join()).toContain('secret detail')
    await waitFor('the status', () => eventsOf(client).filter(({ id }) => id === 2).length > 1)
  })
})
