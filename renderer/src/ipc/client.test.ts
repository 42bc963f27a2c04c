import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClientMessage, Port, ServerMessage, Welcome } from '../../../shared/contract/protocol.ts'
import { contractVersion } from '../../../shared/contract/protocol.ts'
import { createClient, type GatewayClient } from './client.ts'

const welcome: Welcome = {
  kind: 'welcome',
  gatewayId: 'gw-1',
  version: '1.0.0',
  hostName: 'box',
  configPath: '/etc/config.ini',
  access: { kind: 'full' },
}

/** The far end of one connection, in the test's hands. */
class FarEnd {
  readonly said: ClientMessage[] = []
  isClosed = false
  say: (message: ServerMessage) => void = () => {}
  hangUp: (reason: string) => void = () => {}

  readonly port: Port = {
    send: (message) => void this.said.push(message),
    onMessage: (listener) => void (this.say = listener),
    onClose: (listener) => void (this.hangUp = listener),
    close: () => void (this.isClosed = true),
  }
}

describe('the client of the contract', () => {
  let ends: FarEnd[]
  let client: GatewayClient
  let tokens: string[]
  const end = (): FarEnd => ends.at(-1) ?? new FarEnd()
  const idOf = (message: ClientMessage | undefined): number =>
    message !== undefined && 'id' in message ? message.id : -1

  beforeEach(() => {
    vi.useFakeTimers()
    ends = []
    tokens = []
    client = createClient({
      openPort() {
        const opened = new FarEnd()
        ends.push(opened)
        return opened.port
      },
      token: () => tokens.at(-1) ?? null,
      keepToken: (token) => void tokens.push(token),
      hasDesktop: false,
      nowMs: () => 0,
    })
  })
  afterEach(() => void vi.useRealTimers())

  it('says hello with its version, and is open once welcomed', () => {
    expect(end().said).toEqual([{ kind: 'hello', version: contractVersion, token: null }])
    expect(client.connection.getState()).toEqual({ kind: 'connecting' })
    end().say(welcome)
    expect(client.connection.getState()).toEqual({ kind: 'open', welcome })
  })

  it('gives each answer to its own call', async () => {
    end().say(welcome)
    const first = client.call('serialPorts', {})
    const second = client.call('logFiles', {})
    const [, one, two] = end().said
    end().say({ kind: 'reply', id: idOf(two), ok: true, result: { files: [], folder: '/log' } })
    end().say({
      kind: 'reply',
      id: idOf(one),
      ok: false,
      error: { code: 'failed', message: 'no ports here' },
    })
    await expect(second).resolves.toEqual({ files: [], folder: '/log' })
    await expect(first).rejects.toMatchObject({ code: 'failed', message: 'no ports here' })
  })

  it('follows its topics again after a lost connection, and says that it was lost', () => {
    const seen: unknown[] = []
    client.subscribe('alerts', {}, { onSnapshot: (data) => seen.push(data) })
    end().say(welcome)
    const subscription = end().said.find(({ kind }) => kind === 'subscribe')
    const data = { active: [], past: [] }
    end().say({ kind: 'batch', number: 1, events: [{ id: idOf(subscription), kind: 'snapshot', data }] })
    expect(end().said.at(-1)).toEqual({ kind: 'ack', number: 1 })
    end().hangUp('the gateway stops')
    expect(client.connection.getState()).toMatchObject({ kind: 'lost', reason: 'the gateway stops' })
    vi.runOnlyPendingTimers()
    expect(ends).toHaveLength(2)
    end().say(welcome)
    expect(end().said.map(({ kind }) => kind)).toEqual(['hello', 'subscribe'])
    expect(seen).toEqual([data])
  })

  it('rejects the calls that a lost connection leaves unanswered', async () => {
    end().say(welcome)
    const call = client.call('stopCollecting', {})
    end().hangUp('')
    await expect(call).rejects.toMatchObject({ code: 'unanswered' })
    await expect(client.call('stopCollecting', {})).rejects.toMatchObject({ code: 'unanswered' })
  })

  it('does not knock again by itself where it was refused, but does with a token', () => {
    end().say({ kind: 'refused', code: 'token', message: 'a token is needed' })
    end().hangUp('refused')
    vi.runAllTimers()
    expect(ends).toHaveLength(1)
    expect(client.connection.getState()).toMatchObject({ kind: 'refused', code: 'token' })
    client.reconnect('secret')
    expect(end().said).toEqual([{ kind: 'hello', version: contractVersion, token: 'secret' }])
  })

  it('hears nothing more of a topic that it left, nor of a connection that it gave up', () => {
    const seen: unknown[] = []
    const leave = client.subscribe('alerts', {}, { onSnapshot: (data) => seen.push(data) })
    end().say(welcome)
    const subscription = end().said.find(({ kind }) => kind === 'subscribe')
    leave()
    expect(end().said.at(-1)).toEqual({ kind: 'unsubscribe', id: idOf(subscription) })
    const old = end()
    const event = { id: idOf(subscription), kind: 'snapshot', data: {} } as const
    old.say({ kind: 'batch', number: 1, events: [event] })
    client.reconnect()
    expect(old.isClosed).toBe(true)
    old.say({ ...welcome, gatewayId: 'another' })
    expect(client.connection.getState()).toEqual({ kind: 'connecting' })
    expect(seen).toEqual([])
  })
})
