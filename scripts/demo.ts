/**
 * `npm run demo`: simulated meters, the reference API and the gateway on this computer, as three real processes, the
 * address of the interface, and the story of the readings as they arrive at the API. `-- --for SECONDS` ends it by itself, `-- --no-build` uses the
 * build that is there. Needs nothing but `npm ci`; socat, where it is installed, adds a serial line.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Child, startChild } from './demo/children.ts'
import { demoConfig } from './demo/config.ts'
import { followApi } from './demo/follow-api.ts'
import { Narrator } from './demo/narrator.ts'
import { freeOr0 } from './demo/ports.ts'
import { openSerialLine } from './demo/serial-line.ts'

const root = join(import.meta.dirname, '..')
const gateway = join(root, 'out', 'main', 'headless.js')

const meterPorts = [15_021, 15_022, 15_023] as const
const apiPort = 18_080
const healthPort = 18_090

const simulateLine = z.object({ meters: z.array(z.object({ name: z.string(), port: z.number() })) })
const apiLine = z.object({ url: z.string() })
const startedLine = z.object({ served_at: z.string() })

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function build(): void {
  say('Building …')
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the build failed')
}

async function demo(forMs: number | null): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-ems-demo-'))
  const children: Child[] = []
  const stop = Promise.withResolvers<string | null>()
  process.on('SIGINT', () => stop.resolve(null))
  process.on('SIGTERM', () => stop.resolve(null))
  // The terminal was closed, or whoever read the output: the processes must not outlive it.
  process.on('SIGHUP', () => stop.resolve(null))
  process.stdout.on('error', () => stop.resolve(null))
  const timer = forMs === null ? null : setTimeout(() => stop.resolve(null), forMs)

  const start = (
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Child => {
    const child = startChild(name, process.execPath, [gateway, ...args], { ...process.env, ...env })
    children.push(child)
    void child.ended.then((code) => stop.resolve(`${name} ended with ${code}`))
    return child
  }

  const line = await openSerialLine(folder)
  try {
    const ports = await Promise.all(meterPorts.map(freeOr0))
    const serial = line === null ? [] : ['--serial', line.meterEnd]
    const meters = start('meters', ['simulate', '--json', '--ports', ports.join(','), ...serial])
    const api = start('api', ['api', '--json', '--port', String(await freeOr0(apiPort))])
    const simulated = simulateLine.parse(JSON.parse(await meters.firstLine))
    const { url } = apiLine.parse(JSON.parse(await api.firstLine))

    const template = readFileSync(join(root, 'config', 'demo.ini'), 'utf8')
    const configFile = join(folder, 'demo.ini')
    const actualPorts = simulated.meters.map(({ port }) => port)
    writeFileSync(configFile, demoConfig(template, meterPorts, actualPorts, line?.gatewayEnd ?? null))
    const serve = `127.0.0.1:${await freeOr0(healthPort)}`
    const dataDir = join(folder, 'data')
    const collector = start(
      'gateway',
      ['run', '--json', '--config', configFile, '--data-dir', dataDir, '--serve', serve],
      { EMS_API_URL: url, LOG_FILE: join(folder, 'gateway.log') },
    )
    const { served_at: health } = startedLine.parse(JSON.parse(await collector.firstLine))

    say(`Interface   ${health}`)
    say(`Meters      ${actualPorts.map((port) => `127.0.0.1:${port}`).join(', ')}`)
    say(`Serial line ${line === null ? 'left out: socat is not installed' : line.gatewayEnd}`)
    say(`API         ${url}/api/v1/readings`)
    say(`Health      ${health}/healthz, /readyz and /metrics`)
    say(`Its log     ${join(folder, 'gateway.log')}`)
    say('One meter goes away for 20 seconds after 40. Ctrl-C ends everything.\n')
    say('What arrives at the API (only what is new):')

    const narrator = new Narrator()
    const following = followApi(url, (reading) => narrator.tell(reading).forEach(say), say)
    following.result.catch((error: unknown) => stop.resolve(`the API cannot be read: ${String(error)}`))
    const trouble = await stop.promise
    if (trouble !== null) throw new Error(trouble)
    // The gateway delivers what it has, then the API is looked at once more.
    await collector.stop()
    following.stop()
    const { received, missing } = await following.result
    const gaps = missing === 0 ? 'none is missing' : `${missing} are not there yet`
    say(`\n${received} readings of ${narrator.devices} devices at the API, ${gaps}.`)
  } finally {
    if (timer !== null) clearTimeout(timer)
    for (const child of children.toReversed()) await child.stop()
    await line?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: { for: { type: 'string' }, 'no-build': { type: 'boolean', default: false } },
})
try {
  if (!values['no-build']) build()
  await demo(values.for === undefined ? null : Number(values.for) * 1_000)
} catch (error) {
  process.stderr.write(`The demo ended: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
