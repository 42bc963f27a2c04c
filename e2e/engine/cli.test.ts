import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commands } from '../../electron/headless/program.ts'
import { type Simulator, startSimulator } from '../../electron/simulator/meters/simulator.ts'
import { callCli } from '../support/called-cli.ts'
import { bundle, hasBundle, runCli, startCli } from '../support/cli.ts'

let folder: string
let simulator: Simulator | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-cli-'))
})
afterEach(async () => {
  await simulator?.close()
  simulator = null
  rmSync(folder, { recursive: true, force: true })
})

/** Writes config.ini into the folder and returns the options that name it and a data directory beside it. */
function configure(text: string): readonly string[] {
  const path = join(folder, 'config.ini')
  writeFileSync(path, `[DEFAULT]\nlog_file = ${join(folder, 'gateway.log')}\n${text}`)
  return ['--config', path, '--data-dir', join(folder, 'data')]
}

/** Line 3 is the header of the section. */
const supply = (port: number, more = ''): string => `
[SUPPLY]
name = Supply_Meter
protocol = TCP
host = 127.0.0.1
port = ${port}
timeout = 0.5
addressing = zero
registers = 0, 2
register_types = INPUT
data_types = FLOAT32
labels = Voltage_L1, Voltage_L2
units = V
${more}`

async function simulatedSupply(): Promise<number> {
  simulator = await startSimulator({ ports: [0, 0, 0] })
  return simulator.meters[0]!.port
}

describe('the command line itself', () => {
  it('lists its commands and ends with 0', async () => {
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    for (const name of commands.keys()) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
  })

  // A command of commands has its options one level below.
  it.each([...commands.keys()].filter((name) => name !== 'scan'))(
    '%s --help has the common options and examples',
    async (name) => {
      const { code, stdout } = await callCli([name, '--help'])
      expect(code).toBe(0)
      for (const text of ['--config', '--data-dir', '--json', 'Examples:', `gateway-ems ${name}`]) {
        expect(stdout).toContain(text)
      }
    },
  )

  const wrong: readonly (readonly string[])[] = [
    [],
    ['run', '--nonsense'],
    ['read'],
    ['run', '--serve', 'nowhere'],
    ['run', '--for', '-1'],
    ['run', '--once', '--for', '5'],
    ['export', '--from', 'yesterday'],
    ['export', '--format', 'xml'],
    ['queue', 'drop'],
  ]
  it.each(wrong.map((args) => [args]))('%j is wrong usage: 2, and said', async (args) => {
    const { code, stderr } = await callCli(args)
    expect(stderr).not.toBe('')
    expect(code).toBe(2)
  })

  it.each([[['nonsense']], [['check', '--config', '/no/such/file.ini']]])(
    '%j ends the process with 2, and never with a stack trace',
    async (args) => {
      const { code, stderr } = await runCli(args, { cwd: folder, env: { DEBUG: '' } })
      expect(stderr).not.toMatch(/\n\s+at /)
      expect(stderr).not.toBe('')
      expect(code).toBe(2)
    },
  )

  it('says nothing about experimental features', async () => {
    const { stderr } = await runCli(['--version'])
    expect(stderr).toBe('')
  })

  it('survives a reader that goes away', async () => {
    const options = configure(supply(1))
    const running = startCli(['config', ...options])
    running.child.stdout?.destroy()
    const { code, stderr } = await running.ended
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})

describe.skipIf(!hasBundle)('the built bundle', () => {
  it('runs under plain Node', async () => {
    const { code, stdout } = await runCli(['check', ...configure(supply(502)), '--json'], { program: bundle })
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, devices: ['SUPPLY'] })
    expect(code).toBe(0)
  })

  it('finds the shipped meter profiles', async () => {
    const options = configure('[METER]\nprotocol = TCP\nhost = 127.0.0.1\nprofile = no-such-meter\n')
    const { code, stdout } = await runCli(['check', ...options], { program: bundle })
    expect(code).toBe(1)
    // The finding names profiles that there are.
    expect(stdout).toContain('no-such-meter')
  })
})

describe('check', () => {
  it('ends with 0 and counts the devices of a good file', async () => {
    const { code, stdout } = await callCli(['check', ...configure(supply(502))])
    expect(stdout).toContain('1 device, 1 enabled; no findings')
    expect(code).toBe(0)
  })

  it('names file and line of an error, and ends with 1', async () => {
    const options = configure('[LINE]\nprotocol = RTU\nport = /dev/ttyUSB0\nbaudrate = 9601\nregisters = 1\n')
    const { code, stdout } = await callCli(['check', ...options])
    expect(stdout).toMatch(/^config\.ini:6: error: \[LINE\] baudrate = 9601/m)
    expect(stdout).toMatch(/1 error, 0 warnings$/m)
    expect(code).toBe(1)
  })

  it('ends with 0 on warnings', async () => {
    const { code, stdout } = await callCli(['check', ...configure(supply(502, 'colour = red'))])
    expect(stdout).toMatch(/^config\.ini:\d+: warning: .*colour/m)
    expect(code).toBe(0)
  })

  it('gives its findings as JSON', async () => {
    const shape = z.object({
      path: z.string(),
      ok: z.literal(false),
      devices: z.array(z.string()),
      findings: z.array(
        z.object({
          severity: z.enum(['error', 'warning']),
          section: z.string().nullable(),
          key: z.string().nullable(),
          line: z.number().nullable(),
          found: z.string().nullable(),
          allowed: z.string().nullable(),
          suggestion: z.string().nullable(),
          message: z.string(),
        }),
      ),
    })
    const { code, stdout } = await callCli(['check', '--json', ...configure('[A]\nprotocol = NONSENSE\n')])
    const { findings } = shape.parse(JSON.parse(stdout))
    expect(
      findings.some(({ section, key, line }) => section === 'A' && key === 'protocol' && line === 4),
    ).toBe(true)
    expect(code).toBe(1)
  })

  it('stands an unreadable file', async () => {
    writeFileSync(join(folder, 'config.ini'), Buffer.from([0xff, 0xfe, 0x00, 0xd8]))
    const { code, stdout, stderr } = await callCli(['check', '--config', join(folder, 'config.ini')])
    expect(stdout).toContain('error')
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })
})

describe('config', () => {
  const shape = z.object({
    path: z.string(),
    values: z.array(
      z.object({
        section: z.string().nullable(),
        key: z.string(),
        value: z.string(),
        source: z.enum(['command line', 'environment', 'file', 'default', 'profile']),
        line: z.number().nullable(),
      }),
    ),
  })

  it('prints values with their sources, and no secret', async () => {
    const options = configure(`api_token = very-secret\n${supply(502)}`)
    const env = { EMS_API_URL: 'https://ems.example.com' }
    const { code, stdout } = await runCli(['config', ...options, '--json'], { env })
    expect(stdout).not.toContain('very-secret')
    const { values } = shape.parse(JSON.parse(stdout))
    const find = (key: string, section: string | null) =>
      values.find((entry) => entry.key === key && entry.section === section)
    expect(find('api_url', null)).toMatchObject({ value: 'https://ems.example.com', source: 'environment' })
    expect(find('api_token', null)).toMatchObject({ source: 'file', line: 3 })
    expect(find('port', 'SUPPLY')).toMatchObject({ value: '502', source: 'file' })
    expect(find('max_gap', 'SUPPLY')).toMatchObject({ source: 'default', line: null })
    expect(code).toBe(0)
    const text = await callCli(['config', ...options])
    expect(text.stdout).not.toContain('very-secret')
    expect(text.stdout).toMatch(/^\[SUPPLY\]$/m)
  })
})

describe('plan', () => {
  it('shows requests and what they bring', async () => {
    const { code, stdout } = await callCli(['plan', ...configure(supply(502)), '--json'])
    const plan = JSON.parse(stdout)
    expect(plan.devices).toHaveLength(1)
    expect(plan.devices[0]).toMatchObject({
      id: 'SUPPLY',
      link: 'tcp://127.0.0.1:502',
      unit_id: 1,
      requests: [{ function: 4, address: 0, count: 4, wasted: 0, labels: ['Voltage_L1', 'Voltage_L2'] }],
    })
    expect(plan.links).toMatchObject([{ id: 'tcp://127.0.0.1:502', devices: ['SUPPLY'], carried: true }])
    expect(code).toBe(0)
  })

  it('ends with 1 when the line cannot carry the interval', async () => {
    const options = configure(
      '[LINE]\nprotocol = RTU\nport = /dev/ttyUSB0\nbaudrate = 300\ninterval = 1\nregisters = 1, 500, 1000\n',
    )
    const { code, stdout, stderr } = await callCli(['plan', ...options])
    expect(stdout + stderr).toContain('LINE')
    expect(code).toBe(1)
  })

  it('does not know a device that the file does not have, and says which there are', async () => {
    const { code, stderr } = await callCli(['plan', 'OTHER', ...configure(supply(502))])
    expect(stderr).toBe('error: there is no device OTHER; there are: SUPPLY\n')
    expect(code).toBe(2)
  })
})

describe('test', () => {
  const line = z.object({
    device_id: z.string(),
    ok: z.boolean(),
    failed_layer: z.string().nullable(),
    layers: z.array(
      z.object({
        layer: z.string(),
        outcome: z.enum(['ok', 'warning', 'failed']),
        detail: z.string(),
        advice: z.string().nullable(),
        duration_ms: z.number(),
      }),
    ),
  })

  it('goes through the layers of a device that answers', async () => {
    const options = configure(supply(await simulatedSupply()))
    const { code, stdout } = await callCli(['test', ...options])
    for (const layer of ['name', 'connection', 'bytes', 'frame', 'answer', 'registers', 'values']) {
      expect(stdout).toMatch(new RegExp(`✔ ${layer} `))
    }
    expect(stdout).toContain('1 device tested, all fine')
    expect(code).toBe(0)
  })

  it('names the layer that fails, and ends with 1', async () => {
    const options = configure(supply(1))
    const { code, stdout } = await callCli(['test', 'SUPPLY', ...options, '--json'])
    const result = line.parse(JSON.parse(stdout))
    expect(result).toMatchObject({ device_id: 'SUPPLY', ok: false, failed_layer: 'connection' })
    expect(result.layers.at(-1)?.advice).not.toBeNull()
    expect(code).toBe(1)
  })
})

describe('read', () => {
  it('prints values beside the raw words and both addresses', async () => {
    const options = configure(supply(await simulatedSupply()))
    const { code, stdout } = await callCli(['read', 'SUPPLY', ...options])
    expect(stdout).toMatch(
      /^Voltage_L1 +0 -> FC4 0 \(0x0000\) +FLOAT32 +ABCD +0x43[0-9A-F]{2} 0x[0-9A-F]{4} +2\d\d\.\d+ +V +GOOD$/m,
    )
    expect(code).toBe(0)
  })

  it('gives raw words as JSON that decode to the value', async () => {
    const options = configure(supply(await simulatedSupply()))
    const { stdout } = await callCli(['read', 'SUPPLY', ...options, '--json'])
    const [register] = JSON.parse(stdout).registers
    expect(register).toMatchObject({
      label: 'Voltage_L1',
      function: 4,
      address: 0,
      type: 'FLOAT32',
      quality: 'GOOD',
    })
    const bytes = Buffer.from(register.raw.map((word: string) => word.slice(2)).join(''), 'hex')
    expect(Math.fround(register.value)).toBe(bytes.readFloatBE(0))
  })

  it('of a device that is not there gives nulls and ends with 1', async () => {
    const { code, stdout } = await callCli(['read', 'SUPPLY', ...configure(supply(1)), '--json'])
    const { registers } = JSON.parse(stdout)
    expect(registers[0]).toMatchObject({ value: null, raw: null, quality: 'BAD_COMM' })
    expect(code).toBe(1)
  })
})

describe('run --once', () => {
  it('prints a reading of each enabled device and leaves no journal', async () => {
    const options = configure(supply(await simulatedSupply()))
    const { code, stdout } = await callCli(['run', '--once', ...options, '--json'])
    const reading = JSON.parse(stdout)
    expect(reading).toMatchObject({
      device_id: 'SUPPLY',
      device_name: 'Supply_Meter',
      measurements: { Voltage_L1: { unit: 'V', quality: 'GOOD' } },
    })
    expect(reading).not.toHaveProperty('seq')
    expect(code).toBe(0)
    const { code: queueCode, stderr } = await callCli(['queue', ...options])
    expect(stderr).toContain('there is no journal')
    expect(queueCode).toBe(2)
  })

  it('ends with 1 when a device does not answer, and the others are read', async () => {
    const port = await simulatedSupply()
    const options = configure(`${supply(port)}\n${supply(1).replace('[SUPPLY]', '[MISSING]')}`)
    const { code, stdout } = await callCli(['run', '--once', ...options])
    expect(stdout).toContain('SUPPLY (Supply_Meter)')
    expect(stdout).toMatch(/MISSING[^]*BAD_COMM/)
    expect(code).toBe(1)
  })
})

describe('simulate', () => {
  it('prints where its meters listen, and ends with 0 on SIGTERM', async () => {
    const running = startCli(['simulate', '--ports', '0,0,0', '--json'])
    const { meters, serial_path: serialPath } = JSON.parse(await running.outputWith('\n'))
    expect(meters).toHaveLength(3)
    expect(meters[0]).toMatchObject({ host: '127.0.0.1', unit_id: 1 })
    expect(serialPath).toBeNull()
    const { code, stdout } = await callCli(['read', 'SUPPLY', ...configure(supply(meters[0].port)), '--json'])
    expect(JSON.parse(stdout).registers[0].quality).toBe('GOOD')
    expect(code).toBe(0)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  })

  it('says in one sentence when a port is taken', async () => {
    const port = await simulatedSupply()
    const { code, stderr } = await runCli(['simulate', '--ports', `${port},0,0`])
    expect(stderr).toMatch(/^error: the simulated meters cannot start: .*EADDRINUSE[^\n]*\n$/)
    expect(code).toBe(1)
  })
})

describe('without a configuration', () => {
  it('says how to make one; init names it in what to do next, and never changes one that is there', async () => {
    const path = join(folder, 'plant one', 'config.ini')
    const before = await callCli(['check', '--config', path])
    expect(before).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('make one with: gateway-ems init'),
    })
    const made = await callCli(['init', '--config', path])
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`gateway-ems check --config "${path}"`),
    })
    const again = await callCli(['init', '--config', path])
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') })
  })
})
