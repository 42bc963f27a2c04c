import { afterEach, describe, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { aDevice } from '../../../e2e/support/device.ts'
import { waitFor } from '../../../e2e/support/wait.ts'
import type { EngineEvent, Reading } from '../../../shared/model/index.ts'
import { systemClock } from '../clock.ts'
import { silentLogger } from '../logger.ts'
import { startLearning } from '../modbus/learn.ts'
import { costModelOf } from '../modbus/cost.ts'
import type { DevicePoller, Slot } from './device-poller.ts'
import { createDeviceRunner, type DeviceRunner } from './device-runner.ts'
import { emptyReading } from './process.ts'
import { createTimeline } from './timeline.ts'

const intervalMs = 50
const device = aDevice({ kind: 'tcp', host: '127.0.0.1', port: 502, pipelining: 1 }, { intervalMs })
const runners: DeviceRunner[] = []

/** Runs slots against a poller whose behaviour the test gives. */
function run(poll: (slot: Slot, call: number) => Promise<void>, lastSlotMs: number | null = null) {
  const events: EngineEvent[] = []
  const called: number[] = []
  const timeline = createTimeline(systemClock, null, () => {})
  const poller: DevicePoller = {
    learning: () =>
      startLearning(device.registers, { maxGap: 0, maxRegisters: 1, cost: costModelOf(device) }),
    async poll(slot) {
      called.push(slot.slotMs)
      await poll(slot, called.length)
      const timestampMs = timeline.utcMs(systemClock.monotonicMs())
      return emptyReading(device, 'read', { timestampMs, slotMs: slot.slotMs, latencyMs: 1 })
    },
  }
  const runner = createDeviceRunner({
    device,
    poller,
    clock: systemClock,
    timeline,
    logger: silentLogger,
    sink: (event) => events.push(event),
    lastSlotMs,
    neighbours: 1,
  })
  runners.push(runner)
  const readings = (): Reading[] =>
    events.flatMap((event) => (event.kind === 'reading' ? [event.reading] : []))
  const skipped = (): number =>
    events.reduce((sum, event) => sum + (event.kind === 'slots-skipped' ? event.count : 0), 0)
  return { runner, called, readings, skipped }
}

const detailOf = (reading: Reading): string | undefined => reading.measurements.get('R0')?.detail
const slotsApart = (readings: readonly Reading[]): number[] =>
  readings.slice(1).map((reading, index) => (reading.slotMs - readings[index]!.slotMs) / intervalMs)

describe('a device runner', () => {
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()))
  })

  it('reads the slot in which it is started at once', async () => {
    const startedMs = Date.now()
    const { called } = run(async () => {})
    await waitFor('the first slot', () => called.length > 0)
    expect(called[0]).toBeLessThanOrEqual(startedMs)
    expect(called[0]).toBeGreaterThan(startedMs - intervalMs)
  })

  it('gives exactly one reading a slot, overrun slots included', async () => {
    const { readings, skipped } = run(async (_slot, call) => {
      if (call === 3) await sleep(intervalMs * 3.5)
    })
    await waitFor('ten readings', () => readings().length >= 10)
    expect(slotsApart(readings())).toEqual(slotsApart(readings()).map(() => 1))
    const missed = readings().filter((reading) => detailOf(reading)?.startsWith('slot missed'))
    expect(missed.length).toBe(skipped())
    expect(skipped()).toBeGreaterThanOrEqual(2)
  })

  it('never has two slots of a device in progress', async () => {
    let inProgress = 0
    let most = 0
    const { called } = run(async () => {
      most = Math.max(most, ++inProgress)
      await sleep(intervalMs * 1.7)
      inProgress -= 1
    })
    await waitFor('five slots', () => called.length >= 5)
    expect(most).toBe(1)
  })

  it('does not read a slot again that an earlier process has stored', async () => {
    const storedSlotMs = Math.floor(Date.now() / intervalMs) * intervalMs + 4 * intervalMs
    const { called } = run(async () => {}, storedSlotMs)
    await waitFor('a slot', () => called.length > 0)
    expect(called[0]).toBeGreaterThan(storedSlotMs)
  })

  it('goes on after a defect, with a reading that says so', async () => {
    const { readings } = run(async (_slot, call) => {
      if (call === 2) throw new TypeError('undefined is not a function')
    })
    await waitFor('four readings', () => readings().length >= 4)
    expect(readings().map(detailOf)).toContain('internal error, see the log')
    expect(detailOf(readings()[0]!)).toBe('read')
    expect(detailOf(readings()[2]!)).toBe('read')
  })

  it('stops in the middle of a slot without a reading of it', async () => {
    const { runner, called, readings } = run(async ({ signal }) => {
      await sleep(60_000, undefined, { signal }).catch(() => undefined)
    })
    await waitFor('the first slot', () => called.length === 1)
    await runner.stop()
    expect(readings()).toEqual([])
  })
})
