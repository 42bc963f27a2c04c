import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Args, commands } from '../../shared/contract/commands.ts'
import { type CommandName, commandNames, type TopicName, topicNames } from '../../shared/contract/names.ts'
import { type TopicArgs, topics } from '../../shared/contract/topics.ts'
import { type FaultMeter, startFaultMeter } from '../support/fault-meter.ts'
import { type IpcClient, openIpc } from '../support/ipc-client.ts'
import { deviceAt, type ServedEngine, serveEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const filter = { level: 'DEBUG', device: null, text: '' } as const
const key = { deviceId: 'METER', label: 'Power' }
const subject = { kind: 'device', deviceId: 'METER' } as const

type Reads = {
  [K in CommandName as (typeof commands)[K]['access'] extends 'read' ? K : never]: () => Args<K>
}

/** One question for each command that only looks. */
const questions: Reads = {
  configDraft: () => ({ revision: null, edits: [], open: ['METER'] }),
  configBackups: () => ({}),
  serialPorts: () => ({}),
  profiles: () => ({}),
  seriesCatalog: () => ({}),
  seriesRange: () => ({ series: [key], fromMs: Date.now() - 60_000, toMs: Date.now() }),
  deadLetters: () => ({ limit: 10 }),
  logPage: () => ({ filter, before: null, limit: 10 }),
  logFiles: () => ({}),
  runCost: () => ({ request: { kind: 'test', subject } }),
  trafficFile: () => ({ deviceId: 'METER', format: 'text' }),
}

const subscriptions: { [T in TopicName]: TopicArgs<T> } = {
  status: {},
  config: {},
  series: { series: [key], spanMs: 60_000 },
  alerts: {},
  queue: {},
  log: filter,
  run: { runId: '' },
  runs: {},
  traffic: { deviceId: 'METER' },
}

let meter: FaultMeter
let served: ServedEngine
let client: IpcClient
beforeAll(async () => {
  meter = await startFaultMeter({ framing: 'mbap' })
  served = await serveEngine({ ini: deviceAt(meter.port) })
  client = await openIpc(served.url)
  await waitFor('some readings', () => served.readings.length > 2)
})
afterAll(async () => {
  await served.close()
  await meter.close()
})

describe('what the server says is of the contract, to the last field', () => {
  it('every command that only looks has its question here', () => {
    expect(Object.keys(questions).toSorted()).toEqual(
      commandNames.filter((name) => commands[name].access === 'read').toSorted(),
    )
  })

  it.each(Object.entries(questions))('the answer to %s', async (name, question) => {
    const reply = await client.call(name, question())
    if (!reply.ok) throw new Error(reply.error.message)
    const schema = commands[name as keyof Reads].result
    // As it went over the wire; a field too many would be a leak.
    expect(schema.parse(reply.result)).toEqual(reply.result)
  })

  it('the reading of a device taken at once', async () => {
    const reply = await client.call('readNow', { deviceId: 'METER' })
    if (!reply.ok) throw new Error(reply.error.message)
    expect(commands.readNow.result.parse(reply.result)).toEqual(reply.result)
  })

  it.each(topicNames)('the topic %s', async (topic) => {
    const id = topicNames.indexOf(topic)
    const args = topic === 'run' ? await aRun() : subscriptions[topic]
    client.say({ kind: 'subscribe', id, topic, args })
    const eventsOf = () =>
      client.messages
        .filter((message) => message.kind === 'batch')
        .flatMap(({ events }) => events)
        .filter((event) => event.id === id)
    const first = await waitFor('the snapshot', () => eventsOf()[0])
    expect(first.kind).toBe('snapshot')
    if (['status', 'series', 'traffic'].includes(topic)) await waitFor('a delta', () => eventsOf().length > 2)
    for (const { kind, data } of eventsOf()) {
      if (kind === 'error') throw new Error(String(data))
      expect(topics[topic][kind].parse(data)).toEqual(data)
    }
  })
})

it('a run goes on behind its caller, or ends with it where that was wanted', async () => {
  const slow = await startFaultMeter({ framing: 'mbap', fault: () => ({ kind: 'silence' }) })
  const caller = await openIpc(served.url)
  const target = {
    endpoint: { kind: 'tcp', host: '127.0.0.1', port: slow.port },
    timeoutMs: 1_000,
    requestDelayMs: 0,
  }
  const request = { kind: 'scan-units', target, from: 1, to: 247, table: 'HOLDING', address: 0 }
  const start = async (more: object): Promise<string> => {
    const reply = await caller.call('startRun', { request, ...more })
    if (!reply.ok) throw new Error(reply.error.message)
    return commands.startRun.result.parse(reply.result).runId
  }
  const { tester } = served.engine
  const [stays, ends] = [await start({}), await start({ endsWithCaller: true })]
  caller.close()
  await waitFor('the end', () => tester.state(ends)?.phase === 'stopped')
  expect(tester.state(stays)?.phase).toBe('running')
  tester.stop(stays)
  await slow.close()
})

async function aRun(): Promise<TopicArgs<'run'>> {
  const reply = await client.call('startRun', { request: { kind: 'test', subject } })
  if (!reply.ok) throw new Error(reply.error.message)
  return commands.startRun.result.parse(reply.result)
}
