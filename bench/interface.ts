import { monitorEventLoopDelay } from 'node:perf_hooks'
import { silentLogger } from '../electron/engine/logger.ts'
import { createHttpServer } from '../electron/ipc/http.ts'
import { createService } from '../electron/ipc/service.ts'
import { serveWebSocket } from '../electron/ipc/websocket.ts'
import { z } from 'zod'
import type { BenchResult } from './row.ts'
import { startPeer } from './support/peer.ts'
import { openSite } from './support/site.ts'

const devices = 500
const clients = 2
const warmUpMs = 10_000
const measuredMs = 20_000

const clientReport = z.object({
  firstSnapshotMs: z.number(),
  batches: z.number(),
  rows: z.number(),
  bytes: z.number(),
})

/** What looking on costs the gateway: the same seconds without and with two overviews open. */
export async function run(): Promise<BenchResult[]> {
  const site = await openSite({ devices, intervalMs: 1_000, registersPerDevice: 10 })
  try {
    const engine = await site.start()
    const service = createService({ engine, version: 'bench', hostName: 'bench', simulator: null })
    const server = await createHttpServer({
      port: 0,
      health: () => engine.monitor.health(),
      metrics: () => engine.monitor.metrics(),
      logger: silentLogger,
      extend: (app) => serveWebSocket(app, { service, access: { kind: 'full' }, token: null }),
    })
    await after(warmUpMs)
    const alone = await observe()
    const peers = await Promise.all(
      Array.from({ length: clients }, () => startPeer('interface-client.ts', [server.url])),
    )
    const watched = await observe()
    const reports = await Promise.all(peers.map((peer) => peer.close()))
    const [first] = reports.map((report) => clientReport.parse(report))
    await server.close()
    service.close()
    await engine.stop()
    return [
      {
        name: 'overview: first snapshot, from the first byte sent',
        value: first?.firstSnapshotMs ?? 0,
        unit: 'ms',
      },
      { name: 'overview: rows to one client', value: (first?.rows ?? 0) / (measuredMs / 1_000), unit: '1/s' },
      {
        name: 'overview: text to one client',
        value: (first?.bytes ?? 0) / 1_024 / (measuredMs / 1_000),
        unit: 'KiB/s',
      },
      against('event loop lag, 99th percentile', watched.lagP99Ms, alone.lagP99Ms, 'ms'),
      against('event loop lag, largest', watched.lagMaxMs, alone.lagMaxMs, 'ms'),
      against('CPU of the gateway', watched.cores, alone.cores, 'cores'),
    ]
  } finally {
    await site.close()
  }
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

const against = (name: string, value: number, alone: number, unit: string): BenchResult => ({
  name: `overview: ${name}`,
  value,
  unit,
  ratio: value / alone,
  against: `nobody looking on (${alone.toFixed(2)} ${unit})`,
})

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))
