import type { Engine } from '../../electron/engine/engine.ts'
import { type BenchResult, boundedRow } from '../row.ts'
import { z } from 'zod'
import { startPeer } from './peer.ts'
import { quantile } from './quantile.ts'
import { openSite } from './site.ts'

export interface Load {
  readonly devices: number
  readonly intervalMs: number
  /** Not measured: start and connecting. */
  readonly warmUpMs: number
  readonly measuredMs: number
}

export const registersPerDevice = 50
const mebibyte = 2 ** 20

/** What the gateway, alone in this process, needs and achieves; meters and API are other processes. */
export async function measureLoad({ devices, intervalMs, warmUpMs, measuredMs }: Load): Promise<LoadResult> {
  const site = await openSite({ devices, intervalMs, registersPerDevice })
  try {
    const engine = await site.start()
    await after(warmUpMs)
    const idle = await startPeer('idle-timer.ts', [])
    const observation = await observe(engine, measuredMs)
    const { p99Ms } = z.object({ p99Ms: z.number() }).parse(await idle.close())
    await engine.stop()
    return { ...observation, idleP99Ms: p99Ms }
  } finally {
    await site.close()
  }
}

/** The table of a load that must be carried without a skipped slot. */
export async function loadRows(load: Load): Promise<BenchResult[]> {
  const title = `${load.devices.toLocaleString('en-US')} devices at ${load.intervalMs / 1000} s`
  const { seconds, cpuSeconds, peakRssBytes, latenessMs, skipped, readings, bad, acknowledged, idleP99Ms } =
    await measureLoad(load)
  return [
    { name: `${title}: readings stored per second`, value: readings / seconds, unit: '1/s' },
    { name: `${title}: values per second`, value: (readings * registersPerDevice) / seconds, unit: '1/s' },
    ratioRow(`${title}: readings acknowledged by the API`, acknowledged, readings, 'stored'),
    boundedRow(`${title}: CPU of the gateway`, cpuSeconds / seconds, 'cores', 1),
    boundedRow(`${title}: resident memory, peak`, Math.round(peakRssBytes / mebibyte), 'MiB', 300),
    { name: `${title}: slot lateness, median`, value: quantile(latenessMs, 0.5), unit: 'ms' },
    boundedRow(`${title}: slot lateness, 99th percentile`, quantile(latenessMs, 0.99), 'ms', 100),
    {
      name: `${title}: the same`,
      value: quantile(latenessMs, 0.99),
      unit: 'ms',
      ratio: quantile(latenessMs, 0.99) / idleP99Ms,
      against: `timers of an idle process meanwhile (${idleP99Ms.toFixed(1)} ms)`,
    },
    { name: `${title}: slot lateness, largest`, value: quantile(latenessMs, 1), unit: 'ms' },
    ratioRow(`${title}: slots skipped`, skipped, latenessMs.length + skipped, 'slots'),
    ratioRow(`${title}: readings with a value that is not GOOD`, bad, readings, 'stored'),
  ]
}

export interface LoadResult extends Observation {
  /** Lateness of timers, 99th percentile, in an idle process at the same time. */
  readonly idleP99Ms: number
}

interface Observation {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakRssBytes: number
  readonly latenessMs: readonly number[]
  readonly skipped: number
  readonly readings: number
  /** Readings with a value that is not GOOD. */
  readonly bad: number
  readonly acknowledged: number
}

async function observe(engine: Engine, measuredMs: number): Promise<Observation> {
  const latenessMs: number[] = []
  let [skipped, readings, bad, acknowledged, peakRssBytes] = [0, 0, 0, 0, process.memoryUsage.rss()]
  const forget = engine.subscribe((event) => {
    if (event.kind === 'slot-started') latenessMs.push(event.latenessMs)
    else if (event.kind === 'slots-skipped') skipped += event.count
    else if (event.kind === 'stored') readings += event.count
    else if (event.kind === 'upload-attempt') acknowledged += event.acknowledged
    else if (event.kind === 'reading') {
      for (const { quality } of event.reading.measurements.values()) {
        if (quality === 'GOOD') continue
        bad += 1
        break
      }
    }
  })
  const sampling = setInterval(() => {
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss())
  }, 250)
  const cpu = process.cpuUsage()
  const startedMs = performance.now()
  await after(measuredMs)
  const seconds = (performance.now() - startedMs) / 1000
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(sampling)
  forget()
  const cpuSeconds = (user + system) / 1e6
  return { seconds, cpuSeconds, peakRssBytes, latenessMs, skipped, readings, bad, acknowledged }
}

function ratioRow(name: string, value: number, whole: number, of: string): BenchResult {
  return { name, value, unit: '', ratio: value / whole, against: `${whole.toLocaleString('en-US')} ${of}` }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
