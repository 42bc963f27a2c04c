import { afterEach, describe, expect, it } from 'vitest'
import { createDevicePoller } from '../../electron/engine/collect/device-poller.ts'
import { RegisterMaps } from '../../electron/engine/collect/register-maps.ts'
import { createTimeline } from '../../electron/engine/collect/timeline.ts'
import { createUnitHandle } from '../../electron/engine/collect/unit-registry.ts'
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import type { DeviceConfig, EngineEvent, Reading } from '../../shared/model/index.ts'
import { aDevice, aRegister } from '../support/device.ts'
import { type Fault, type MeterRequest, registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { waitFor } from '../support/wait.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

interface Setup {
  readonly device?: Partial<DeviceConfig>
  readonly fault?: (request: MeterRequest, index: number) => Fault
  readonly maxRetries?: number
  readonly retryDelayMs?: number
}

/** A poller on a real connection to a meter that misbehaves as told. */
async function setUp({ device: changes, fault, maxRetries = 2, retryDelayMs = 50 }: Setup) {
  let index = 0
  const meter = await startFaultMeter({
    framing: 'mbap',
    fault: (request) => fault?.(request, index++) ?? { kind: 'none' },
  })
  const device = aDevice(
    { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 },
    { timeoutMs: 150, ...changes },
  )
  const link = createLink(device.link, {
    clock: systemClock,
    logger: silentLogger,
    onState: () => {},
    onFrame: null,
    retryDelayMs,
  })
  cleanups.push(
    () => meter.close(),
    () => link.close(),
  )
  const events: EngineEvent[] = []
  const unit = createUnitHandle()
  const poller = createDevicePoller({
    device,
    registerMap: new RegisterMaps().of(device),
    link,
    unit,
    maxRetries,
    retryDelayMs,
    clock: systemClock,
    timeline: createTimeline(systemClock, null, () => {}),
    sink: (event) => events.push(event),
    random: () => 0,
  })
  let slot = 0
  const poll = (signal = new AbortController().signal): Promise<Reading> => {
    const dueMs = systemClock.monotonicMs()
    return poller.poll({ slotMs: ++slot * 1_000, dueMs, slotEndMs: dueMs + 30_000, signal })
  }
  return { meter, poll, events, unit }
}

const qualities = (reading: Reading): string[] =>
  [...reading.measurements.values()].map(({ quality }) => quality)
const values = (reading: Reading): unknown[] => [...reading.measurements.values()].map(({ value }) => value)
const details = (reading: Reading): (string | undefined)[] =>
  [...reading.measurements.values()].map(({ detail }) => detail)
const apart = [aRegister(0), aRegister(100), aRegister(200)]

describe('a device poller', () => {
  it('reads all registers, and says that the device is good once', async () => {
    const { poll, events } = await setUp({ device: { registers: apart } })
    const reading = await poll()
    await poll()
    expect(values(reading)).toEqual([0, 100, 200].map((address) => registerAt(1, 3, address)))
    expect(qualities(reading)).toEqual(['GOOD', 'GOOD', 'GOOD'])
    expect(events.filter((event) => event.kind === 'device-state')).toEqual([
      { kind: 'device-state', deviceId: 'METER', state: { kind: 'good' } },
    ])
  })

  it('tries again within the slot when a device that answers misses one request', async () => {
    const { poll, meter } = await setUp({
      fault: (_request, index) => ({ kind: index === 1 || index === 2 ? 'silence' : 'none' }),
    })
    await poll()
    expect(qualities(await poll())).toEqual(['GOOD'])
    expect(meter.requests.length).toBe(4)
  })

  it('gives nulls with the reason when the device does not answer, never zero', async () => {
    const { poll } = await setUp({ device: { registers: apart }, fault: () => ({ kind: 'silence' }) })
    const reading = await poll()
    expect(values(reading)).toEqual([null, null, null])
    expect(qualities(reading)).toEqual(['BAD_COMM', 'BAD_COMM', 'BAD_COMM'])
    expect(details(reading)).toEqual(Array(3).fill('no answer within 0.15 s'))
  })

  it('asks a silent device once a probe and nothing in between, and notices its return', async () => {
    let away = true
    const { poll, meter, unit, events } = await setUp({
      device: { registers: apart },
      retryDelayMs: 400,
      fault: () => ({ kind: away ? 'silence' : 'none' }),
    })
    await poll()
    const afterFirst = meter.requests.length
    expect(afterFirst).toBe(1)
    const waiting = await poll()
    expect(meter.requests.length).toBe(afterFirst)
    expect(details(waiting)[0]).toMatch(/^no answer within 0.15 s; next try at \d\d:\d\d:\d\d UTC$/)
    expect(waiting.latencyMs).toBeNull()
    expect(events.at(-1)).toMatchObject({ kind: 'device-state', state: { kind: 'backoff', attempt: 1 } })

    away = false
    await waitFor(
      'the probe to be due',
      () => unit.state.kind === 'silent' && performance.now() >= unit.state.retryAtMs,
    )
    expect(qualities(await poll())).toEqual(['GOOD', 'GOOD', 'GOOD'])
    expect(events.at(-1)).toMatchObject({ kind: 'device-state', state: { kind: 'good' } })
  })

  it('reads the other blocks of a meter that is silent to one of them', async () => {
    const { poll } = await setUp({
      device: { registers: apart },
      fault: ({ address }) => ({ kind: address === 100 ? 'silence' : 'none' }),
    })
    expect(qualities(await poll())).toEqual(['GOOD', 'BAD_COMM', 'GOOD'])
    expect(qualities(await poll())).toEqual(['GOOD', 'BAD_COMM', 'GOOD'])
  })

  it('finds the readable blocks of a meter that is silent to the first one', async () => {
    const { poll, unit } = await setUp({
      device: { registers: apart },
      fault: ({ address }) => ({ kind: address === 0 ? 'silence' : 'none' }),
    })
    expect(qualities(await poll())).toEqual(['BAD_COMM', 'BAD_COMM', 'BAD_COMM'])
    await waitFor(
      'the probe to be due',
      () => unit.state.kind === 'silent' && performance.now() >= unit.state.retryAtMs,
    )
    expect(qualities(await poll())).toEqual(['BAD_COMM', 'GOOD', 'GOOD'])
    expect(qualities(await poll())).toEqual(['BAD_COMM', 'GOOD', 'GOOD'])
  })

  it('marks a refused register alone, and does not ask for it again', async () => {
    const hole = 2
    const covers = ({ address, count }: MeterRequest): boolean => address <= hole && hole < address + count
    const { poll, meter, events } = await setUp({
      device: { registers: [0, 1, 2, 3, 4].map((address) => aRegister(address)) },
      fault: (request) => (covers(request) ? { kind: 'exception', code: 2 } : { kind: 'none' }),
    })
    const expected = ['GOOD', 'GOOD', 'BAD_ADDRESS', 'GOOD', 'GOOD']
    const first = await poll()
    expect(qualities(first)).toEqual(expected)
    expect(details(first)[2]).toBe('exception 2 (illegal data address): the device has no such register')
    await poll()
    const learned = meter.requests.length
    expect(qualities(await poll())).toEqual(expected)
    expect(meter.requests.slice(learned).filter(covers)).toEqual([])
    expect(events.filter((event) => event.kind === 'registers-refused')).toEqual([
      { kind: 'registers-refused', deviceId: 'METER', labels: ['R2'] },
    ])
  })

  it('stays BAD_ADDRESS, without asking, where every register is refused', async () => {
    const { poll, meter } = await setUp({ fault: () => ({ kind: 'exception', code: 2 }) })
    expect(qualities(await poll())).toEqual(['BAD_ADDRESS'])
    expect(qualities(await poll())).toEqual(['BAD_ADDRESS'])
    expect(meter.requests.length).toBe(1)
    expect(meter.connections.accepted).toBe(1)
  })

  it('asks a busy device again within the slot', async () => {
    const { poll, meter } = await setUp({
      fault: (_request, index) => (index === 1 ? { kind: 'exception', code: 6 } : { kind: 'none' }),
    })
    await poll()
    expect(qualities(await poll())).toEqual(['GOOD'])
    expect(meter.requests.length).toBe(3)
  })

  it('says BAD_DEVICE for a device failure and goes on with the other blocks', async () => {
    const { poll } = await setUp({
      device: { registers: apart },
      fault: ({ address }) => (address === 100 ? { kind: 'exception', code: 4 } : { kind: 'none' }),
    })
    expect(qualities(await poll())).toEqual(['GOOD', 'BAD_DEVICE', 'GOOD'])
  })

  it.each([10, 11])('takes gateway exception %i for a unit that does not answer', async (code) => {
    const { poll, unit, meter } = await setUp({ fault: () => ({ kind: 'exception', code }) })
    expect(qualities(await poll())).toEqual(['BAD_COMM'])
    expect(unit.state.kind).toBe('silent')
    expect(meter.connections.accepted).toBe(1)
  })

  it('reads through a fresh connection when the meter has closed the idle one', async () => {
    const { poll, meter } = await setUp({
      fault: (_request, index) => ({ kind: index === 1 ? 'fin' : 'none' }),
    })
    await poll()
    expect(qualities(await poll())).toEqual(['GOOD'])
    expect(meter.connections.accepted).toBe(2)
  })

  it('does not blame the unit for a lost link', async () => {
    const { poll, meter, unit, events } = await setUp({})
    await poll()
    await meter.close()
    const reading = await poll()
    expect(qualities(reading)).toEqual(['BAD_COMM'])
    expect(details(reading)[0]).toMatch(/127\.0\.0\.1/)
    expect(unit.state.kind).toBe('answering')
    expect(events.at(-1)).toMatchObject({ kind: 'device-state', state: { kind: 'backoff' } })
  })

  it('gives up at once when it is stopped', async () => {
    const { poll, meter, unit } = await setUp({
      device: { timeoutMs: 60_000 },
      fault: () => ({ kind: 'silence' }),
    })
    const abort = new AbortController()
    const polling = poll(abort.signal)
    await waitFor('the request', () => meter.requests.length === 1)
    abort.abort()
    expect(qualities(await polling)).toEqual(['BAD_COMM'])
    expect(unit.state.kind).toBe('unknown')
  })
})
