import { afterAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../shared/model/index.ts'
import { type Fault, type MeterRequest, registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, runEngine, type TestEngine, unevenSlots } from '../support/gateway-engine.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const intervalMs = 1_000
/** Slots that every device has to have had before it is counted up. */
const slots = 7
const silentTo =
  (dead: number) =>
  ({ unit }: MeterRequest): Fault =>
    unit === dead ? { kind: 'silence' } : { kind: 'none' }

async function runSite(sections: string): Promise<TestEngine> {
  const site = makeSite(`collection_interval = 1\nmax_retries = 2\nretry_delay = 0.5\n${sections}`)
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return running
}

const byDevice = ({ readings }: TestEngine): ReadonlyMap<string, readonly Reading[]> =>
  Map.groupBy(readings, ({ deviceId }) => deviceId)

async function untilSlots(
  running: TestEngine,
  devices: number,
): Promise<ReadonlyMap<string, readonly Reading[]>> {
  await waitFor(`${slots} slots of ${devices} devices`, () => {
    const readings = [...byDevice(running).values()]
    return readings.length === devices && readings.every((each) => each.length >= slots)
  })
  return byDevice(running)
}

/** Nobody lost a slot, and all but `dead` have GOOD values in every one. */
function expectOthersUnharmed(
  running: TestEngine,
  readings: ReadonlyMap<string, readonly Reading[]>,
  dead: string,
): void {
  const uneven = [...readings].flatMap(([id, each]) =>
    unevenSlots(each, intervalMs).map((what) => `${id} ${what}`),
  )
  expect(uneven).toEqual([])
  expect(running.eventsOf('slots-skipped')).toEqual([])
  for (const [id, each] of readings) {
    expect([id, each.filter(isGood).length]).toEqual([id, id === dead ? 0 : each.length])
  }
}

const unitsOnOneLine = Array.from({ length: 20 }, (_, index) => index + 1).join(', ')

describe.concurrent('one of 20 devices on a shared link is dead', () => {
  const expectFair = async (running: TestEngine): Promise<void> => {
    const readings = await untilSlots(running, 20)
    expectOthersUnharmed(running, readings, 'LINE/8')
    const value = readings.get('LINE/13')?.[0]?.measurements.get('R4')?.value
    expect(value).toBe(registerAt(13, 3, 4))
    // It is probed, but ever more rarely: with a timeout at each slot it would be asked as often as there are slots.
    const asked = running.eventsOf('request').filter(({ deviceId }) => deviceId === 'LINE/8')
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.length).toBeLessThan(slots)
    expect(asked.every(({ outcome }) => outcome === 'timeout')).toBe(true)
  }
  const section = (where: string): string =>
    `[LINE]\n${where}\nslave_id = ${unitsOnOneLine}\ntimeout = 0.2\naddressing = zero\nregisters = 4, 5\n`

  it('and the others on TCP lose no slot', async () => {
    const meter = await startFaultMeter({ framing: 'mbap', fault: silentTo(8) })
    closers.push(() => meter.close())
    await expectFair(await runSite(section(`protocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}`)))
  })

  it.skipIf(!hasSocat)('and the others on a serial line lose no slot', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter, fault: silentTo(8) })
    closers.push(() => meter.close())
    await expectFair(await runSite(section(`protocol = RTU\nport = ${pair.master}\nbaudrate = 115200`)))
  })
})

describe.concurrent('one link of ten is dead', () => {
  const runTen = async (deadPort: number): Promise<TestEngine> => {
    const meters = await Promise.all(Array.from({ length: 9 }, () => startFaultMeter({ framing: 'mbap' })))
    closers.push(...meters.map((meter) => () => meter.close()))
    const ports = [...meters.map(({ port }) => port), deadPort]
    const sections = ports.map(
      (port, index) =>
        `[M${index}]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${port}\ntimeout = 0.7\naddressing = zero\nregisters = 4`,
    )
    return runSite(sections.join('\n'))
  }

  it('refusing connections: the others lose no slot', async () => {
    const gone = await startFaultMeter({ framing: 'mbap' })
    await gone.close()
    const running = await runTen(gone.port)
    expectOthersUnharmed(running, await untilSlots(running, 10), 'M9')
  })

  it('swallowing every request: the others lose no slot', async () => {
    const hole = await startFaultMeter({ framing: 'mbap', fault: () => ({ kind: 'silence' }) })
    closers.push(() => hole.close())
    const running = await runTen(hole.port)
    expectOthersUnharmed(running, await untilSlots(running, 10), 'M9')
  })
})
