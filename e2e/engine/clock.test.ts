import { afterAll, describe, expect, it } from 'vitest'
import type { Clock } from '../../electron/engine/clock.ts'
import { systemClock } from '../../electron/engine/clock.ts'
import { startFaultApi } from '../support/fault-api.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, runEngine, type Site, type TestEngine } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const intervalMs = 500
const hourMs = 3_600_000

/** The computer's clock with a wall clock that can be set. */
function settableClock(): Clock & { set(byMs: number): void } {
  let shiftMs = 0
  return {
    monotonicMs: systemClock.monotonicMs,
    wallMs: () => systemClock.wallMs() + shiftMs,
    set: (byMs) => void (shiftMs += byMs),
  }
}

async function aSite(): Promise<{
  site: Site
  delivered: () => readonly { slot: string; timestamp: string }[]
}> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const api = await startFaultApi()
  closers.push(() => api.close())
  const site = makeSite(`api_url = http://127.0.0.1:${api.port}
collection_interval = ${intervalMs}ms
[METER]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
addressing = zero
registers = 1
`)
  closers.push(() => site.remove())
  const delivered = () =>
    [...api.readings]
      .toSorted(([a], [b]) => a - b)
      .map(([, reading]) => reading as { slot: string; timestamp: string })
  return { site, delivered }
}

async function more({ readings }: TestEngine, count: number): Promise<void> {
  const before = readings.length
  await waitFor(`${count} more readings`, () => readings.length >= before + count)
}

const isRising = (values: readonly number[]) =>
  values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))
const steps = ({ readings }: TestEngine) =>
  readings.slice(1).map(({ slotMs }, index) => slotMs - (readings[index]?.slotMs ?? 0))

describe.concurrent('the wall clock', () => {
  it('set back while running moves no slot, and no time stamp runs backwards', async () => {
    const { site } = await aSite()
    const clock = settableClock()
    const running = await runEngine(site, clock)
    closers.push(() => running.engine.stop())
    await more(running, 3)
    clock.set(-hourMs)
    await more(running, 4)
    clock.set(-24 * hourMs)
    await more(running, 3)
    expect(steps(running).every((step) => step === intervalMs)).toBe(true)
    expect(isRising(running.readings.map(({ timestampMs }) => timestampMs))).toBe(true)
    expect(running.readings.every(isGood)).toBe(true)
    expect(site.log()).toMatch(/WARNING - the system clock is 1 h.* behind/)
    expect(running.eventsOf('slots-skipped')).toEqual([])
  })

  it('set ahead while running is followed at once, in one step', async () => {
    const { site } = await aSite()
    const clock = settableClock()
    const running = await runEngine(site, clock)
    closers.push(() => running.engine.stop())
    await more(running, 3)
    clock.set(2 * hourMs)
    await more(running, 4)
    const jumps = steps(running).filter((step) => step !== intervalMs)
    expect(jumps).toHaveLength(1)
    expect(Math.abs((jumps[0] ?? 0) - 2 * hourMs)).toBeLessThanOrEqual(2 * intervalMs)
    expect(Math.abs((running.readings.at(-1)?.timestampMs ?? 0) - clock.wallMs())).toBeLessThan(hourMs)
    expect(site.log()).toMatch(/WARNING - the system clock was set ahead by 2 h/)
  })

  it('set back across a restart: time stamps go on from the newest reading, all of them arrive', async () => {
    const { site, delivered } = await aSite()
    const clock = settableClock()
    const first = await runEngine(site, clock)
    await more(first, 4)
    await first.engine.stop()
    clock.set(-hourMs)
    const second = await runEngine(site, clock)
    closers.push(() => second.engine.stop())
    await more(second, 4)
    const total = first.readings.length + 4
    await waitFor('all readings at the API', () => delivered().length >= total)
    expect(isRising(delivered().map(({ slot }) => Date.parse(slot)))).toBe(true)
    expect(isRising(delivered().map(({ timestamp }) => Date.parse(timestamp)))).toBe(true)
  })
})
