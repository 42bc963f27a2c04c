import { afterEach, describe, expect, it } from 'vitest'
import { openRemote, remoteUrl } from '../../electron/ipc/remote.ts'
import type { Session } from '../../electron/ipc/session.ts'
import type { ServerMessage } from '../../shared/contract/protocol.ts'
import { hello } from '../support/ipc-client.ts'
import { serveEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Page {
  readonly session: Session
  readonly messages: readonly ServerMessage[]
  heard(kind: ServerMessage['kind']): Promise<ServerMessage>
}

/** The page of a desktop app that looks at another gateway. */
function lookAt(address: string, token: string | null): Page {
  const messages: ServerMessage[] = []
  const session = openRemote({ address, token, send: (message) => messages.push(message) })
  closers.push(() => session.close())
  return {
    session,
    messages,
    heard: (kind) => waitFor(`a ${kind}`, () => messages.find((message) => message.kind === kind)),
  }
}

const subscribeAlerts = (id: number) => ({ kind: 'subscribe', id, topic: 'alerts', args: {} })

describe('looking at another gateway', () => {
  it('speaks with its token, which the page never has', async () => {
    const served = await serveEngine({ token: 'secret' })
    closers.push(() => served.close())
    const page = lookAt(`127.0.0.1:${served.server.port}`, 'secret')
    page.session.receive(hello())
    expect(await page.heard('welcome')).toMatchObject({ hostName: 'plant' })
    page.session.receive({ kind: 'call', id: 1, name: 'deadLetters', args: { limit: 1 } })
    expect(await page.heard('reply')).toMatchObject({ id: 1, ok: true })
    page.session.receive(subscribeAlerts(2))
    expect(await page.heard('batch')).toMatchObject({ events: [{ id: 2, kind: 'snapshot' }] })
  })

  it('hands on that the token is wrong, and does not try again by itself', async () => {
    const served = await serveEngine({ token: 'secret' })
    closers.push(() => served.close())
    const page = lookAt(served.url, 'wrong')
    page.session.receive(hello())
    expect(await page.heard('refused')).toMatchObject({ code: 'token' })
    page.session.receive({ kind: 'call', id: 1, name: 'deadLetters', args: { limit: 1 } })
    await waitFor('the end of that connection', () => {
      page.session.receive({ kind: 'call', id: 2, name: 'deadLetters', args: { limit: 1 } })
      return page.messages.some((message) => message.kind === 'reply' && !message.ok)
    })
    expect(page.messages.filter(({ kind }) => kind === 'refused')).toHaveLength(1)
  })

  it('says that the gateway went away, fails what was asked, and goes on by itself once it is back', async () => {
    const first = await serveEngine({
      change: (service) => ({
        ...service,
        // Asked, and never answered.
        handlers: { ...service.handlers, deadLetters: () => new Promise(() => {}) },
      }),
    })
    const { host, port } = first.server
    const page = lookAt(first.url, null)
    page.session.receive(hello())
    await page.heard('welcome')
    page.session.receive({ kind: 'call', id: 7, name: 'deadLetters', args: { limit: 1 } })
    await first.close()
    expect(await page.heard('refused')).toMatchObject({
      code: 'unreachable',
      message: `no connection to http://${host}:${port}: the gateway stops; trying again`,
    })
    expect(await page.heard('reply')).toMatchObject({ id: 7, ok: false, error: { code: 'failed' } })

    const second = await serveEngine({ port })
    closers.push(() => second.close())
    await waitFor(
      'another welcome',
      () => page.messages.filter(({ kind }) => kind === 'welcome').length === 2,
    )
    page.session.receive(subscribeAlerts(8))
    expect(await page.heard('batch')).toMatchObject({ number: 1, events: [{ id: 8, kind: 'snapshot' }] })
  })

  it('a call without a connection fails instead of waiting for ever', async () => {
    const page = lookAt('127.0.0.1:1', null)
    page.session.receive(hello())
    await page.heard('refused')
    page.session.receive({ kind: 'call', id: 1, name: 'profiles', args: {} })
    expect(await page.heard('reply')).toMatchObject({
      ok: false,
      error: { message: 'there is no connection to 127.0.0.1:1' },
    })
  })

  it.each([
    ['192.168.1.20:8080', 'ws://192.168.1.20:8080/ipc'],
    ['gateway.plant', 'ws://gateway.plant/ipc'],
    ['http://[::1]:8080/', 'ws://[::1]:8080/ipc'],
    ['https://gateway.example:8443/page?x=1', 'wss://gateway.example:8443/ipc'],
    ['user:password@gateway.plant', 'ws://gateway.plant/ipc'],
    ['', null],
    ['not an address', null],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
  ])('%j is %s', (address, url) => {
    expect(remoteUrl(address)).toBe(url)
  })
})
