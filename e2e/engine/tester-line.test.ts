import { afterAll, describe, expect, it } from 'vitest'
import type { RequestOf, RunKind, RunRequest, RunState } from '../../shared/contract/tester.ts'
import type { DeviceId } from '../../shared/model/index.ts'
import { type FaultMeter, registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, runEngine, type TestEngine } from '../support/gateway-engine.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const units = Array.from({ length: 10 }, (_, index) => index + 1)
const holding = [4, 5, 6]

interface Bus extends TestEngine {
  readonly meter: FaultMeter
  readonly path: string
}

/** Ten units on one serial line, collected every second; every other id is silent. */
async function busOfTen(more = ''): Promise<Bus> {
  const pair = await openPtyPair()
  closers.push(() => pair.close())
  const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
  closers.push(() => meter.close())
  meter.fault = ({ unit }) => (units.includes(unit) ? { kind: 'none' } : { kind: 'silence' })
  const site = makeSite(
    `collection_interval = 1\nmax_retries = 0\n[LINE]\nprotocol = RTU\nport = ${pair.master}\nbaudrate = 115200\n` +
      `slave_id = ${units.join(', ')}\ntimeout = 0.3\naddressing = zero\nregisters = ${holding.join(', ')}\n${more}`,
  )
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  await waitFor(
    'a reading of each',
    () => new Set(running.readings.map(({ deviceId }) => deviceId)).size === 10,
  )
  return { ...running, meter, path: pair.master }
}

const targetOf = ({ path }: Bus, unitId: number) => ({
  endpoint: { kind: 'rtu', path, baudRate: 115_200, parity: 'N', stopBits: 1, dataBits: 8 } as const,
  timeoutMs: 1_000,
  requestDelayMs: 0,
  unitId,
})

function lineOf(bus: Bus) {
  const { unitId: _, ...line } = targetOf(bus, 1)
  return line
}

async function ended<K extends RunKind>({ engine }: Bus, request: RequestOf<K> & RunRequest) {
  const id = engine.tester.start(request)
  return waitFor(`the end of ${request.kind}`, () => {
    const state = engine.tester.state(id)
    return state !== null && state.endedAtMs !== null ? state : null
  })
}

const resultOf = (state: RunState) => {
  expect(state).toMatchObject({ phase: 'done', trouble: null })
  return state.body.result
}

function missedSlots({ eventsOf }: Bus): ReadonlyMap<DeviceId, number> {
  const missed = new Map<DeviceId, number>()
  for (const { deviceId, count } of eventsOf('slots-skipped')) {
    missed.set(deviceId, (missed.get(deviceId) ?? 0) + count)
  }
  return missed
}

describe.skipIf(!hasSocat)('a line of ten devices that is being collected', () => {
  it('is scanned, probed and watched through the one link, and no device loses more than a slot', async () => {
    const bus = await busOfTen()
    const { engine, readings } = bus
    let frames = 0
    closers.push(engine.watchFrames(() => frames++))
    const before = readings.length
    const [scan, map, test] = await Promise.all([
      ended(bus, {
        kind: 'scan-units',
        target: lineOf(bus),
        from: 1,
        to: 24,
        table: 'HOLDING',
        address: 0,
      }),
      ended(bus, { kind: 'probe', target: targetOf(bus, 3), table: 'HOLDING', address: 0, count: 100 }),
      ended(bus, { kind: 'test', subject: { kind: 'device', deviceId: 'LINE/7' } }),
    ])
    expect(resultOf(scan)).toMatchObject({ found: units.map((unitId) => ({ unitId })), garbled: [] })
    expect(resultOf(map)).toMatchObject({
      words: Array.from({ length: 100 }, (_, at) => registerAt(3, 3, at)),
    })
    expect(resultOf(test)).toMatchObject({ failedLayer: null, throughCollector: true })
    expect(frames).toBeGreaterThan(0)

    expect(readings.length).toBeGreaterThan(before)
    const taken = readings.filter(({ measurements }) =>
      [...measurements.values()].some(({ value }) => value !== null),
    )
    for (const { deviceId, measurements } of taken) {
      const unit = Number(deviceId.split('/')[1])
      expect([...measurements.values()].map(({ value }) => value)).toEqual(
        holding.map((address) => registerAt(unit, 3, address)),
      )
    }
    for (const [device, count] of missedSlots(bus)) expect([device, count]).toEqual([device, 1])
    const bad = readings.filter((reading) => !isGood(reading))
    expect(
      bad.every(({ measurements }) => [...measurements.values()].every(({ value }) => value === null)),
    ).toBe(true)
  })

  it('says what a scan would take, and with whom it shares the line', async () => {
    const bus = await busOfTen()
    const request = {
      kind: 'scan-units',
      target: lineOf(bus),
      from: 1,
      to: 247,
      table: 'HOLDING',
      address: 0,
    } as const
    const cost = bus.engine.tester.cost(request)
    expect(cost).toMatchObject({
      requests: 247,
      refusal: null,
      sharedWith: units.map((unit) => `LINE/${unit}`),
    })
    // Not the second that was asked for: the others want the line back before that.
    expect(cost.mostMs).toBeLessThan(247 * 1_000)
    expect(cost.leastMs).toBeLessThanOrEqual(cost.likelyMs)
    expect(cost.likelyMs).toBeLessThanOrEqual(cost.mostMs)
  })

  it('is not opened with other settings, and who holds it is said', async () => {
    const bus = await busOfTen()
    const serial = {
      kind: 'scan-serial',
      path: bus.path,
      baudRates: [9_600],
      parities: ['E'],
      stopBits: [1],
      unitIds: [1],
      timeoutMs: 100,
    } as const
    expect(
      bus.engine.tester.cost({ ...serial, baudRates: [9_600], parities: ['E'], stopBits: [1], unitIds: [1] })
        .refusal,
    ).toMatch(/the line is in use by LINE\/1, LINE\/2, LINE\/3 .*115200 8N1/)
  })

  it('keeps what a stopped scan has found', async () => {
    const bus = await busOfTen()
    const { tester } = bus.engine
    const id = tester.start({
      kind: 'scan-units',
      target: lineOf(bus),
      from: 9,
      to: 247,
      table: 'HOLDING',
      address: 0,
    })
    await waitFor('unit 10', () => {
      const body = tester.state(id)?.body
      return body?.kind === 'scan-units' && (body.result?.found.length ?? 0) === 2
    })
    expect(tester.stop(id)).toBe(true)
    const state = await waitFor('the end', () =>
      tester.state(id)?.endedAtMs === null ? null : tester.state(id),
    )
    expect(state).toMatchObject({
      phase: 'stopped',
      trouble: null,
      body: { result: { found: [{ unitId: 9 }, { unitId: 10 }] } },
    })
    expect(tester.stop(id)).toBe(false)
  })
})
