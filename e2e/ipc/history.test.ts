import { afterEach, describe, expect, it } from 'vitest'
import { type Args, commands, type Result } from '../../shared/contract/commands.ts'
import { logDelta, type LogFilter, logSnapshot } from '../../shared/contract/log.ts'
import type { CommandName } from '../../shared/contract/names.ts'
import type { TopicEvent } from '../../shared/contract/protocol.ts'
import { type Bucket, seriesDelta, seriesSnapshot } from '../../shared/contract/series.ts'
import { logFeed } from '../../electron/ipc/feeds/log.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { type IpcClient, openIpc } from '../support/ipc-client.ts'
import { deviceAt, disabledDevice, serveEngine, type ServedEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const eventsOf = ({ messages }: IpcClient): readonly TopicEvent[] =>
  messages.filter((message) => message.kind === 'batch').flatMap(({ events }) => events)

async function served(ini: string): Promise<ServedEngine> {
  const started = await serveEngine({ ini })
  closers.push(() => started.close())
  return started
}

/** @throws Error with the gateway's code and sentence */
async function call<K extends CommandName>(client: IpcClient, name: K, args: Args<K>): Promise<Result<K>> {
  const reply = await client.call(name, args)
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`)
  return commands[name].result.parse(reply.result) as Result<K>
}

const all: LogFilter = { level: 'DEBUG', device: null, text: '' }
const power = { deviceId: 'METER', label: 'Power' }

describe('a chart', () => {
  it('has the readings from before and after it was opened, each once', async () => {
    const meter = await startFaultMeter({ framing: 'mbap' })
    closers.push(() => meter.close())
    const started = await served(deviceAt(meter.port))
    await waitFor('some readings', () => started.readings.length >= 3)
    const client = await openIpc(started.url)
    client.say({ kind: 'subscribe', id: 1, topic: 'series', args: { series: [power], spanMs: 60_000 } })
    const before = started.readings.length
    await waitFor('more readings', () => started.readings.length >= before + 3)
    const expected = started.readings.map(({ slotMs }) => slotMs)
    const buckets = await waitFor('them in the chart', () => {
      const found = new Map<number, Bucket>()
      for (const { kind, data } of eventsOf(client)) {
        const news =
          kind === 'snapshot'
            ? seriesSnapshot.parse(data).series.flatMap((series) => series.buckets)
            : seriesDelta.parse(data).changes.flatMap((change) => change.buckets)
        for (const each of news) found.set(each.tMs, each)
      }
      return expected.every((slotMs) => found.has(slotMs)) && [...found.values()]
    })
    for (const { count, quality } of buckets)
      expect({ count, quality }).toEqual({ count: 1, quality: 'GOOD' })
    const [fromMs = 0, , toMs = 0] = expected
    const range = await call(client, 'seriesRange', { series: [power], fromMs, toMs })
    expect(range.series[0]?.buckets.map(({ tMs }) => tMs)).toEqual(expected.slice(0, 2))
    expect(range.series[0]).toMatchObject({ unit: 'W', intervalMs: 500 })
  })

  it('of a time that is none is refused in words', async () => {
    const client = await openIpc((await served(disabledDevice)).url)
    const month = 31 * 86_400_000
    for (const [fromMs, toMs] of [
      [5, 5],
      [6, 5],
      [0, month + 1],
    ] as const) {
      const refused = call(client, 'seriesRange', { series: [power], fromMs, toMs })
      await expect(refused).rejects.toThrow(/^invalid: /)
    }
    const whole = await call(client, 'seriesRange', { series: [power], fromMs: 0, toMs: month })
    expect(whole).toMatchObject({ bucketMs: 7_200_000, series: [{ buckets: [] }] })
  })
})

describe('the log', () => {
  it('begins with its newest lines and goes on with those that match', async () => {
    const started = await served(disabledDevice)
    const { logger } = started.engine
    logger.warning('pump: before')
    const client = await openIpc(started.url)
    client.say({ kind: 'subscribe', id: 1, topic: 'log', args: { ...all, level: 'WARNING', text: 'PUMP' } })
    await waitFor('the snapshot', () => eventsOf(client).length > 0)
    logger.info('pump: less severe')
    logger.error('<b>pump</b>')
    logger.error('no match')
    logger.error('Pump: over')
    const lines = await waitFor('the lines that follow', () => {
      const deltas = eventsOf(client)
        .slice(1)
        .flatMap(({ data }) => logDelta.parse(data).lines)
      return deltas.length >= 2 && deltas
    })
    const first = logSnapshot.parse(eventsOf(client)[0]?.data)
    expect(first.lines.map(({ message }) => message)).toEqual(['pump: before'])
    expect(first.hasOlder).toBe(false)
    expect(lines.map(({ message }) => message)).toEqual(['<b>pump</b>', 'Pump: over'])
  })

  it('that floods becomes a snapshot of its newest lines', async () => {
    const started = await served(disabledDevice)
    const { log, logger } = started.engine
    const feed = logFeed(log, all)
    closers.push(() => feed.close())
    await feed.snapshot()
    for (let index = 0; index < 1_000; index++) logger.warning(`line ${index}`)
    const most = feed.take()
    expect(most?.kind === 'delta' && most.data.lines).toHaveLength(1_000)
    for (let index = 1_000; index < 5_000; index++) logger.warning(`line ${index}`)
    const news = await waitFor('the snapshot', () => feed.take())
    expect(news.kind).toBe('snapshot')
    expect(news.data.lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 500 }, (_, index) => `line ${4_500 + index}`),
    )
    logger.warning('after the flood')
    const [last] = (feed.take()?.data.lines ?? []).slice(-1)
    expect(last?.message).toBe('after the flood')
    const client = await openIpc(started.url)
    const older = await call(client, 'logPage', {
      filter: all,
      before: news.data.lines[0]?.at ?? null,
      limit: 2,
    })
    expect(older.lines.map(({ message }) => message)).toEqual(['line 4498', 'line 4499'])
    const { files, folder } = await call(client, 'logFiles', {})
    expect(folder).toBe(started.site.folder)
    expect(files).toMatchObject([{ name: 'gateway.log' }])
  })

  it('is heard by nobody who has left', async () => {
    const started = await served(disabledDevice)
    const feed = logFeed(started.engine.log, all)
    await feed.snapshot()
    feed.close()
    started.engine.logger.warning('unheard')
    expect(feed.take()).toBeNull()
  })
})
