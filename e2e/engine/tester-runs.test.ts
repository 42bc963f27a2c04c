import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { createLoneLines } from '../../electron/engine/diagnose/lone-lines.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createTester } from '../../electron/engine/tester/runs.ts'
import { createTools } from '../../electron/engine/tester/tools.ts'
import type { RunRequest } from '../../shared/contract/tester.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { makeSite, runEngine } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function idleGateway() {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const site = makeSite('')
  closers.push(() => site.remove())
  const { engine } = await runEngine(site)
  closers.push(() => engine.stop())
  const endpoint = { kind: 'tcp', host: '127.0.0.1', port: meter.port } as const
  return { meter, tester: engine.tester, line: { endpoint, timeoutMs: 60_000, requestDelayMs: 0 } }
}

describe('the runs of the tester', () => {
  it('that mean nothing are refused before they start, with what is wrong with them', async () => {
    const { meter, tester, line } = await idleGateway()
    const target = { ...line, unitId: 1 }
    const serial = { path: '/dev/nothing', baudRates: [9_600], parities: ['N'], stopBits: [1] } as const
    const requests: readonly (readonly [RunRequest, string])[] = [
      [
        { kind: 'scan-units', target: line, from: 20, to: 3, table: 'HOLDING', address: 0 },
        'the last unit id, 3, lies before the first, 20',
      ],
      [
        { kind: 'scan-registers', target, table: 'HOLDING', from: 500, to: 3 },
        'the last register, 3, lies before the first, 500',
      ],
      [
        {
          kind: 'scan-serial',
          ...serial,
          baudRates: [...serial.baudRates],
          parities: [...serial.parities],
          stopBits: [...serial.stopBits],
          unitIds: [0],
          timeoutMs: 20,
        },
        'unit 0 is the broadcast',
      ],
      [
        { kind: 'find', target, tables: ['COIL'], from: 0, count: 10, shown: '230', narrows: null },
        'coils and discrete inputs hold no numbers',
      ],
      [
        { kind: 'find', target, tables: ['INPUT'], from: 0, count: 10, shown: 'much', narrows: null },
        '"much" is no decimal number',
      ],
      [
        {
          kind: 'find-several',
          target,
          tables: ['INPUT'],
          from: 0,
          count: 10,
          values: [
            { label: 'A', unit: '', shown: '1' },
            { label: 'B', unit: '', shown: 'more' },
          ],
        },
        '"more" is no decimal number',
      ],
    ]
    for (const [request, why] of requests) {
      expect(tester.cost(request).refusal).toContain(why)
      expect(() => tester.start(request)).toThrow(why)
    }
    expect(tester.list()).toEqual([])
    expect(meter.requests).toEqual([])
  })

  it('that took long are remembered when they end, however many were started after them', async () => {
    const { meter, tester, line } = await idleGateway()
    const ended = (id: string) => waitFor('the end', () => typeof tester.state(id)?.endedAtMs === 'number')
    meter.fault = ({ unit }) => ({ kind: unit === 1 ? 'none' : 'silence' })
    const scan = { kind: 'scan-units', target: line, table: 'HOLDING', address: 0 } as const
    const long = tester.start({ ...scan, from: 1, to: 2 })
    await waitFor('unit 2', () => meter.requests.some(({ unit }) => unit === 2))
    const nobody = { ...line.endpoint, host: 'no-such-host.invalid' }
    for (let index = 0; index < 20; index += 1) {
      await ended(tester.start({ ...scan, target: { ...line, endpoint: nobody }, from: 1, to: 1 }))
    }
    const next = tester.start({ ...scan, from: 3, to: 3 })
    tester.stop(long)
    await ended(long)
    expect(tester.state(long)).toMatchObject({
      phase: 'stopped',
      body: { result: { found: [{ unitId: 1 }] } },
    })
    expect(tester.list()).toHaveLength(5)
    tester.stop(next)
  })
})

async function aTester() {
  const meter = await startFaultMeter({ framing: 'mbap' })
  const tester = createTester({
    ...createLoneLines(systemClock),
    clock: systemClock,
    logger: silentLogger,
    tools: createTools({
      devices: () => [],
      profileRegisters: async () => null,
      maxRetries: () => 0,
      listSerialPorts: async () => [],
      api: () => null,
      gateway: { id: 'gw', version: '1.2.3', hostName: 'here' },
    }),
  })
  closers.push(
    () => meter.close(),
    () => tester.close(),
  )
  const target = {
    endpoint: { kind: 'tcp', host: '127.0.0.1', port: meter.port },
    timeoutMs: 300,
    requestDelayMs: 0,
    unitId: 1,
  } as const
  const finished = async (request: RunRequest): Promise<string> => {
    const id = tester.start(request)
    await waitFor('the end', () => tester.state(id)?.endedAtMs ?? null)
    return id
  }
  return { tester, target, finished, meter }
}

describe('the runs that the gateway knows', () => {
  it('are the newest of each kind: a probe that is repeated does not push out a test', async () => {
    const { tester, target, finished } = await aTester()
    const test = await finished({ kind: 'test', subject: { kind: 'typed', target, profile: null } })
    const probe: RunRequest = { kind: 'probe', target, table: 'HOLDING', address: 0, count: 2 }
    const probes: string[] = []
    for (let index = 0; index < 30; index += 1) probes.push(await finished(probe))
    expect(tester.list().map(({ id }) => id)).toEqual([...probes.slice(-4).toReversed(), test])
    expect(tester.state(probes[0] ?? '')).toBeNull()
    expect(tester.state(test)).toMatchObject({ phase: 'done', body: { result: { failedLayer: null } } })
  })

  it('are narrowed down by the next one, and a search that is forgotten is said to be', async () => {
    const { tester, target, finished } = await aTester()
    const search = (shown: string, narrows: string | null): RunRequest => ({
      kind: 'find',
      target,
      tables: ['HOLDING'],
      from: 0,
      count: 100,
      shown,
      narrows,
    })
    const first = await finished(search('20517', null))
    const second = await finished(search('20517', first))
    expect(tester.state(second)).toMatchObject({ phase: 'done', trouble: null })
    const unknown = await finished(search('20517', 'no-such-run'))
    expect(tester.state(unknown)).toMatchObject({
      phase: 'failed',
      trouble: 'the search that this one narrows down is not known any more: search anew',
    })
  })

  it('find all values of the display by one look at the registers, and in what was read when they are stopped', async () => {
    const { tester, target, finished, meter } = await aTester()
    const search = (labels: readonly string[], addresses: readonly number[]): RunRequest => ({
      kind: 'find-several',
      target,
      tables: ['HOLDING', 'INPUT', 'COIL'],
      from: 0,
      count: 250,
      values: addresses.map((address, index) => ({
        label: labels[index] ?? '',
        unit: 'V',
        shown: `${registerAt(1, 4, address) / 10} V`,
      })),
    })
    const both = search(['Voltage_L1', 'Voltage_L2'], [120, 121])
    expect(tester.cost(both)).toMatchObject({ requests: 4, refusal: null })
    const place = (address: number) => ({
      table: 'INPUT',
      address,
      dataType: 'UINT16',
      byteOrder: 'ABCD',
      factor: '0.1',
      value: String(registerAt(1, 4, address) / 10),
      isDoubtful: false,
    })
    expect(tester.state(await finished(both))).toMatchObject({
      phase: 'done',
      body: { result: { registersRead: 500, refusals: [], places: [place(120), place(121)] } },
    })
    expect(meter.requests).toHaveLength(4)

    meter.fault = ({ functionCode, address }) => ({
      kind: functionCode === 4 && address >= 125 ? 'silence' : 'none',
    })
    const stopped = tester.start(search(['Voltage_L1', 'Voltage_L2', 'Voltage_L3'], [120, 121, 240]))
    await waitFor('the last block', () => meter.requests.length === 8)
    tester.stop(stopped)
    await waitFor('the end', () => tester.state(stopped)?.endedAtMs ?? null)
    expect(tester.state(stopped)).toMatchObject({
      phase: 'stopped',
      body: { result: { registersRead: 375, places: [place(120), place(121), null] } },
    })
  })

  it('say nothing of a unit that was not waited for, when a test is stopped', async () => {
    const { tester, target, meter } = await aTester()
    meter.fault = () => ({ kind: 'silence' })
    const subject = { kind: 'typed', target: { ...target, timeoutMs: 60_000 }, profile: null } as const
    const id = tester.start({ kind: 'test', subject })
    await waitFor('the request', () => meter.requests.length === 1)
    tester.stop(id)
    await waitFor('the end', () => tester.state(id)?.endedAtMs ?? null)
    const { phase, body } = tester.state(id) ?? {}
    expect(phase).toBe('stopped')
    expect(body?.result).toMatchObject({
      failedLayer: null,
      reading: null,
      layers: [
        { layer: 'name', outcome: 'ok' },
        { layer: 'connection', outcome: 'ok' },
      ],
    })
  })

  it('are refused with words where there is no such device, port or number', async () => {
    const { tester, target } = await aTester()
    expect(tester.cost({ kind: 'test', subject: { kind: 'device', deviceId: '__proto__' } }).refusal).toBe(
      'there is no device __proto__',
    )
    const nonsense: RunRequest = {
      kind: 'find',
      target,
      tables: ['HOLDING'],
      from: 0,
      count: 10,
      shown: 'abc',
      narrows: null,
    }
    expect(() => tester.start(nonsense)).toThrow('"abc" is no decimal number')
    expect(() => tester.start({ kind: 'api' })).toThrow('api_url')
    expect(tester.list()).toEqual([])
  })
})
