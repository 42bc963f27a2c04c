import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { AlertKind, DeviceId, DeviceState, EngineEvent, LinkId } from '../../../shared/model/index.ts'
import type { LinkStatus } from './status.ts'
import type { QueueStats } from './suppliers.ts'

/** Asked once per scrape. */
export interface MetricsSuppliers {
  readonly queue: () => QueueStats
  readonly devicesByState: () => Readonly<Record<DeviceState['kind'], number>>
  readonly links: () => readonly LinkStatus[]
  readonly readingsPerMinute: () => number
  readonly pointsPerMinute: () => number
  readonly activeAlerts: () => ReadonlyMap<AlertKind, number>
  readonly wallMs: () => number
}

export interface Metrics {
  onEvent(event: EngineEvent): void
  /** Drops the series of everything that is not listed: a removed device must not look like a silent one. */
  keepOnly(devices: ReadonlySet<DeviceId>, links: ReadonlySet<LinkId>): void
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>
  close(): void
}

const LATENCY_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const LATENESS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const UPLOAD_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export function createMetrics(suppliers: MetricsSuppliers): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({
      name: `gateway_ems_${name}`,
      help,
      registers,
      collect: () => made.set(read()),
    })
  }

  const readings = counter('readings_total', 'Readings taken, answered or not, by device', ['device'])
  const points = counter('points_total', 'Values read, by quality', ['quality'])
  const requests = counter('requests_total', 'Modbus requests by device and outcome', ['device', 'outcome'])
  const exceptions = counter('exceptions_total', 'Modbus exceptions by device and code', ['device', 'code'])
  const skipped = counter('slots_skipped_total', 'Schedule slots skipped by overruns, by device', ['device'])
  const busy = counter('link_busy_seconds_total', 'Time that requests were on the wire, by link', ['link'])
  const stored = counter('stored_readings_total', 'Readings committed to the journal', [])
  const acknowledged = counter('acknowledged_readings_total', 'Readings acknowledged by the API', [])
  const lost = counter('lost_readings_total', 'Readings that left the journal undelivered, by reason', [
    'reason',
  ])
  const uploads = counter('uploads_total', 'Upload attempts by result: HTTP status or no-answer', ['result'])
  const uploadBytes = counter('upload_bytes_total', 'Compressed bytes sent to the API', [])
  const response = histogram('response_seconds', 'Modbus response latency by link', LATENCY_SECONDS, ['link'])
  const lateness = histogram('slot_lateness_seconds', 'How late schedule slots began', LATENESS_SECONDS, [])
  const upload = histogram('upload_seconds', 'Latency of upload attempts', UPLOAD_SECONDS, [])
  // A reason or state that never happened is a 0 on the graph, not a gap.
  for (const reason of ['size-limit', 'memory-limit', 'corrupt-journal']) lost.inc({ reason }, 0)

  const devices = new Gauge({
    name: 'gateway_ems_devices',
    help: 'Devices by state',
    labelNames: ['state'],
    registers,
    collect: () => {
      for (const [state, count] of Object.entries(suppliers.devicesByState())) devices.set({ state }, count)
    },
  })
  const utilisation = new Gauge({
    name: 'gateway_ems_link_utilisation_ratio',
    help: 'Share of the last minute during which a request was on the wire, by link',
    labelNames: ['link'],
    registers,
    collect: () => {
      utilisation.reset()
      for (const link of suppliers.links()) utilisation.set({ link: link.id }, link.utilisation)
    },
  })
  const alerts = new Gauge({
    name: 'gateway_ems_alerts_active',
    help: 'Active alerts by kind',
    labelNames: ['kind'],
    registers,
    collect: () => {
      alerts.reset()
      for (const [kind, count] of suppliers.activeAlerts()) alerts.set({ kind }, count)
    },
  })
  gauge('readings_per_minute', 'Readings taken in the last 60 seconds', suppliers.readingsPerMinute)
  gauge('points_per_minute', 'Values read in the last 60 seconds', suppliers.pointsPerMinute)
  gauge('queue_readings', 'Readings stored and not yet acknowledged', () => suppliers.queue().unsent)
  gauge('queue_bytes', 'Bytes of the readings not yet acknowledged', () => suppliers.queue().unsentBytes)
  gauge('queue_oldest_seconds', 'Age of the oldest unsent reading', () => {
    const { oldestUnsentMs } = suppliers.queue()
    return oldestUnsentMs === null ? 0 : Math.max(0, (suppliers.wallMs() - oldestUnsentMs) / 1_000)
  })
  gauge('queue_waiting_readings', 'Readings in memory, the journal cannot be written', () => {
    return suppliers.queue().waitingReadings
  })
  gauge('dead_letters', 'Readings the API will not take', () => suppliers.queue().deadLetters)
  gauge('journal_bytes', 'Size of the journal on disk', () => suppliers.queue().sizeBytes)
  gauge('resident_memory_bytes', 'Resident set size of the process', () => process.memoryUsage.rss())
  const closeLoopLag = eventLoopLag(registers)

  function counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `gateway_ems_${name}`, help, labelNames, registers })
  }

  function histogram<Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[],
  ): Histogram<Label> {
    return new Histogram({ name: `gateway_ems_${name}`, help, buckets, labelNames, registers })
  }

  /** Label sets that exist, so that they can be removed again. */
  const byDevice = new Map<DeviceId, { readonly outcomes: Set<string>; readonly codes: Set<string> }>()
  const byLink = new Set<LinkId>()
  /** An answer still under way when its device was removed must not bring the series back. */
  let expected: ReadonlySet<DeviceId> | null = null
  const isGone = (device: DeviceId): boolean => expected !== null && !expected.has(device)

  function seriesOf(device: DeviceId): { readonly outcomes: Set<string>; readonly codes: Set<string> } {
    const known = byDevice.get(device)
    if (known !== undefined) return known
    const series = { outcomes: new Set<string>(), codes: new Set<string>() }
    byDevice.set(device, series)
    return series
  }

  function onRequest(event: EngineEvent & { readonly kind: 'request' }): void {
    const { deviceId: device, linkId: link, outcome, latencyMs } = event
    const series = seriesOf(device)
    series.outcomes.add(outcome)
    byLink.add(link)
    requests.inc({ device, outcome })
    busy.inc({ link }, latencyMs / 1_000)
    if (event.exceptionCode !== null) {
      const code = String(event.exceptionCode)
      series.codes.add(code)
      exceptions.inc({ device, code })
    }
    // A timeout is no response: its "latency" would only say what the timeout is.
    if (outcome === 'data' || outcome === 'exception') response.observe({ link }, latencyMs / 1_000)
  }

  return {
    onEvent(event) {
      switch (event.kind) {
        case 'reading': {
          if (isGone(event.reading.deviceId)) break
          seriesOf(event.reading.deviceId)
          readings.inc({ device: event.reading.deviceId })
          let good = 0
          for (const { quality } of event.reading.measurements.values()) {
            if (quality === 'GOOD') good++
            else points.inc({ quality })
          }
          if (good > 0) points.inc({ quality: 'GOOD' }, good)
          break
        }
        case 'request':
          if (!isGone(event.deviceId)) onRequest(event)
          break
        case 'slot-started':
          lateness.observe(Math.max(0, event.latenessMs) / 1_000)
          break
        case 'slots-skipped':
          if (isGone(event.deviceId)) break
          seriesOf(event.deviceId)
          skipped.inc({ device: event.deviceId }, event.count)
          break
        case 'stored':
          stored.inc(event.count)
          break
        case 'upload-attempt':
          uploads.inc({ result: event.status === null ? 'no-answer' : String(event.status) })
          upload.observe(event.latencyMs / 1_000)
          uploadBytes.inc(event.bytes)
          acknowledged.inc(event.acknowledged)
          break
        case 'lost':
          lost.inc({ reason: event.loss.reason }, event.loss.count)
          break
        default:
      }
    },
    keepOnly(kept, links) {
      expected = kept
      for (const [device, { outcomes, codes }] of byDevice) {
        if (kept.has(device)) continue
        readings.remove({ device })
        skipped.remove({ device })
        for (const outcome of outcomes) requests.remove({ device, outcome })
        for (const code of codes) exceptions.remove({ device, code })
        byDevice.delete(device)
      }
      for (const link of byLink) {
        if (links.has(link)) continue
        busy.remove({ link })
        response.remove({ link })
        byLink.delete(link)
      }
    },
    text: () => registry.metrics(),
    close() {
      closeLoopLag()
      registry.clear()
    },
  }
}

/** Delay of the event loop since the scrape before this one. */
function eventLoopLag(registers: Registry[]): () => void {
  const resolutionMs = 20
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  /** perf_hooks measures the whole period of its timer, in nanoseconds; NaN before the first one. */
  const seconds = (periodNs: number): number =>
    Number.isFinite(periodNs) ? Math.max(0, periodNs / 1e9 - resolutionMs / 1_000) : 0
  const lag = new Gauge({
    name: 'gateway_ems_event_loop_lag_seconds',
    help: 'Event loop delay since the last scrape, by quantile',
    labelNames: ['quantile'],
    registers,
    collect: () => {
      const measured = delay.count > 0
      lag.set({ quantile: '0.5' }, measured ? seconds(delay.percentile(50)) : 0)
      lag.set({ quantile: '0.99' }, measured ? seconds(delay.percentile(99)) : 0)
      lag.set({ quantile: '1' }, measured ? seconds(delay.max) : 0)
      delay.reset()
    },
  })
  return () => delay.disable()
}
