import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Handlers } from '../../shared/contract/commands.ts'
import { commandNames, topicNames } from '../../shared/contract/names.ts'
import { contractVersion, type ServerMessage } from '../../shared/contract/protocol.ts'
import type { Logger } from '../engine/logger.ts'
import { CallRefused } from './call-refused.ts'
import { createSession, openCallsMost } from './session.ts'

interface Call {
  readonly resolve: (result: { total: number; letters: [] }) => void
  readonly reject: (error: unknown) => void
}

const hello = { kind: 'hello', version: contractVersion, token: null }
const call = (id: number, name = 'deadLetters', args: unknown = { limit: 1 }) => ({
  kind: 'call',
  id,
  name,
  args,
})
const answer = { total: 0, letters: [] as [] }

/** A client whose calls for dead letters are answered when the test wants it. */
function connected() {
  const sent: ServerMessage[] = []
  const logged: string[] = []
  const calls: Call[] = []
  let nowMs = 0
  const logger: Logger = {
    debug() {},
    info() {},
    warning: (message) => void logged.push(message),
    error: (message) => void logged.push(message),
    child: () => logger,
  }
  const unused = () => Promise.reject(new Error('not asked for here'))
  const none = (): never => {
    throw new CallRefused('failed', 'there is none')
  }
  const handlers = {
    ...Object.fromEntries(commandNames.map((name) => [name, unused])),
    deadLetters: () => new Promise((resolve, reject) => calls.push({ resolve, reject })),
  } as unknown as Handlers
  const session = createSession({
    service: {
      handlers,
      feeds: {
        status: none,
        config: none,
        series: none,
        alerts: none,
        queue: none,
        log: none,
        traffic: none,
        run: none,
        runs: none,
      },
      welcome: { gatewayId: 'plant', version: '1.2.3', hostName: 'host', configPath: '/etc/ems.ini' },
      clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
      logger,
    },
    access: { kind: 'full' },
    admit: () => ({ kind: 'admitted' }),
    send: (message) => sent.push(message),
    hangUp: (reason) => logged.push(`hung up: ${reason}`),
  })
  session.receive(hello)
  return { session, sent, logged, calls, pass: (ms: number) => (nowMs += ms) }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a session', () => {
  it('answers each call for itself, in the order in which they end', async () => {
    const { session, sent, calls } = connected()
    session.receive(call(1))
    session.receive(call(2))
    calls[1]?.resolve({ ...answer, total: 2 })
    await settled()
    calls[0]?.resolve({ ...answer, total: 1 })
    await settled()
    expect(sent.slice(1)).toEqual([
      { kind: 'reply', id: 2, ok: true, result: { total: 2, letters: [] } },
      { kind: 'reply', id: 1, ok: true, result: { total: 1, letters: [] } },
    ])
  })

  it('hands on what a handler refuses, in its words', async () => {
    const { session, sent, calls, logged } = connected()
    session.receive(call(1))
    calls[0]?.reject(new CallRefused('conflict', 'somebody else was faster'))
    await settled()
    expect(sent.at(-1)).toEqual({
      kind: 'reply',
      id: 1,
      ok: false,
      error: { code: 'conflict', message: 'somebody else was faster' },
    })
    expect(logged).toEqual([])
  })

  it('a defect is told with its stack to the log, and to the client only that there is one', async () => {
    const { session, sent, calls, logged } = connected()
    session.receive(call(1))
    calls[0]?.reject(new TypeError('x of undefined in /secret/path'))
    await settled()
    expect(sent.at(-1)).toMatchObject({ ok: false, error: { code: 'defect' } })
    expect(JSON.stringify(sent)).not.toContain('/secret/path')
    expect(logged.join()).toContain('x of undefined in /secret/path')
  })

  it('so many calls at once and no more; the next one is served when one has ended', async () => {
    const { session, sent, calls } = connected()
    for (let id = 0; id <= openCallsMost; id++) session.receive(call(id))
    expect(calls).toHaveLength(openCallsMost)
    expect(sent.at(-1)).toMatchObject({ id: openCallsMost, ok: false, error: { code: 'failed' } })
    calls[0]?.resolve(answer)
    await settled()
    session.receive(call(99))
    expect(calls).toHaveLength(openCallsMost + 1)
  })

  it('a page that begins anew hears no answers to what the one before had asked', async () => {
    const { session, sent, calls } = connected()
    session.receive(call(1))
    session.receive(hello)
    calls[0]?.resolve(answer)
    await settled()
    expect(sent.map(({ kind }) => kind)).toEqual(['welcome', 'welcome'])
  })

  it('a closed one answers nothing and hears nothing', async () => {
    const { session, sent, calls } = connected()
    session.receive(call(1))
    session.close()
    calls[0]?.resolve(answer)
    session.receive(call(2))
    session.receive(hello)
    await settled()
    expect(sent.map(({ kind }) => kind)).toEqual(['welcome'])
    expect(calls).toHaveLength(1)
  })

  it('at a steady pace a client may talk for ever', () => {
    const { session, logged, pass } = connected()
    for (let count = 0; count < 5_000; count++) {
      pass(10)
      session.receive({ kind: 'unsubscribe', id: 1 })
    }
    expect(logged).toEqual([])
    for (let count = 0; count < 300; count++) session.receive({ kind: 'unsubscribe', id: 1 })
    expect(logged).toEqual(['hung up: too many messages'])
  })

  it('whatever a client says is answered, or ends the connection; nothing is thrown', () => {
    const kinds = ['hello', 'call', 'subscribe', 'unsubscribe', 'ack', 'welcome'] as const
    const nearlyRight = fc.record(
      {
        kind: fc.oneof(fc.constantFrom(...kinds), fc.anything()),
        version: fc.oneof(fc.constant(contractVersion), fc.anything()),
        token: fc.oneof(fc.constant(null), fc.anything()),
        id: fc.oneof(fc.nat(), fc.anything()),
        name: fc.oneof(fc.constantFrom(...commandNames), fc.anything()),
        topic: fc.oneof(fc.constantFrom(...topicNames), fc.anything()),
        number: fc.oneof(fc.nat(), fc.anything()),
        args: fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withDate: true }),
      },
      { requiredKeys: ['kind'] },
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(nearlyRight, fc.anything()), { maxLength: 20 }), (messages) => {
        const { session, sent, logged } = connected()
        for (const message of messages) session.receive(message)
        session.close()
        expect(sent.length + logged.length).toBeGreaterThan(0)
      }),
    )
  })
})
