import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { createDevicePoller } from '../../electron/engine/collect/device-poller.ts'
import { RegisterMaps } from '../../electron/engine/collect/register-maps.ts'
import { createTimeline } from '../../electron/engine/collect/timeline.ts'
import { createUnitHandle } from '../../electron/engine/collect/unit-registry.ts'
import type { DeviceConfig, OutcomeKind, Reading } from '../../shared/model/index.ts'
import { unitId } from '../../shared/model/index.ts'
import { aDevice, aRegister } from '../support/device.ts'
import { openTestLink } from '../support/fault-meter-link.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { hasPymodbus, type PutIn, startPymodbus } from '../support/pymodbus.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** Polls a device and tells how its requests ended. */
function pollerOf(device: DeviceConfig) {
  const { link } = openTestLink(device.link)
  const outcomes: OutcomeKind[] = []
  const poller = createDevicePoller({
    device,
    registerMap: new RegisterMaps().of(device),
    link,
    unit: createUnitHandle(),
    maxRetries: 1,
    retryDelayMs: 50,
    clock: systemClock,
    timeline: createTimeline(systemClock, null, () => {}),
    sink: (event) => event.kind === 'request' && outcomes.push(event.outcome),
    random: () => 0,
  })
  const poll = async (): Promise<{ reading: Reading; requests: readonly OutcomeKind[] }> => {
    outcomes.length = 0
    const dueMs = systemClock.monotonicMs()
    const signal = new AbortController().signal
    const reading = await poller.poll({ slotMs: dueMs, dueMs, slotEndMs: dueMs + 60_000, signal })
    return { reading, requests: [...outcomes] }
  }
  return { poll, close: () => link.close() }
}

const registersAt = (addresses: readonly number[]) => addresses.map((address) => aRegister(address))

/** [address, value or the quality that stands in its place]. */
const contentsOf = ({ measurements }: Reading): [string, unknown][] =>
  [...measurements].map(([label, { value, quality }]) => [label, quality === 'GOOD' ? value : quality])

/** Until two cycles in a row look alike: nothing is learned any more. */
async function learned(poll: () => Promise<{ reading: Reading; requests: readonly OutcomeKind[] }>) {
  let before = ''
  for (let cycles = 1; cycles <= 60; cycles += 1) {
    const cycle = await poll()
    const now = JSON.stringify(cycle.requests)
    if (now === before && !cycle.requests.includes('exception')) return { ...cycle, cycles }
    before = now
  }
  throw new Error('still learning after 60 cycles')
}

describe('a map with holes', () => {
  it('wherever they are: all readable registers are GOOD, the refused ones BAD_ADDRESS, no request fails any more', async () => {
    const meter = await startFaultMeter({ framing: 'mbap' })
    closers.push(() => meter.close())
    const span = 60
    const scenario = fc.record({
      wanted: fc.uniqueArray(fc.nat(span - 1), { minLength: 1, maxLength: 25 }),
      missing: fc.uniqueArray(fc.nat(span - 1), { maxLength: 20 }),
      maxGap: fc.constantFrom(0, 2, 10),
      maxRegisters: fc.constantFrom(3, 16, 125),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ wanted, missing, maxGap, maxRegisters }) => {
        const holes = new Set(missing)
        meter.fault = ({ address, count }) =>
          Array.from({ length: count }, (_, index) => address + index).some((each) => holes.has(each))
            ? { kind: 'exception', code: 2 }
            : { kind: 'none' }
        const link = { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 } as const
        const device = aDevice(link, { registers: registersAt(wanted), maxGap, maxRegisters })
        const { poll, close } = pollerOf(device)
        try {
          const expected = wanted.map((address) => [
            `R${address}`,
            holes.has(address) ? 'BAD_ADDRESS' : registerAt(1, 3, address),
          ])
          const first = await poll()
          expect(contentsOf(first.reading)).toEqual(expected)
          const steady = await learned(poll)
          expect(contentsOf(steady.reading)).toEqual(expected)
          expect(steady.requests.every((outcome) => outcome === 'data')).toBe(true)
        } finally {
          await close()
        }
      }),
      { numRuns: 60, seed: 20_261_123 },
    )
  })
})

/** 3 of every 10 registers exist in pymodbus' map; all of these and some of the missing ones are asked for. */
const existing: readonly PutIn[] = Array.from({ length: 10 }, (_, decade) =>
  [0, 1, 5].map((unit) => decade * 10 + unit),
)
  .flat()
  .map((address) => ({
    table: 'HOLDING',
    address,
    type: 'UINT16',
    order: 'ABCD',
    value: String(1_000 + address),
    factor: '1',
    offset: '0',
  }))
const wanted = Array.from({ length: 100 }, (_, address) => address).filter((address) => address % 10 !== 7)
const expectedContents = wanted.map((address) => [
  `R${address}`,
  [0, 1, 5].includes(address % 10) ? 1_000 + address : 'BAD_ADDRESS',
])

describe.skipIf(!hasPymodbus)('pymodbus with a sparse map', () => {
  const expectLearned = async (device: DeviceConfig): Promise<void> => {
    const { poll, close } = pollerOf(device)
    closers.push(close)
    expect(contentsOf((await poll()).reading)).toEqual(expectedContents)
    const steady = await learned(poll)
    expect(contentsOf(steady.reading)).toEqual(expectedContents)
    expect(steady.requests).toEqual(steady.requests.map(() => 'data'))
  }
  const changes = { unitId: unitId(9), registers: registersAt(wanted), timeoutMs: 3_000 }

  it('over TCP is read around its holes', async () => {
    const server = await startPymodbus({ units: { 9: existing } })
    closers.push(() => server.close())
    await expectLearned(
      aDevice({ kind: 'tcp', host: '127.0.0.1', port: server.port, pipelining: 1 }, changes),
    )
  })

  it.skipIf(!hasSocat)('over a serial line likewise', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const server = await startPymodbus({ units: { 9: existing }, serialPath: pair.meter })
    closers.push(() => server.close())
    const settings = { baudRate: 115_200, parity: 'N', stopBits: 1, dataBits: 8 } as const
    await expectLearned(aDevice({ kind: 'rtu', path: pair.master, ...settings }, changes))
  })
})
