import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageRate } from '../../electron/ipc/session.ts'
import { subscriptionsMost } from '../../electron/ipc/subscriptions.ts'
import { clientMessageMost } from '../../shared/contract/limits.ts'
import { connectIpc, hello, openIpc } from '../support/ipc-client.ts'
import { type ServedEngine, serveEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

let served: ServedEngine
beforeAll(async () => {
  served = await serveEngine()
})
afterAll(() => served.close())

const subscribe = (id: number, topic = 'alerts', args: unknown = {}) => ({
  kind: 'subscribe',
  id,
  topic,
  args,
})

describe('a client that breaks the rules is hung up on', () => {
  it.each([
    ['no JSON', 'hello', 'a message that is not JSON'],
    ['no object', '[]', 'a message that is not of the contract'],
    ['null', 'null', 'a message that is not of the contract'],
    ['an unknown kind', { kind: 'eval', code: '1' }, 'a message that is not of the contract'],
    [
      'an unknown command',
      { kind: 'call', id: 1, name: 'shutdown', args: {} },
      'a message that is not of the contract',
    ],
    [
      'a command of every object',
      { kind: 'call', id: 1, name: 'constructor', args: {} },
      'a message that is not of the contract',
    ],
    ['an unknown topic', subscribe(1, 'secrets'), 'a message that is not of the contract'],
    ['a topic of every object', subscribe(1, '__proto__'), 'a message that is not of the contract'],
    ['a field too many', { ...hello(), admin: true }, 'a message that is not of the contract'],
    [
      'a __proto__',
      '{"kind":"call","id":1,"name":"profiles","args":{},"__proto__":{"isAdmin":true}}',
      'a message that is not of the contract',
    ],
    ['brackets without end', '['.repeat(500_000), 'a message that is not JSON'],
    [
      'brackets within brackets',
      `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
      'a message that is not of the contract',
    ],
    ['a negative id', subscribe(-1), 'a message that is not of the contract'],
  ])('for %s', async (_what, message, reason) => {
    const client = await openIpc(served.url)
    client.say(message)
    expect(await client.closed).toEqual({ code: 1008, reason })
  })

  it('for a message longer than any edit', async () => {
    const client = await openIpc(served.url)
    client.say({ kind: 'call', id: 1, name: 'readNow', args: { deviceId: 'x'.repeat(clientMessageMost) } })
    expect((await client.closed).code).not.toBe(1000)
    expect(client.messages.map(({ kind }) => kind)).toEqual(['welcome'])
  })

  it('for bytes', async () => {
    const client = await openIpc(served.url)
    client.sayBytes(new TextEncoder().encode(JSON.stringify(hello())))
    expect(await client.closed).toEqual({ code: 1003, reason: 'text messages only' })
  })

  it('for one subscription number given twice', async () => {
    const client = await openIpc(served.url)
    client.say(subscribe(1))
    client.say(subscribe(1))
    expect(await client.closed).toEqual({ code: 1008, reason: 'subscription 1 is in use' })
  })

  it('for a flood of messages', async () => {
    const client = await openIpc(served.url)
    for (let count = 0; count < 2 * messageRate.burst; count++) client.say({ kind: 'unsubscribe', id: 1 })
    expect(await client.closed).toEqual({ code: 1008, reason: 'too many messages' })
  })

  it('with one line in the log, however often', async () => {
    const before = served.logged.length
    for (let count = 0; count < 5; count++) {
      const client = await connectIpc(served.url)
      client.say('nonsense')
      await client.closed
    }
    expect(served.logged.length - before).toBeLessThanOrEqual(1)
  })

  it('and nobody else is disturbed', async () => {
    const good = await openIpc(served.url)
    const bad = await openIpc(served.url)
    bad.say('nonsense')
    await bad.closed
    expect(await good.call('deadLetters', { limit: 1 })).toMatchObject({ ok: true })
  })
})

describe('a call with wrong arguments is answered with what is wrong', () => {
  it.each([
    ['a field too many', { limit: 1, path: '/etc/passwd' }, 'deadLetters: Unrecognized key: "path"'],
    ['another type', { limit: '1' }, 'deadLetters: limit: Invalid input: expected number, received string'],
    ['nothing', null, 'deadLetters: Invalid input: expected object, received null'],
  ])('%s', async (_what, args, message) => {
    const client = await openIpc(served.url)
    expect(await client.call('deadLetters', args)).toMatchObject({
      ok: false,
      error: { code: 'invalid', message },
    })
  })

  it('__proto__ among the arguments is a field like any other: refused, and nothing is changed by it', async () => {
    const client = await openIpc(served.url)
    client.say('{"kind":"call","id":1,"name":"deadLetters","args":{"limit":1,"__proto__":{"polluted":1}}}')
    const reply = await client.heard('reply')
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('a topic likewise, as the end of that subscription', async () => {
    const client = await openIpc(served.url)
    client.say(subscribe(7, 'alerts', { all: true }))
    const { events } = await client.heard('batch')
    expect(events).toEqual([{ id: 7, kind: 'error', data: 'alerts: Unrecognized key: "all"' }])
  })

  it('one topic too many likewise, and the others go on', async () => {
    const client = await openIpc(served.url)
    for (let id = 0; id <= subscriptionsMost; id++) client.say(subscribe(id))
    const eventsOf = (wanted: string) =>
      client.messages
        .filter((message) => message.kind === 'batch')
        .flatMap(({ events }) => events)
        .filter(({ kind }) => kind === wanted)
    await waitFor('all that are allowed', () => eventsOf('snapshot').length === subscriptionsMost)
    await waitFor('the refusal', () => eventsOf('error').length > 0)
    expect(eventsOf('error')).toEqual([
      { id: subscriptionsMost, kind: 'error', data: 'at most 40 topics can be followed at once' },
    ])
  })

  it("the desktop shell's commands are not served here", async () => {
    const client = await openIpc(served.url)
    expect(await client.call('desktopSetAutostart', { on: true })).toMatchObject({
      ok: false,
      error: { code: 'failed', message: 'desktopSetAutostart is for the desktop app alone' },
    })
  })
})
