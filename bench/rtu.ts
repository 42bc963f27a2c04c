import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { hasSocat, openPtyPair } from '../e2e/support/pty.ts'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { createLink } from '../electron/engine/modbus/create-link.ts'
import { serialTiming } from '../electron/engine/modbus/rtu-frame.ts'
import { pduAddress, unitId } from '../shared/model/index.ts'
import type { BenchResult } from './row.ts'

const cases = [
  { baudRate: 9600, count: 20, reads: 40 },
  { baudRate: 19_200, count: 2, reads: 150 },
  { baudRate: 19_200, count: 125, reads: 15 },
  { baudRate: 115_200, count: 20, reads: 250 },
  { baudRate: 115_200, count: 125, reads: 80 },
]

/**
 * Transactions per second on a line that is simulated by a meter that waits as long as the wire would take, against
 * the limit of that wire: request, gap, answer, gap (Modbus over Serial Line V1.02, 2.5.1.1).
 */
export async function run(): Promise<BenchResult[]> {
  if (!hasSocat) return [{ name: 'RTU', skipped: 'socat is not installed' }]
  const rows: BenchResult[] = []
  for (const { baudRate, count, reads } of cases) {
    const settings = { baudRate, parity: 'E', stopBits: 1, dataBits: 8 } as const
    const { gapMs, characterMs } = serialTiming(settings)
    const limitMs = (8 + 5 + 2 * count) * characterMs + 2 * gapMs
    const takenMs = await timeOf(settings, count, reads)
    rows.push({
      name: `RTU: ${baudRate} baud, ${count} registers, share of the wire-time limit`,
      value: Math.round((limitMs / takenMs) * 1000) / 10,
      unit: '%',
      ratio: limitMs / takenMs,
      against: `${limitMs.toFixed(1)} ms a transaction`,
    })
  }
  return rows
}

interface Settings {
  readonly baudRate: number
  readonly parity: 'E'
  readonly stopBits: 1
  readonly dataBits: 8
}

/** Mean time of a transaction in milliseconds. */
async function timeOf(settings: Settings, count: number, reads: number): Promise<number> {
  const { gapMs, characterMs } = serialTiming(settings)
  const pair = await openPtyPair()
  const values = [pair.meter, settings.baudRate, gapMs, characterMs].map(String)
  const meter = fork(fileURLToPath(new URL('rtu-meter.ts', import.meta.url)), values)
  const ended = once(meter, 'exit')
  const link = createLink(
    { kind: 'rtu', path: pair.master, ...settings },
    { clock: systemClock, logger: silentLogger, onState: () => undefined, onFrame: null, retryDelayMs: 1000 },
  )
  try {
    await once(meter, 'message')
    const read = async (): Promise<void> => {
      const request = { table: 'HOLDING', address: pduAddress(0), count } as const
      const dueMs = systemClock.monotonicMs()
      const outcome = await link.read(unitId(1), request, { timeoutMs: 3000, requestDelayMs: 0, dueMs })
      if (outcome.kind !== 'data') throw new Error(`read ended as ${outcome.kind}`)
    }
    for (let index = 0; index < 3; index += 1) await read()
    const startMs = performance.now()
    for (let index = 0; index < reads; index += 1) await read()
    return (performance.now() - startMs) / reads
  } finally {
    await link.close()
    meter.disconnect()
    await ended
    await pair.close()
  }
}
