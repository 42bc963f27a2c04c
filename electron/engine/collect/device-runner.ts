import type { DeviceConfig, EventSink, Reading } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { defectText } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { DevicePoller } from './device-poller.ts'
import { emptyReading } from './process.ts'
import { dueIndex, fireAtMs, makeGrid, slotUtcMs, stableFraction } from './schedule.ts'
import type { Timeline } from './timeline.ts'

/** setTimeout takes 31 bits. */
const longestTimerMs = 2 ** 31 - 1
/** More slots missed than this is a computer that slept: they are counted, not filled with empty readings. */
const mostEmptyReadings = 100
/** At the start every device is read at once, this far apart at the most, instead of after a whole interval. */
const startSpacingMs = 5

export interface DeviceRunnerOptions {
  readonly device: DeviceConfig
  readonly poller: DevicePoller
  readonly clock: Clock
  readonly timeline: Timeline
  readonly logger: Logger
  readonly sink: EventSink
  readonly lastSlotMs: number | null
  /** Devices started together with this one. */
  readonly neighbours: number
}

export interface DeviceRunner {
  /** A slot is being read at this moment. */
  isReading(): boolean
  /** Time on the wire of the newest slot that brought a value; null: there was none yet. */
  wireMs(): number | null
  /** Aborts the slot in flight; it gives no reading. Resolves when nothing of this device runs any more. */
  stop(): Promise<void>
}

/** Runs a device's slots one after the other: never two at once, the overrun ones counted and reported as missed. */
export function createDeviceRunner(options: DeviceRunnerOptions): DeviceRunner {
  const { device, poller, clock, timeline, sink } = options
  const startedMs = clock.monotonicMs()
  const grid = makeGrid({
    deviceId: device.id,
    intervalMs: device.intervalMs,
    monotonicMs: startedMs,
    utcMs: timeline.utcMs(startedMs),
  })
  const abort = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let current: Promise<void> = Promise.resolve()
  let isReading = false
  let wireMs: number | null = null
  let lastSlotMs = options.lastSlotMs ?? Number.NEGATIVE_INFINITY

  function waitFor(index: number, atMs: number): void {
    if (abort.signal.aborted) return
    const delayMs = atMs - clock.monotonicMs()
    timer = setTimeout(
      () => {
        // Timers fire up to a millisecond early, and cannot wait longer than 24.8 days.
        if (clock.monotonicMs() < atMs - 1) waitFor(index, atMs)
        else current = runSlot(index, atMs)
      },
      Math.min(Math.max(0, Math.ceil(delayMs)), longestTimerMs),
    )
  }

  async function runSlot(index: number, dueMs: number): Promise<void> {
    timeline.check()
    const slotMs = slotUtcMs(grid, index, timeline.shiftMs)
    if (slotMs > lastSlotMs) {
      sink({
        kind: 'slot-started',
        deviceId: device.id,
        latenessMs: Math.max(0, clock.monotonicMs() - dueMs),
      })
      const reading = await pollSafely(slotMs, dueMs)
      if (abort.signal.aborted) return
      lastSlotMs = slotMs
      sink({ kind: 'reading', reading })
    }
    continueAfter(index)
  }

  /** A defect met with one device must not end the collection of all the others. */
  async function pollSafely(slotMs: number, dueMs: number): Promise<Reading> {
    isReading = true
    try {
      const slotEndMs = dueMs + device.intervalMs
      const reading = await poller.poll({ slotMs, dueMs, slotEndMs, signal: abort.signal })
      if ([...reading.measurements.values()].some(({ value }) => value !== null)) wireMs = reading.latencyMs
      return reading
    } catch (error) {
      options.logger.error(`${device.id}: ${defectText(error)}`)
      const timestampMs = timeline.utcMs(clock.monotonicMs())
      return emptyReading(device, 'internal error, see the log', { timestampMs, slotMs, latencyMs: null })
    } finally {
      isReading = false
    }
  }

  /** The newest slot that is already due is read late; those before it were missed. */
  function continueAfter(index: number): void {
    const nextIndex = Math.max(index + 1, dueIndex(grid, clock.monotonicMs()))
    const skipped = nextIndex - index - 1
    if (skipped > 0) reportSkipped(index + 1, skipped)
    waitFor(nextIndex, fireAtMs(grid, nextIndex))
  }

  function reportSkipped(firstIndex: number, count: number): void {
    sink({ kind: 'slots-skipped', deviceId: device.id, count })
    if (count > mostEmptyReadings) return
    const timestampMs = timeline.utcMs(clock.monotonicMs())
    for (let index = firstIndex; index < firstIndex + count; index++) {
      const slotMs = slotUtcMs(grid, index, timeline.shiftMs)
      if (slotMs <= lastSlotMs) continue
      lastSlotMs = slotMs
      const reading = emptyReading(
        device,
        'slot missed: the reading before it took longer than the interval',
        {
          timestampMs,
          slotMs,
          latencyMs: null,
        },
      )
      sink({ kind: 'reading', reading, isMissedSlot: true })
    }
  }

  const spreadMs = Math.min(options.neighbours * startSpacingMs, device.intervalMs / 2)
  waitFor(0, startedMs + stableFraction(device.id) * spreadMs)

  return {
    isReading: () => isReading,
    wireMs: () => wireMs,
    async stop() {
      abort.abort()
      if (timer !== null) clearTimeout(timer)
      await current
    },
  }
}
