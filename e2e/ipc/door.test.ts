import { afterEach, describe, expect, it } from 'vitest'
import { wrongTokensMost } from '../../electron/ipc/door.ts'
import { connectionsMost } from '../../electron/ipc/websocket.ts'
import { connectIpc, hello, type IpcClient, knock, openIpc } from '../support/ipc-client.ts'
import { type ServedEngine, serveEngine, type ServeTestOptions } from '../support/serve-engine.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function serve(options: ServeTestOptions = {}): Promise<ServedEngine> {
  const served = await serveEngine(options)
  closers.push(() => served.close())
  return served
}

async function refusal(client: IpcClient, token: string | null) {
  client.say(hello(token))
  const { code } = await client.heard('refused')
  await client.closed
  return code
}

describe('who may open /ipc', () => {
  it('a page of the same origin, and a program that is no browser', async () => {
    const { server } = await serve()
    expect(await knock(server.port, {})).toBe(101)
    expect(await knock(server.port, { origin: `http://127.0.0.1:${server.port}` })).toBe(101)
    expect(
      await knock(server.port, {
        host: `localhost:${server.port}`,
        origin: `http://localhost:${server.port}`,
      }),
    ).toBe(101)
  })

  it.each([
    'https://evil.example',
    'http://127.0.0.1:1',
    'http://127.0.0.1',
    'http://localhost',
    'file://',
    'null',
    '',
    'http://127.0.0.1@evil.example',
  ])('not a page of %j', async (origin) => {
    const { server, logged } = await serve()
    expect(await knock(server.port, { origin })).toBe(403)
    expect(logged).toEqual([expect.stringContaining('page of another origin')])
  })

  it('not by a name of the public DNS that leads to loopback', async () => {
    const { server } = await serve()
    const host = `evil.example:${server.port}`
    expect(await knock(server.port, { host, origin: `http://${host}` })).toBe(421)
    expect(await knock(server.port, { host })).toBe(421)
  })

  it.each(['/ipc/', '/nothing', '/healthz'])('and not at %s', async (path) => {
    const { server } = await serve()
    expect(await knock(server.port, {}, path)).toBe(404)
  })

  it('bound to every address, pages of another origin are refused all the same', async () => {
    const { server } = await serve({ host: '0.0.0.0', token: 'secret' })
    const host = `gateway.plant:${server.port}`
    expect(await knock(server.port, { host, origin: 'http://evil.example' })).toBe(403)
    expect(await knock(server.port, { host, origin: `http://${host}` })).toBe(101)
  })

  it('no more than so many at once, and again when one has left', async () => {
    const { url } = await serve()
    const clients = await Promise.all(Array.from({ length: connectionsMost }, () => openIpc(url)))
    const oneMore = await connectIpc(url)
    expect(await oneMore.closed).toMatchObject({ code: 1013, reason: 'too many connections' })
    clients[0]?.close()
    await clients[0]?.closed
    await openIpc(url)
  })
})

describe('the token', () => {
  it('is asked for where there is one, on loopback too', async () => {
    const { url } = await serve({ token: 'secret' })
    expect(await refusal(await connectIpc(url), null)).toBe('token')
    expect(await refusal(await connectIpc(url), 'Secret')).toBe('token')
    expect(await refusal(await connectIpc(url), '')).toBe('token')
    expect(await refusal(await connectIpc(url), 'secret ')).toBe('token')
    await openIpc(url, { token: 'secret' })
  })

  it('lets nothing through before it was given', async () => {
    const { url } = await serve({ token: 'secret' })
    const client = await connectIpc(url)
    client.say({ kind: 'subscribe', id: 1, topic: 'status', args: {} })
    expect(await client.closed).toMatchObject({ code: 1008, reason: 'a hello comes first' })
    expect(client.messages).toEqual([])
  })

  it('nobody stays who says nothing at all', async () => {
    const { url } = await serve()
    const silent = await connectIpc(url)
    const talking = await openIpc(url)
    expect(await silent.closed).toEqual({ code: 1008, reason: 'no hello came' })
    expect(await talking.call('deadLetters', { limit: 1 })).toMatchObject({ ok: true })
  })

  it('cannot be guessed at any speed: after some tries even the right one waits', async () => {
    const { url } = await serve({ token: 'secret' })
    for (let guess = 0; guess < wrongTokensMost; guess++) {
      expect(await refusal(await connectIpc(url), `guess ${guess}`)).toBe('token')
    }
    expect(await refusal(await connectIpc(url), 'secret')).toBe('too-many')
  })

  it('asking without one is no guess', async () => {
    const { url } = await serve({ token: 'secret' })
    for (let guess = 0; guess <= wrongTokensMost; guess++) {
      expect(await refusal(await connectIpc(url), null)).toBe('token')
    }
    await openIpc(url, { token: 'secret' })
  })

  it('a page of another version of the contract learns which of the two is old', async () => {
    const { url } = await serve()
    const older = await connectIpc(url)
    older.say(hello(null, 0))
    expect(await older.heard('refused')).toMatchObject({
      code: 'version',
      message: 'the interface speaks version 0 and the gateway 1: update the interface',
    })
    await older.closed
    const newer = await connectIpc(url)
    newer.say(hello(null, 99))
    expect((await newer.heard('refused')).message).toMatch(/update the gateway$/)
  })
})
