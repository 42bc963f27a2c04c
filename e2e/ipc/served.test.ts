import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { commandNames } from '../../shared/contract/names.ts'
import { statusSnapshot } from '../../shared/contract/status.ts'
import { runCli, type RunningCli, startCli } from '../support/cli.ts'
import { makeSite, type Site } from '../support/gateway-engine.ts'
import { connectIpc, hello, openIpc } from '../support/ipc-client.ts'
import { disabledDevice, serveEngine } from '../support/serve-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

function site(): Site {
  const made = makeSite(disabledDevice)
  closers.push(() => made.remove())
  return made
}

const started = z.object({ served_at: z.string() })

interface Served {
  readonly cli: RunningCli
  readonly url: string
  stop(): Promise<void>
}

/** The real gateway as a process of its own. */
async function serve(
  { configPath, dataDir }: Site,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const cli = startCli(['run', '--json', '-c', configPath, '-d', dataDir, '--serve', ...args], { env })
  const stop = async (): Promise<void> => {
    cli.child.kill('SIGTERM')
    await cli.ended
  }
  closers.push(stop)
  const line = (await cli.outputWith('"started"')).split('\n')[0] ?? ''
  return { cli, url: started.parse(JSON.parse(line)).served_at, stop }
}

describe('run --serve', () => {
  it.each([
    ['0.0.0.0:0', []],
    ['[::]:0', []],
    ['gateway.plant:0', []],
    ['0.0.0.0:0', ['--token', '']],
    ['0.0.0.0:0', ['--read-only']],
  ])('on %s with %j is wrong usage: it needs a token', async (address, more) => {
    const { configPath, dataDir } = site()
    const result = await runCli(['run', '-c', configPath, '-d', dataDir, '--serve', address, ...more])
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(/^error: .*token/)
  })

  it.each([['--token', 'secret'], ['--read-only']])('%s alone is wrong usage', async (...args) => {
    const { configPath, dataDir } = site()
    const result = await runCli(['run', '-c', configPath, '-d', dataDir, ...args])
    expect(result.code).toBe(2)
    expect(result.stderr).toContain('go with --serve')
  })

  it('beyond loopback asks for the token, health and metrics aside, and never shows it', async () => {
    const place = site()
    const { url, cli, stop } = await serve(place, ['0.0.0.0:0'], { GATEWAY_TOKEN: 'plum-tree-7' })
    const here = url.replace('0.0.0.0', '127.0.0.1')
    const client = await connectIpc(here)
    client.say(hello('pear-tree-7'))
    expect(await client.heard('refused')).toMatchObject({ code: 'token' })
    await client.closed
    expect((await openIpc(here, { token: 'plum-tree-7' })).messages).toHaveLength(1)
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect((await fetch(here + path)).status).toBe(200)
    }
    await stop()
    expect(cli.output.stdout + cli.output.stderr + place.log()).not.toMatch(/p(?:lum|ear)-tree/)
  })

  it('--read-only shows everything and refuses each command that changes something', async () => {
    const { url } = await serve(site(), ['127.0.0.1:0', '--read-only'])
    const client = await openIpc(url)
    expect(await client.heard('welcome')).toMatchObject({
      access: { kind: 'read-only', reason: 'this gateway is served with --read-only' },
    })
    const writing = commandNames.filter((name) => commands[name].access === 'write')
    expect(writing.length).toBeGreaterThan(5)
    for (const name of writing) {
      expect(await client.call(name, {}), name).toMatchObject({ ok: false, error: { code: 'read-only' } })
    }
    expect(await client.call('deadLetters', { limit: 1 })).toMatchObject({ ok: true })
  })

  it('ends at once though somebody is connected, who learns why', async () => {
    const { url, cli } = await serve(site(), ['127.0.0.1:0'])
    const client = await openIpc(url)
    cli.child.kill('SIGTERM')
    expect(await client.closed).toEqual({ code: 1001, reason: 'the gateway stops' })
    expect((await cli.ended).code).toBe(0)
  })
})

describe('the simulated meters', () => {
  const devices = async (url: string) => {
    const client = await openIpc(url)
    client.say({ kind: 'subscribe', id: 1, topic: 'status', args: {} })
    const batch = await client.heard('batch')
    client.close()
    return statusSnapshot.parse(batch.events[0]?.data).devices
  }
  const goodOnes = (url: string) =>
    waitFor('good simulated meters', async () => {
      const good = (await devices(url)).filter(
        ({ id, state }) => id.startsWith('SIM_') && state.kind === 'good',
      )
      return good.length === 3 && good
    })

  it('are added to config.ini, answer, and are there again after a restart', async () => {
    const place = site()
    const first = await serve(place, ['127.0.0.1:0'])
    const client = await openIpc(first.url)
    const before = readFileSync(place.configPath, 'utf8')
    expect(await client.call('loadSimulator', {})).toMatchObject({
      ok: true,
      result: { sections: ['SIM_SUPPLY', 'SIM_WORKSHOP', 'SIM_OFFICE'] },
    })
    const after = readFileSync(place.configPath, 'utf8')
    expect(after.startsWith(before)).toBe(true)
    const good = await goodOnes(first.url)
    expect(new Set(good.map(({ endpoint }) => endpoint)).size).toBe(3)

    // A second time changes nothing.
    expect(await client.call('loadSimulator', {})).toMatchObject({ ok: true })
    expect(readFileSync(place.configPath, 'utf8')).toBe(after)

    await first.stop()
    const second = await serve(place, ['127.0.0.1:0'])
    const again = await goodOnes(second.url)
    expect(again.map(({ endpoint }) => endpoint)).toEqual(good.map(({ endpoint }) => endpoint))

    // Without their sections they do not come back.
    await second.stop()
    place.configure(disabledDevice)
    const third = await serve(place, ['127.0.0.1:0'])
    expect((await devices(third.url)).map(({ id }) => id)).toEqual(['METER'])
    const port = again[0]?.endpoint ?? ''
    await expect(fetch(`http://${port}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  it('move where somebody else has taken their ports meanwhile', async () => {
    const place = site()
    const first = await serve(place, ['127.0.0.1:0'])
    await (await openIpc(first.url)).call('loadSimulator', {})
    const [before] = await goodOnes(first.url)
    await first.stop()
    const port = Number(before?.endpoint.split(':')[1])
    const other = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
    await once(other, 'listening')
    closers.push(() => other.close())

    const second = await serve(place, ['127.0.0.1:0'])
    expect(place.log()).toMatch(/the simulated meters are not where they were: .*EADDRINUSE/)
    const client = await openIpc(second.url)
    expect(await client.call('loadSimulator', {})).toMatchObject({ ok: true })
    const after = await goodOnes(second.url)
    expect(after.map(({ endpoint }) => endpoint)).not.toContain(before?.endpoint)
    expect(after).toHaveLength(3)
  })

  it('are not there where the shell has none', async () => {
    const served = await serveEngine()
    closers.push(() => served.close())
    const client = await openIpc(served.url)
    expect(await client.call('loadSimulator', {})).toMatchObject({
      ok: false,
      error: { code: 'failed', message: 'this gateway has no simulated meters' },
    })
  })
})
