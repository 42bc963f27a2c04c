import { monitorEventLoopDelay } from 'node:perf_hooks'
import { z } from 'zod'
import type { BenchResult } from './row.ts'
import { startPeer } from './support/peer.ts'
import { median } from './support/quantile.ts'
import { openServedSite } from './support/served-site.ts'

const devices = 500
const clients = 2
const rounds = 3
const warmUpMs = 10_000
const measuredMs = 10_000

const clientReport = z.object({
  firstSnapshotMs: z.number(),
  snapshotBytes: z.number(),
  rows: z.number(),
  bytes: z.number(),
})
type ClientReport = z.infer<typeof clientReport>

/** What looking on costs the gateway: by turns without and with two overviews open. */
export async function run(): Promise<BenchResult[]> {
  const site = await openServedSite({ devices, intervalMs: 1_000, registersPerDevice: 10 }, null)
  const alone: Observation[] = []
  const watched: Observation[] = []
  const reports: ClientReport[] = []
  try {
    await after(warmUpMs)
    for (let round = 0; round < rounds; round++) {
      alone.push(await observe())
      const peers = await Promise.all(
        Array.from({ length: clients }, () => startPeer('interface-client.ts', [site.url])),
      )
      watched.push(await observe())
      for (const peer of peers) reports.push(clientReport.parse(await peer.close()))
    }
  } finally {
    await site.close()
  }
  const ofClients = (figure: (report: ClientReport) => number): number => median(reports.map(figure))
  const seconds = measuredMs / 1_000
  const against = (name: string, figure: (observation: Observation) => number, unit: string): BenchResult => {
    const value = median(watched.map(figure))
    const base = median(alone.map(figure))
    return {
      name: `overview: ${name}`,
      value,
      unit,
      ratio: value / base,
      against: `nobody looking on (${base.toFixed(2)} ${unit})`,
    }
  }
  return [
    {
      name: 'overview: first snapshot, from the first byte sent',
      value: ofClients(({ firstSnapshotMs }) => firstSnapshotMs),
      unit: 'ms',
    },
    {
      name: 'overview: first snapshot',
      value: ofClients(({ snapshotBytes }) => snapshotBytes) / 1_024,
      unit: 'KiB',
    },
    { name: 'overview: rows to one client', value: ofClients(({ rows }) => rows) / seconds, unit: '1/s' },
    {
      name: 'overview: text to one client',
      value: ofClients(({ bytes }) => bytes) / 1_024 / seconds,
      unit: 'KiB/s',
    },
    against('event loop lag, 99th percentile', ({ lagP99Ms }) => lagP99Ms, 'ms'),
    against('event loop lag, largest', ({ lagMaxMs }) => lagMaxMs, 'ms'),
    against('CPU of the gateway', ({ cores }) => cores, 'cores'),
  ]
}

interface Observation {
  readonly lagP99Ms: number
  readonly lagMaxMs: number
  readonly cores: number
}

const resolutionMs = 10

async function observe(): Promise<Observation> {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  const cpu = process.cpuUsage()
  const startedMs = performance.now()
  await after(measuredMs)
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  return {
    // The histogram counts the timer's own period in.
    lagP99Ms: delay.percentile(99) / 1e6 - resolutionMs,
    lagMaxMs: delay.max / 1e6 - resolutionMs,
    cores: (user + system) / 1e3 / (performance.now() - startedMs),
  }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))
