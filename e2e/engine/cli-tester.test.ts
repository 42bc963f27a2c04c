import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { RegisterImage } from '../../electron/simulator/meters/register-image.ts'
import { serveTcp } from '../../electron/simulator/meters/servers.ts'
import { type Called, callCli } from '../support/called-cli.ts'
import { runCli, startCli } from '../support/cli.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { startFaultApi } from '../support/fault-api.ts'
import { makeSite, type Site } from '../support/gateway-engine.ts'
import { startGateway } from '../support/gateway-process.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function aMeter() {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  return meter
}

/** One device A, unit 1, with two registers. */
async function aPlant(globals = '') {
  const meter = await aMeter()
  const site = makeSite(
    `collection_interval = 300ms\nmax_retries = 0\n${globals}\n[A]\nprotocol = TCP\nhost = 127.0.0.1\n` +
      `port = ${meter.port}\nslave_id = 1\naddressing = zero\ntimeout = 1\nregisters = 1, 2\n`,
  )
  closers.push(() => site.remove())
  return { meter, site }
}

/** Within this process: what is looked at is what a command says. */
const gateway = (site: Site, args: readonly string[]): Promise<Called> =>
  callCli([...args, '--config', site.configPath, '--data-dir', site.dataDir])

async function collecting(site: Site, ...more: readonly string[]): Promise<void> {
  const running = startGateway(site, ...more)
  closers.push(async () => {
    running.child.kill('SIGTERM')
    await running.ended
  })
  await running.outputWith('"event":"reading"')
}

const jsonOf = ({ stdout, stderr }: Pick<Called, 'stdout' | 'stderr'>): unknown => {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`${stdout}${stderr}`)
  }
}

describe('the commands of the tester, by device or by typed address', () => {
  it('probe shows the words and what they could mean', async () => {
    const { meter, site } = await aPlant()
    const probe = ['probe', `127.0.0.1:${meter.port}`, '--unit', '1', '--address', '1', '--count', '2']
    const result = await gateway(site, [...probe, '--json'])
    expect(result.code).toBe(0)
    expect(jsonOf(result)).toMatchObject({ words: [registerAt(1, 3, 1), registerAt(1, 3, 2)], trouble: null })
    const { stdout } = await gateway(site, ['probe', 'A', '--address', '1', '--count', '2'])
    expect(stdout).toMatch(/^ADDRESS .*UINT16.*FLOAT32 ABCD/)
    expect(stdout).toContain(` ${registerAt(1, 3, 1)} `)
    // A screen of numbers that nothing measures is no help; whoever wants it asks for it.
    expect(stdout).not.toContain('UINT32 BADC')
    const all = await gateway(site, ['probe', 'A', '--address', '1', '--count', '2', '--all'])
    expect(all.stdout).toContain('UINT32 BADC')
  })

  it('probe of a silent unit prints why, and no empty table', async () => {
    const { meter, site } = await aPlant()
    meter.fault = () => ({ kind: 'silence' })
    const { code, stdout } = await gateway(site, ['probe', 'A', '--count', '2', '--timeout', '0.05'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^0 to 1: no answer/)
  })

  it('find names the register, and narrows down by a later value', async () => {
    const { site } = await aPlant()
    const shown = String(registerAt(1, 3, 2))
    const find = [
      'find',
      'A',
      '--shown',
      shown,
      '--then',
      shown,
      '--after',
      '0.05',
      '--count',
      '20',
      '--json',
    ]
    const result = await gateway(site, find)
    expect(result.code).toBe(0)
    const found = jsonOf(result)
    expect(found).toMatchObject({ shown: [shown, shown], trouble: null })
    expect(found).toHaveProperty(
      'candidates',
      expect.arrayContaining([expect.objectContaining({ address: 2 })]),
    )
    expect(result.stderr).toContain('Ctrl-C stops')
  })

  it('find of several values ends in a section that reads those that are certain', async () => {
    const { meter, site } = await aPlant()
    const [first, second] = [registerAt(1, 4, 20), registerAt(1, 4, 21)]
    const shown = ['--shown', `Voltage_L1=${first} V`, '--shown', `Voltage_L2=${second} V`]
    const alone = ['--shown', `Alone=${registerAt(1, 4, 110)}`]
    const { code, stdout } = await gateway(site, [
      'find',
      `127.0.0.1:${meter.port}`,
      '--tables',
      'input',
      '--count',
      '120',
      '--section',
      'NEW',
      ...shown,
      ...alone,
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^# Alone .*doubtful/m)
    expect(stdout).toContain('# Registers from 120 on were not searched: --from 120 --count 1000.')
    expect(stdout).toMatch(/^labels = Voltage_L1, Voltage_L2$/m)
    // As it is, it can be put into a file.
    const file = join(site.folder, 'found.ini')
    writeFileSync(file, stdout)
    const read = await runCli(['read', 'NEW', '--json', '--config', file], { cwd: site.folder })
    expect(read.stdout).toContain(`"value":${first}`)
    expect(read.stdout).toContain(`"value":${second}`)
  })

  it('find tells the other order that would do as well, and takes into no section what it leaves in doubt', async () => {
    const image = new RegisterImage()
    image.reserve('holding', 0, 9)
    for (const [index, value] of [2_314, 2_320, 2_292].entries())
      image.uint16('holding', 2 + 2 * index, value)
    const meter = {
      name: 'small numbers',
      unitId: 1,
      imageAt: () => image,
      presenceAt: () => 'answers' as const,
    } as const
    const server = await serveTcp([meter], { host: '127.0.0.1', port: 0, clock: systemClock })
    closers.push(() => server.close())
    const { site } = await aPlant()
    const shown = ['231.4', '232.0', '229.2'].flatMap((value, index) => [
      '--shown',
      `Voltage_L${index + 1}=${value}`,
    ])
    const address = `127.0.0.1:${server.port}`
    const files = ['--config', site.configPath, '--data-dir', site.dataDir]
    const { stdout } = await callCli([
      'find',
      address,
      '--tables',
      'holding',
      '--count',
      '9',
      ...shown,
      ...files,
    ])
    expect(stdout).toMatch(/^Nearly as good: U?INT32 \w+ from [1-7] on/m)
    expect(stdout).toContain('What is doubtful stands in no section')
    expect(stdout).not.toContain('registers =')
  })

  it('find refuses a name that the section could not hold before it asks the meter', async () => {
    const { site } = await aPlant()
    const refused = async (...shown: readonly string[]) => {
      const { code, stdout, stderr } = await callCli([
        'find',
        'A',
        '--config',
        site.configPath,
        '--data-dir',
        site.dataDir,
        ...shown.flatMap((value) => ['--shown', value]),
      ])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).not.toContain('Ctrl-C stops')
      return stderr
    }
    expect(await refused('the "big", one=230.5V', 'b=2')).toContain('the "big", one cannot be written')
    expect(await refused('same=230.5V', 'same=2')).toContain('two values are named same')
    // As the collector would, in whose line it may be asked.
    expect(await refused(`${'x'.repeat(300)}=230.5V`, 'b=2')).toContain('has 300 characters; at most 100')
  })

  it('find says what could not be read, and does not blame the value where that was everything', async () => {
    const { meter, site } = await aPlant()
    meter.fault = ({ address, count }) =>
      address + count > 10 ? { kind: 'exception', code: 2 } : { kind: 'none' }
    const some = await gateway(site, [
      'find',
      'A',
      '--shown',
      '77777.7',
      '--count',
      '20',
      '--tables',
      'input',
    ])
    expect(some.stdout).toMatch(/not read: 10 to 19: .*exception 2/)
    meter.fault = () => ({ kind: 'silence' })
    const none = await gateway(site, ['find', 'A', '--shown', '230.5', '--count', '20', '--timeout', '0.05'])
    expect(none.code).toBe(1)
    expect(none.stdout).toContain('Nothing could be read')
  })

  it('scan units and scan registers say their cost first, and find what is there', async () => {
    const { meter, site } = await aPlant()
    meter.fault = ({ unit, address, count }) =>
      unit !== 1
        ? { kind: 'silence' }
        : address + count > 10
          ? { kind: 'exception', code: 2 }
          : { kind: 'none' }
    const units = await gateway(site, [
      'scan',
      'units',
      'A',
      '--from',
      '1',
      '--to',
      '3',
      '--timeout',
      '0.1',
      '--json',
    ])
    expect(units.stderr).toContain('Ctrl-C stops')
    expect(jsonOf(units)).toMatchObject({ asked: 3, found: [{ unit_id: 1 }], garbled: [] })
    const registers = await gateway(site, ['scan', 'registers', 'A', '--to', '30', '--json'])
    expect(jsonOf(registers)).toMatchObject({
      present: 10,
      stretches: [{ from: 0, to: 9, kind: 'present' }, {}],
    })
    expect([units.code, registers.code]).toEqual([0, 0])
  })

  it('a scan says what to ask next, and that can be typed as it is', async () => {
    const { meter, site } = await aPlant()
    meter.fault = ({ unit, address, count }) =>
      unit !== 2
        ? { kind: 'silence' }
        : address + count > 10
          ? { kind: 'exception', code: 2 }
          : { kind: 'none' }
    const address = `127.0.0.1:${meter.port}`
    const next = async (args: readonly string[]) =>
      /gateway-ems (.*)$/m
        .exec((await gateway(site, [...args, '--timeout', '0.5'])).stdout)?.[1]
        ?.split(' ') ?? []
    const registers = await next(['scan', 'units', address, '--from', '1', '--to', '3'])
    expect(registers).toEqual(['scan', 'registers', address, '--unit', '2'])
    const find = await next([...registers, '--to', '30'])
    expect(find).toEqual(expect.arrayContaining(['find', '--unit', '2', '--from', '0', '--count', '10']))
  })

  it('a scan that finds nothing ends with 1', async () => {
    const { meter, site } = await aPlant()
    meter.fault = () => ({ kind: 'silence' })
    const { code, stdout } = await gateway(site, ['scan', 'units', 'A', '--to', '2', '--timeout', '0.05'])
    expect(code).toBe(1)
    expect(stdout).toContain('0 units found, 2 asked')
    expect(stdout).toContain('--rtu-over-tcp')
  })

  it('Ctrl-C stops a scan, and what was found is told', async () => {
    const { meter, site } = await aPlant()
    meter.fault = ({ unit }) => ({ kind: unit === 1 ? 'none' : 'silence' })
    const scan = startCli(
      ['scan', 'units', 'A', '--timeout', '0.2', '--json', '-c', site.configPath, '-d', site.dataDir],
      { cwd: site.folder },
    )
    while (meter.requests.length < 4 && scan.child.exitCode === null) await new Promise(setImmediate)
    scan.child.kill('SIGINT')
    const result = await scan.ended
    expect(jsonOf(result)).toMatchObject({ found: [{ unit_id: 1 }] })
    expect(result.stderr).toContain('stopped')
    expect(result.code).toBe(0)
  })

  it('report writes a page or JSON, as the file is called', async () => {
    const { site } = await aPlant()
    const page = join(site.folder, 'page.html')
    const result = await gateway(site, ['report', 'A', '--samples', '1', '--output', page])
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('in order') })
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/)
    const file = join(site.folder, 'report.json')
    await gateway(site, ['report', 'A', '--samples', '1', '--output', file])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ verdict: 'in-order', device: { id: 'A' } })
  })

  it('what is wrong usage ends with 2 and says what is meant', async () => {
    const { site } = await aPlant()
    const calls: readonly (readonly [args: readonly string[], words: string])[] = [
      [['probe', 'NOBODY'], 'NOBODY is neither a device (there are: A)'],
      [['scan', 'serial', 'A'], 'no serial port'],
      [['report', 'A', '--output', 'report.pdf'], 'neither in .html nor in .json'],
    ]
    const results = await Promise.all(calls.map(([args]) => gateway(site, args)))
    for (const [index, { code, stderr }] of results.entries()) {
      expect(stderr).toContain(calls[index]?.[1])
      expect(code).toBe(2)
    }
  })
})

describe('test --api', () => {
  it('shows the answer and what to check, and never the token', async () => {
    const api = await startFaultApi({ fault: () => ({ kind: 'answer', status: 401, body: 'who are you?' }) })
    closers.push(() => api.close())
    const { site } = await aPlant(`api_url = ${api.url}\napi_token = never-to-be-seen`)
    const { code, stdout, stderr } = await gateway(site, ['test', '--api'])
    expect(code).toBe(1)
    expect(stdout).toContain('who are you?')
    expect(stdout).toContain('check api_token')
    expect(stdout + stderr).not.toContain('never-to-be-seen')
    expect(api.requests).toHaveLength(1)
  })
})

describe('beside a collector', () => {
  it('that serves everything goes through its one connection, with the same results', async () => {
    const { meter, site } = await aPlant()
    await collecting(site, '--serve', '0', '--token', 'sesame')
    const call = (...args: readonly string[]) => gateway(site, [...args, '--token', 'sesame', '--json'])
    expect(jsonOf(await call('test', 'A'))).toMatchObject({ ok: true, through_collector: true })
    const probe = await call('probe', 'A', '--address', '1', '--count', '2')
    expect(jsonOf(probe)).toMatchObject({ words: [registerAt(1, 3, 1), registerAt(1, 3, 2)] })
    expect(jsonOf(await call('report', 'A', '--samples', '1'))).toMatchObject({
      verdict: 'in-order',
      through_collector: true,
    })
    expect(jsonOf(await call('read', 'A'))).toMatchObject({
      registers: [{ label: 'R1', value: registerAt(1, 3, 1), quality: 'GOOD' }, {}],
    })
    expect(jsonOf(await call('run', '--once'))).toMatchObject({
      device_id: 'A',
      measurements: { R1: { value: registerAt(1, 3, 1), quality: 'GOOD' } },
    })
    expect(meter.connections).toEqual({ accepted: 1, open: 1 })
    const copy = join(site.folder, 'copy.ini')
    copyFileSync(site.configPath, copy)
    const stderrOf = async (config: string) =>
      (await callCli(['read', 'A', '--token', 'sesame', '--config', config, '--data-dir', site.dataDir]))
        .stderr
    expect(await stderrOf(copy)).toContain(`the collector reads ${site.configPath}, not ${copy}`)
    expect(await stderrOf(site.configPath)).toBe('')
    const noToken = await gateway(site, ['test', 'A'])
    expect(noToken.stderr).toContain('--token or GATEWAY_TOKEN')
    expect(noToken.code).toBe(1)
  })

  it('that does not serve its lines are not touched, others are', async () => {
    const { meter, site } = await aPlant()
    await collecting(site)
    for (const args of [
      ['probe', 'A'],
      ['read', 'A'],
      ['run', '--once'],
    ]) {
      expect(await gateway(site, args)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/pid \d+\) reads A .*run --serve/),
      })
    }
    expect(meter.connections).toEqual({ accepted: 1, open: 1 })
    const other = await aMeter()
    expect(await gateway(site, ['probe', `127.0.0.1:${other.port}`])).toMatchObject({ code: 0 })
  })

  it('whose address leads to another program is said so, and that program gets no token of it', async () => {
    const { site } = await aPlant()
    await collecting(site)
    const heard: string[] = []
    const other = fastify()
    closers.push(() => other.close())
    await other.register(websocket)
    await other.register((app) => {
      app.get('/ipc', { websocket: true }, (socket) => {
        socket.on('message', (text) => heard.push(String(text)))
        socket.send('no gateway')
      })
    })
    const url = await other.listen({ host: '127.0.0.1', port: 0 })
    const probeWith = async (pid: string) => {
      writeFileSync(join(site.dataDir, 'gateway.address'), `${url}\n${pid}\nits-token\n`)
      return (await gateway(site, ['probe', 'A'])).stderr
    }
    // What a killed collector has left, and the port is another one's now.
    expect(await probeWith('1')).toContain('does not serve')
    expect(heard).toEqual([])
    const pid = readFileSync(join(site.dataDir, 'gateway.lock'), 'utf8').trim()
    expect(await probeWith(pid)).toContain(`what answers at ${url} is no collector`)
    // Without end, where no file is.
    const addressPath = join(site.dataDir, 'gateway.address')
    rmSync(addressPath)
    symlinkSync('/dev/zero', addressPath)
    expect((await gateway(site, ['probe', 'A'])).stderr).toContain('does not serve')
  })

  it('that runs on whatever lies where its address would', async () => {
    const { site } = await aPlant()
    mkdirSync(join(site.dataDir, 'gateway.address'), { recursive: true })
    await collecting(site)
    // Nor does it take more than the file that tells people to make its line free.
    rmSync(join(site.dataDir, 'gateway.lock'))
    expect((await gateway(site, ['read', 'A'])).stderr).toContain('(pid unknown) reads A')
  })

  it('that has stopped nothing leads to it any more', async () => {
    const { site } = await aPlant()
    await collecting(site, '--serve', '0')
    expect(existsSync(join(site.dataDir, 'gateway.address'))).toBe(true)
    await closers.pop()?.()
    expect(existsSync(join(site.dataDir, 'gateway.address'))).toBe(false)
  })
})
