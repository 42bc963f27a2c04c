import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RunRequest } from '../../shared/contract/tester.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, runEngine, type TestEngine } from '../support/gateway-engine.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function gateway(text: string): Promise<TestEngine> {
  const site = makeSite(`collection_interval = 500ms\nmax_retries = 0\n${text}`)
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return running
}

async function more({ readings }: TestEngine, count: number): Promise<void> {
  const before = readings.length
  await waitFor(`${count} more readings`, () => readings.length >= before + count)
}

async function ended({ engine: { tester } }: TestEngine, request: RunRequest) {
  const id = tester.start(request)
  return waitFor(`the end of ${request.kind}`, () => {
    const state = tester.state(id)
    return state !== null && state.endedAtMs !== null ? state : null
  })
}

const skipped = (running: TestEngine): number =>
  running.eventsOf('slots-skipped').reduce((sum, { count }) => sum + count, 0)

/** A gateway with unit 1 collected behind it; every other unit is silent. */
async function lonelyUnit() {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  meter.fault = ({ unit }) => ({ kind: unit === 1 ? 'none' : 'silence' })
  const running = await gateway(
    `[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}\nslave_id = 1\naddressing = zero\nregisters = 1\ntimeout = 0.4\n`,
  )
  await more(running, 2)
  const endpoint = { kind: 'tcp', host: '127.0.0.1', port: meter.port } as const
  return { meter, running, target: { endpoint, timeoutMs: 30_000, requestDelayMs: 0 } }
}

describe('visitors of a line that is collected', () => {
  it('cost it no more than a slot, were they four who ask silent units over and over', async () => {
    const { running, target, meter } = await lonelyUnit()
    const runs = [11, 12, 13, 14].map((unitId) =>
      ended(running, { kind: 'sunspec', target: { ...target, unitId } }),
    )
    for (const { phase } of await Promise.all(runs)) expect(phase).toBe('failed')
    await more(running, 2)
    expect(skipped(running)).toBeLessThanOrEqual(1)
    expect(meter.requests.filter(({ unit }) => unit > 10)).toHaveLength(8)
  })

  it('are told that a slow unit may not have had its time', async () => {
    const { running, target } = await lonelyUnit()
    const asked = { ...target, unitId: 9 }
    const probe = await ended(running, {
      kind: 'probe',
      target: asked,
      table: 'HOLDING',
      address: 0,
      count: 400,
    })
    expect(probe.trouble).toMatch(/no answer within 0\.\d+ s; no longer was waited/)
    const subject = { kind: 'typed', target: asked, profile: null } as const
    const { body } = await ended(running, { kind: 'test', subject })
    expect(JSON.stringify(body.result)).toContain('no longer was waited')
  })

  it('do not keep it for themselves while they wait between two requests', async () => {
    const { running, target } = await lonelyUnit()
    const scan = { from: 21, to: 23, table: 'HOLDING', address: 0 } as const
    const lineTarget = { ...target, requestDelayMs: 10_000 }
    expect(await ended(running, { kind: 'scan-units', target: lineTarget, ...scan })).toMatchObject({
      phase: 'done',
    })
    await more(running, 2)
    expect(skipped(running)).toBeLessThanOrEqual(1)
  })
})

describe('a line whose meters are slower than usual', () => {
  it('has no time to spare for a scan when their answers fill the interval', async () => {
    const meter = await startFaultMeter({ framing: 'mbap', oneAtATime: true })
    closers.push(() => meter.close())
    meter.fault = () => ({ kind: 'delay', delayMs: 110 })
    const running = await gateway(
      `[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}\nslave_id = 1, 2, 3, 4\naddressing = zero\nregisters = 1\n`,
    )
    await waitFor(
      'a value of each',
      () => new Set(running.readings.filter(isGood).map(({ deviceId }) => deviceId)).size === 4,
    )
    const endpoint = { kind: 'tcp', host: '127.0.0.1', port: meter.port } as const
    const target = { endpoint, timeoutMs: 1_000, requestDelayMs: 0 }
    const scan = { kind: 'scan-units', target, from: 1, to: 9, table: 'HOLDING', address: 0 } as const
    expect(running.engine.tester.cost(scan).refusal).toContain('the line has no time to spare')
  })
})

describe.skipIf(!hasSocat)('a serial line', () => {
  async function bus() {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    closers.push(() => meter.close())
    meter.fault = ({ unit }) => ({ kind: [1, 30].includes(unit) ? 'none' : 'silence' })
    return { pair, meter }
  }

  const sectionOf = (port: string): string =>
    `[BUS]\nprotocol = RTU\nport = ${port}\nbaudrate = 115200\nslave_id = 1\naddressing = zero\nregisters = 1\n`

  const scanOf = (path: string): RunRequest => ({
    kind: 'scan-units',
    target: {
      endpoint: { kind: 'rtu', path, baudRate: 115_200, parity: 'N', stopBits: 1, dataBits: 8 },
      timeoutMs: 50,
      requestDelayMs: 0,
    },
    from: 10,
    to: 30,
    table: 'HOLDING',
    address: 0,
  })

  it('that is no longer collected is scanned on, and opened by one at a time', async () => {
    const { pair, meter } = await bus()
    const running = await gateway(sectionOf(pair.master))
    await more(running, 1)
    const scan = ended(running, scanOf(pair.master))
    for (const unit of [12, 16, 20, 24]) {
      await waitFor(`unit ${unit}`, () => meter.requests.some((request) => request.unit === unit))
      await (running.engine.isCollecting ? running.engine.pause() : running.engine.resume())
    }
    expect(await scan).toMatchObject({
      phase: 'done',
      body: { result: { found: [{ unitId: 30 }], garbled: [], asked: 21 } },
    })
    await more(running, 2)
    expect(running.readings.every(isGood)).toBe(true)
    expect(running.eventsOf('link-state').some(({ state }) => state.kind === 'backoff')).toBe(false)
  })

  it('that the collector had given up for the moment is its own again when a visitor has reached it', async () => {
    const { pair } = await bus()
    const site = makeSite('')
    closers.push(() => site.remove())
    const port = join(site.folder, 'port')
    const running = await gateway(`retry_delay = 60\n${sectionOf(port)}`)
    await waitFor('the back-off', () =>
      running.eventsOf('link-state').some(({ state }) => state.kind === 'backoff'),
    )
    symlinkSync(pair.master, port)
    expect(await ended(running, scanOf(port))).toMatchObject({
      phase: 'done',
      body: { result: { found: [{ unitId: 30 }] } },
    })
    await waitFor('a reading', () => running.readings.some(isGood), 10_000)
  })
})
