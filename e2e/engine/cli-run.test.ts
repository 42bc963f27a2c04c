import { createServer, type Server } from 'node:http'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Simulator, startSimulator } from '../../electron/simulator/meters/simulator.ts'
import { callCli } from '../support/called-cli.ts'
import { type RunningCli, runCli, startCli } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'

let folder: string
let simulator: Simulator
const running: RunningCli[] = []
const servers: Server[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-run-'))
  simulator = await startSimulator({ ports: [0, 0, 0] })
})
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  await simulator.close()
  rmSync(folder, { recursive: true, force: true })
})

function configure(more = ''): readonly string[] {
  const path = join(folder, 'config.ini')
  writeFileSync(
    path,
    `[DEFAULT]
gateway_id = test-gateway
log_file = ${join(folder, 'gateway.log')}
collection_interval = 0.2
${more}
[SUPPLY]
protocol = TCP
host = 127.0.0.1
port = ${simulator.meters[0]!.port}
timeout = 0.5
addressing = zero
registers = 0, 2
register_types = INPUT
data_types = FLOAT32
labels = Voltage_L1, =Voltage_L2
units = V
`,
  )
  return ['--config', path, '--data-dir', join(folder, 'data')]
}

function start(args: readonly string[]): RunningCli {
  const cli = startCli(args)
  running.push(cli)
  return cli
}

/** An API that answers every batch with this status. */
async function api(answer: () => { readonly status: number; readonly body?: string }): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, body = '' } = answer()
      response.writeHead(status).end(body)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const readingsIn = (text: string): { readonly device_id: string }[] =>
  lines(text)
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'reading')
    .map(({ reading }) => reading)

describe('run', () => {
  it('writes log lines where there is no terminal, and ends with 0 on SIGTERM', async () => {
    const gateway = start(['run', ...configure()])
    await gateway.outputWith('collects from 1 of 1 devices')
    gateway.child.kill('SIGTERM')
    const { code, stdout, stderr } = await gateway.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const line of lines(stdout)) {
      expect(line).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d - gateway_ems[.\w]* - [A-Z]+ - /,
      )
    }
  })

  it('streams events as JSON, the log goes to stderr', async () => {
    const options = configure()
    const gateway = start(['run', '--json', ...options])
    await gateway.outputWith('"event":"reading"')
    gateway.child.kill('SIGINT')
    const { code, stdout, stderr } = await gateway.ended
    const events = lines(stdout).map((line) => JSON.parse(line))
    expect(events[0]).toEqual({
      event: 'started',
      gateway_id: 'test-gateway',
      config: options[1],
      data_dir: options[3],
      served_at: null,
    })
    expect(events[1].reading).toMatchObject({
      device_id: 'SUPPLY',
      measurements: { Voltage_L1: { unit: 'V', quality: 'GOOD' } },
    })
    expect(events.at(-1)).toEqual({ event: 'stopped' })
    expect(stderr).toContain(' - INFO - ')
    expect(code).toBe(0)
  })

  it('shows the readings of the first slot too, which come before the server listens', async () => {
    const options = configure()
    // Nothing listens at port 1: the reason is there at once, and nothing more comes for an hour.
    const gone =
      '[GONE]\nprotocol = TCP\nhost = 127.0.0.1\nport = 1\nslave_id = 1,2,3\ninterval = 1h\nregisters = 0\n'
    appendFileSync(join(folder, 'config.ini'), gone)
    const { child, ended, outputWith } = start(['run', '--json', '--serve', '0', ...options])
    const said = lines(await outputWith('GONE/3'))
    expect(said[0]).toContain('"started"')
    child.kill('SIGTERM')
    await ended
  })

  it('has stored every reading that it showed when it has stopped', async () => {
    const options = configure()
    const gateway = start(['run', '--json', ...options])
    await waitFor('five readings', () => readingsIn(gateway.output.stdout).length >= 5)
    gateway.child.kill('SIGTERM')
    const { stdout } = await gateway.ended
    const shown = readingsIn(stdout)
    const exported = await callCli(['export', '--format', 'jsonl', ...options])
    const stored = lines(exported.stdout).map((line) => JSON.parse(line))
    expect(stored.map(({ seq: _seq, ...reading }) => reading)).toEqual(shown)
    expect(stored.map(({ seq }) => seq)).toEqual(shown.map((_, index) => index + 1))
  })

  it('a second one names the first and ends with 3', async () => {
    const options = configure()
    const first = start(['run', '--json', ...options])
    await first.outputWith('started')
    const { code, stdout, stderr } = await runCli(['run', ...options])
    expect(stderr).toContain(`pid ${first.child.pid}`)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stdout).toBe('')
    expect(code).toBe(3)
    expect(first.child.exitCode).toBeNull()
  })

  it('stops by itself after --for', async () => {
    const { code, stdout } = await runCli(['run', '--json', '--for', '0.5', ...configure()])
    expect(lines(stdout).at(-1)).toBe('{"event":"stopped"}')
    expect(code).toBe(0)
  })

  it('stops when nobody reads its output any more', async () => {
    const gateway = start(['run', '--json', ...configure()])
    await gateway.outputWith('"event":"reading"')
    gateway.child.stdout?.destroy()
    const { code, stderr } = await gateway.ended
    expect(stderr).not.toContain('EPIPE')
    expect(code).toBe(0)
  })

  it('serves health and metrics', async () => {
    const gateway = start(['run', '--json', '--serve', '0', ...configure()])
    const output = await gateway.outputWith('"event":"reading"')
    const { served_at: url } = JSON.parse(lines(output)[0]!)
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'gateway_ems_readings_total{device="SUPPLY"}',
    )
  })

  it('stops, with the lock released, when it cannot serve', async () => {
    const port = simulator.meters[0]!.port
    const options = configure()
    const { code, stderr } = await runCli(['run', '--serve', String(port), ...options])
    expect(stderr).toContain(`error: cannot serve on 127.0.0.1:${port}`)
    expect(code).toBe(1)
    expect((await runCli(['run', '--for', '0.2', ...options])).code).toBe(0)
  })

  it('does not start with a broken configuration: findings with their lines, 1', async () => {
    const options = configure('log_level = LOUD')
    const { code, stderr } = await runCli(['run', ...options])
    expect(stderr).toMatch(/^config\.ini:5: error: .*log_level = LOUD/m)
    expect(stderr).toContain('nothing was started')
    expect(code).toBe(1)
  })
})

describe('api', () => {
  it('takes readings of a gateway that shows the token', async () => {
    const server = start(['api', '--port', '0', '--token', 'right', '--json'])
    const { url } = JSON.parse(await server.outputWith('\n'))
    const options = configure(`api_url = ${url}\napi_token = right\n`)
    const gateway = start(['run', '--json', ...options])
    const received = await waitFor('readings at the API', async () => {
      const response = await fetch(`${url}/api/v1/readings`, { headers: { authorization: 'Bearer right' } })
      const { readings } = await response.json()
      return readings.length > 2 ? readings : null
    })
    expect(received[0]).toMatchObject({ gateway_id: 'test-gateway', device_id: 'SUPPLY' })
    gateway.child.kill('SIGTERM')
    expect((await gateway.ended).code).toBe(0)
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('refuses another token, and the gateway says so without showing it', async () => {
    const server = start(['api', '--port', '0', '--token', 'right', '--json'])
    const { url } = JSON.parse(await server.outputWith('\n'))
    const gateway = start(['run', ...configure(`api_url = ${url}\napi_token = not-the-right-one\n`)])
    expect(await gateway.outputWith('the API refuses (HTTP 401)')).not.toContain('not-the-right-one')
  })
})

describe('export and queue', () => {
  it('work while the collector runs', async () => {
    const options = configure()
    const gateway = start(['run', '--json', ...options])
    await waitFor('three readings', () => readingsIn(gateway.output.stdout).length >= 3)
    const csv = await waitFor('stored readings', async () => {
      const { stdout, code } = await runCli(['export', '--from', '-1h', ...options])
      expect(code).toBe(0)
      return lines(stdout).length > 2 ? stdout : null
    })
    expect(lines(csv)[0]).toBe('timestamp,slot,device_id,label,value,unit,quality,detail')
    expect(lines(csv)[1]).toMatch(/^\d{4}[^,]+Z,\d{4}[^,]+Z,SUPPLY,Voltage_L1,2\d\d\.\d+,V,GOOD,$/)
    expect(lines(csv)[2]).toMatch(/,'=Voltage_L2,/)

    const queue = await callCli(['queue', '--json', ...options])
    expect(JSON.parse(queue.stdout)).toMatchObject({
      collector_pid: gateway.child.pid,
      dead_letters: [],
      losses: [],
    })
    expect(JSON.parse(queue.stdout).unsent).toBeGreaterThan(0)
    const text = await callCli(['queue', ...options])
    expect(text.stdout).toContain(`The collector is process ${gateway.child.pid}.`)
  })

  it('export what was asked for, and nothing else', async () => {
    const options = configure()
    await runCli(['run', '--for', '1', ...options])
    const all = await callCli(['export', '--json', ...options])
    const readings = lines(all.stdout).map((line) => JSON.parse(line))
    const [first, second] = readings
    const between = await callCli(['export', '--json', '--from', first.slot, '--to', second.slot, ...options])
    expect(lines(between.stdout).map((line) => JSON.parse(line))).toEqual([first])
    const other = await callCli(['export', '--device', 'OTHER', ...options])
    expect(lines(other.stdout)).toHaveLength(1)
    expect(other.stderr).toContain('no reading in this span')
  })

  it('stand a reader that goes away', async () => {
    const options = configure()
    await runCli(['run', '--for', '1', ...options])
    const cli = start(['export', ...options])
    cli.child.stdout?.destroy()
    expect(await cli.ended).toMatchObject({ code: 0, stderr: '' })
  })

  it('dead letters are shown, sent again by the running collector, and dropped', async () => {
    let status = 422
    const url = await api(() => ({ status, body: 'Voltage_L1 is not known here' }))
    const options = configure(`api_url = ${url}\n`)
    const gateway = start(['run', '--json', ...options])
    await gateway.outputWith('started')
    const queue = async () => JSON.parse((await callCli(['queue', '--json', ...options])).stdout)
    const [letter] = await waitFor('dead letters', async () => {
      const letters = (await queue()).dead_letters
      return letters.length > 0 ? letters : null
    })
    expect(letter).toMatchObject({ retrying: false, reason: expect.stringContaining('is not known here') })

    status = 200
    const { stdout } = await callCli(['queue', 'retry', '--json', ...options])
    expect(JSON.parse(stdout).retried).toBeGreaterThan(0)
    await waitFor('an empty list', async () => (await queue()).dead_letters.length === 0)

    status = 422
    await waitFor('more dead letters', async () => (await queue()).dead_letters.length > 0)
    gateway.child.kill('SIGTERM')
    await gateway.ended
    const dropped = await callCli(['queue', 'drop', '--dead', '--json', ...options])
    expect(JSON.parse(dropped.stdout).dropped).toBeGreaterThan(0)
    expect(await queue()).toMatchObject({ collector_pid: null, dead_letters: [] })
  })

  it('say that there is no journal where there is none, and make none', async () => {
    const options = configure()
    for (const args of [['export'], ['queue'], ['queue', 'retry']]) {
      const { code, stderr } = await runCli([...args, ...options])
      expect(stderr).toContain('there is no journal')
      expect(code).toBe(2)
    }
    expect(() => readFileSync(join(folder, 'data', 'gateway.db'))).toThrow()
  })
})
