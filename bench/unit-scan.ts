import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { hasSocat, openPtyPair } from '../e2e/support/pty.ts'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { createLink } from '../electron/engine/modbus/create-link.ts'
import type { FrameListener } from '../electron/engine/modbus/frame-trace.ts'
import { serialTiming } from '../electron/engine/modbus/rtu-frame.ts'
import type { WatchFrames } from '../electron/engine/scan/late-answers.ts'
import { unitScanCost } from '../electron/engine/scan/scan-cost.ts'
import { scanUnits } from '../electron/engine/scan/unit-scan.ts'
import type { SerialSettings } from '../shared/model/index.ts'
import type { BenchResult } from './row.ts'

const units = [1, 17, 42, 200, 247]
const cases: readonly { readonly settings: SerialSettings; readonly timeoutMs: number }[] = [
  { settings: { baudRate: 9600, parity: 'N', stopBits: 1, dataBits: 8 }, timeoutMs: 60 },
  { settings: { baudRate: 9600, parity: 'E', stopBits: 1, dataBits: 8 }, timeoutMs: 400 },
]

/** All 247 ids of a line with five meters: what was announced against what it took. */
export async function run(): Promise<BenchResult[]> {
  if (!hasSocat) return [{ name: 'unit scan', skipped: 'socat is not installed' }]
  const rows: BenchResult[] = []
  for (const { settings, timeoutMs } of cases) {
    const { announcedMs, takenMs } = await scan(settings, timeoutMs)
    rows.push({
      name: `247 unit ids at ${settings.baudRate} 8${settings.parity}${settings.stopBits}, timeout ${timeoutMs} ms`,
      value: Math.round(takenMs / 100) / 10,
      unit: 's',
      ratio: takenMs / announcedMs,
      against: `announced: ${(announcedMs / 1000).toFixed(1)} s`,
    })
  }
  return rows
}

async function scan(
  settings: SerialSettings,
  timeoutMs: number,
): Promise<{ announcedMs: number; takenMs: number }> {
  const { gapMs, characterMs } = serialTiming(settings)
  const pair = await openPtyPair()
  const values = [pair.meter, settings.baudRate, gapMs, characterMs, units.join(',')].map(String)
  const meter = fork(fileURLToPath(new URL('rtu-meter.ts', import.meta.url)), values)
  const ended = once(meter, 'exit')
  const config = { kind: 'rtu', path: pair.master, ...settings } as const
  const listeners = new Set<FrameListener>()
  const watchFrames: WatchFrames = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const link = createLink(config, {
    clock: systemClock,
    logger: silentLogger,
    onState: () => undefined,
    onFrame: (frame) => listeners.forEach((hear) => hear(frame)),
    retryDelayMs: 1000,
  })
  try {
    await once(meter, 'message')
    const what = {
      config,
      from: 1,
      to: 247,
      table: 'HOLDING',
      address: 0,
      timeoutMs,
      requestDelayMs: 0,
    } as const
    const startMs = performance.now()
    const signal = new AbortController().signal
    const { result } = await scanUnits({ ...what, link, watchFrames, clock: systemClock, signal })
    const takenMs = performance.now() - startMs
    const found = result.found.map(({ unitId }) => unitId)
    if (found.join() !== units.join() || result.garbled.length > 0)
      throw new Error(`found ${found.join()} instead of ${units.join()}`)
    return { announcedMs: unitScanCost(what).likelyMs, takenMs }
  } finally {
    await link.close()
    meter.disconnect()
    await ended
    await pair.close()
  }
}
