import { existsSync, readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { startLocalGateway } from '../../electron/main/local-gateway.ts'
import { runCli } from '../support/cli.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { makeSite } from '../support/gateway-engine.ts'
import { connectIpc, hello } from '../support/ipc-client.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

it('commands go through the lines of the desktop app, those of its account alone', async () => {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const site = makeSite(
    `collection_interval = 1\n[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}\naddressing = zero\nregisters = 1\n`,
  )
  closers.push(() => site.remove())
  const { configPath, dataDir, folder } = site
  const gateway = await startLocalGateway(
    { configPath, dataDir, workingDir: process.cwd() },
    {
      packageDir: process.cwd(),
      version: '1.2.3',
      hostName: hostname(),
      writeLine: () => {},
      onEvent: () => {},
    },
  )
  closers.push(() => gateway.stop())
  await waitFor('a connection', () => meter.connections.open === 1)

  const command = (...args: readonly string[]) =>
    runCli([...args, '--json', '--config', configPath, '--data-dir', dataDir], { cwd: folder })
  expect(JSON.parse((await command('test', 'A')).stdout)).toMatchObject({ ok: true, through_collector: true })
  expect(JSON.parse((await command('read', 'A')).stdout)).toMatchObject({
    registers: [{ value: registerAt(1, 3, 1), quality: 'GOOD' }],
  })
  expect(meter.connections).toEqual({ accepted: 1, open: 1 })

  const addressPath = join(dataDir, 'gateway.address')
  if (process.platform !== 'win32') expect(statSync(addressPath).mode & 0o777).toBe(0o600)
  const [url = '', writer, token = ''] = readFileSync(addressPath, 'utf8').split('\n')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(writer).toBe(String(process.pid))
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  const stranger = await connectIpc(url)
  stranger.say(hello())
  expect(await stranger.heard('refused')).toMatchObject({ code: 'token' })
  for (const path of ['', '/healthz', '/metrics']) expect((await fetch(url + path)).status).toBe(404)

  await gateway.stop()
  closers.pop()
  expect(existsSync(addressPath)).toBe(false)
})
