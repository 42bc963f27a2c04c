import type { Alert, DeviceConfig, DeviceId, EngineEvent, EventSink } from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { Alerts } from './alerts.ts'
import type { AlertList } from './alerts.ts'
import { healthOf } from './health.ts'
import type { Health } from './health.ts'
import { createMetrics } from './metrics.ts'
import { StatusBook } from './status-book.ts'
import type { DeviceStatus, StatusSnapshot, StatusTotals } from './status.ts'
import type { QueueStats } from './suppliers.ts'

export interface MonitorOptions {
  readonly clock: Clock
  readonly queue: () => QueueStats
  /** Gets `alert` events only: an alert started, ended or was acknowledged. */
  readonly sink: EventSink
  /** How often alerts are looked at that end, or begin, without an event. */
  readonly tickMs?: number
}

/** Watches the engine through its events; nothing in the engine waits for it or asks it. */
export interface Monitor {
  readonly onEvent: EventSink
  setDevices(devices: readonly DeviceConfig[]): void
  status(): StatusSnapshot
  /** `status()` without its devices. */
  totals(): StatusTotals
  /** One row of `status()`; null: there is no such device. */
  device(id: DeviceId): DeviceStatus | null
  health(): Health
  metrics(): Promise<string>
  alerts(): AlertList
  /** false when no active alert has this id, or it was acknowledged before. */
  acknowledge(alertId: string): boolean
  /** What happens every `tickMs` by itself. */
  tick(): void
  close(): void
}

export function createMonitor({ clock, queue, sink, tickMs = 5_000 }: MonitorOptions): Monitor {
  const alerts = new Alerts()
  const book = new StatusBook(clock)
  const metrics = createMetrics({
    queue,
    devicesByState: () => book.devicesByState(),
    links: () => book.links(),
    readingsPerMinute: () => book.readingsPerMinute(),
    pointsPerMinute: () => book.pointsPerMinute(),
    activeAlerts: () => alerts.activeCount(),
    wallMs: () => clock.wallMs(),
  })
  const tell = (changes: readonly Alert[]): void => {
    for (const alert of changes) sink({ kind: 'alert', alert })
  }
  const tick = (): void => tell(alerts.tick(queue(), clock.wallMs()))
  const timer = setInterval(tick, tickMs)
  // The process lives for its collector, not for its watchman.
  timer.unref()

  return {
    onEvent(event: EngineEvent) {
      book.onEvent(event)
      metrics.onEvent(event)
      tell(alerts.onEvent(event, clock.wallMs()))
    },
    setDevices(devices) {
      book.setDevices(devices)
      const enabled = devices.filter((device) => device.enabled)
      metrics.keepOnly(
        new Set(enabled.map((device) => device.id)),
        new Set(enabled.map((device) => linkIdOf(device.link))),
      )
      tell(alerts.setDevices(devices, clock.wallMs()))
    },
    status: () => book.snapshot(queue()),
    totals: () => book.totals(queue()),
    device: (id) => book.device(id),
    health: () =>
      healthOf(book.facts(), queue(), { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }),
    metrics: () => metrics.text(),
    alerts: () => alerts.list(),
    acknowledge(alertId) {
      const change = alerts.acknowledge(alertId, clock.wallMs())
      if (change !== null) tell([change])
      return change !== null
    },
    tick,
    close() {
      clearInterval(timer)
      metrics.close()
    },
  }
}
