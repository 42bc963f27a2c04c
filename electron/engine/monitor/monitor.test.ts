import { describe, expect, it, onTestFinished } from 'vitest'
import type { EngineEvent, DeviceConfig } from '../../../shared/model/index.ts'
import { deviceId, linkId, linkIdOf } from '../../../shared/model/index.ts'
import { createMonitor } from './monitor.ts'
import { emptyQueue } from './suppliers.ts'
import type { QueueStats } from './suppliers.ts'
import { aDevice, aReading as reading } from '../../../e2e/support/device.ts'
import { testClock } from '../../../e2e/support/test-clock.ts'

const device = (id: string, changes: Partial<DeviceConfig> = {}): DeviceConfig =>
  aDevice({ kind: 'tcp', host: '127.0.0.1', port: 502, pipelining: 1 }, { id: deviceId(id), ...changes })

function monitored(queue: () => QueueStats = () => emptyQueue) {
  const clock = testClock()
  const told: string[] = []
  const monitor = createMonitor({
    clock,
    queue,
    sink: (event) => {
      if (event.kind === 'alert') told.push(`${event.alert.endedAtMs === null ? '+' : '-'}${event.alert.id}`)
      // As the engine's sink does: everything comes back to everybody.
      monitor.onEvent(event)
    },
  })
  onTestFinished(() => monitor.close())
  return { monitor, clock, told }
}

const A = deviceId('A')
const link = linkIdOf(device('A').link)
const request = (changes: Partial<EngineEvent & { kind: 'request' }> = {}): EngineEvent => ({
  kind: 'request',
  linkId: link,
  deviceId: A,
  outcome: 'data',
  exceptionCode: null,
  latencyMs: 30,
  ...changes,
})

describe('the status', () => {
  it('shows what was read, how often, and how well, per device', () => {
    const { monitor, clock } = monitored()
    monitor.setDevices([device('A'), device('B', { enabled: false })])
    const last = reading('A', ['GOOD', 'BAD_RANGE'], { slotMs: 5 })
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['BAD_COMM', 'BAD_COMM']) })
    monitor.onEvent({ kind: 'reading', reading: last })
    monitor.onEvent({ kind: 'device-state', deviceId: A, state: { kind: 'good' } })
    monitor.onEvent({ kind: 'slot-started', deviceId: A, latenessMs: 12 })
    monitor.onEvent({ kind: 'slots-skipped', deviceId: A, count: 2 })
    monitor.onEvent(request({ outcome: 'timeout' }))
    monitor.onEvent(request())
    clock.advance(30_000)
    const status = monitor.status()
    expect(status.devices[0]).toMatchObject({
      id: 'A',
      state: { kind: 'good' },
      lastReading: last,
      lastAnswerMs: 5,
      successRate: 0.5,
      readingsLastHour: 2,
      errorsLastHour: 1,
      skippedLastHour: 2,
      latenessMs: 12,
    })
    expect(status.devices[1]).toMatchObject({
      state: { kind: 'disabled' },
      lastReading: null,
      successRate: null,
    })
    expect(status).toMatchObject({
      devicesByState: { good: 1, disabled: 1, backoff: 0 },
      readingsPerMinute: 2,
      pointsPerMinute: 4,
      goodPointsPerMinute: 1,
      worstLatenessMs: 12,
      uptimeMs: 30_000,
    })
    expect(status.links).toEqual([{ id: link, state: { kind: 'closed' }, utilisation: 60 / 30_000 }])
  })

  it('an hour later the past is no longer counted, the last reading is still shown', () => {
    const { monitor, clock } = monitored()
    monitor.setDevices([device('A')])
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    clock.advance(3_600_000)
    const [status] = monitor.status().devices
    expect(status).toMatchObject({ successRate: null, readingsLastHour: 0 })
    expect(status?.lastReading).not.toBeNull()
  })

  it('a device whose settings changed keeps its history, a removed one is forgotten', () => {
    const { monitor } = monitored()
    monitor.setDevices([device('A')])
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    monitor.setDevices([device('A', { intervalMs: 9_000, name: 'new' })])
    expect(monitor.status().devices[0]).toMatchObject({ name: 'new', intervalMs: 9_000, readingsLastHour: 1 })
    monitor.setDevices([])
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    monitor.onEvent({ kind: 'link-state', linkId: link, state: { kind: 'closed' } })
    expect(monitor.status()).toMatchObject({ devices: [], links: [] })
  })

  it('follows journal and upload', () => {
    const { monitor, clock } = monitored(() => ({ ...emptyQueue, unsent: 7 }))
    monitor.onEvent({ kind: 'stored', firstSeq: 1, lastSeq: 3, count: 3 })
    monitor.onEvent({ kind: 'upload-state', state: { kind: 'sending' } })
    monitor.onEvent({
      kind: 'upload-attempt',
      readings: 3,
      bytes: 99,
      latencyMs: 5,
      status: 200,
      acknowledged: 3,
    })
    expect(monitor.status()).toMatchObject({
      storedTotal: 3,
      lastStoredMs: clock.wallMs(),
      queue: { unsent: 7 },
      upload: { state: { kind: 'sending' }, lastSuccessMs: clock.wallMs(), acknowledgedTotal: 3 },
    })
  })
})

describe('health, from events', () => {
  const read = (monitor: ReturnType<typeof createMonitor>): void => {
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    monitor.onEvent({ kind: 'stored', firstSeq: 1, lastSeq: 1, count: 1 })
  }

  it('a collector that stands still shows within three intervals and recovers', () => {
    const { monitor, clock } = monitored()
    monitor.setDevices([device('A')])
    expect(monitor.health().ready).toBe(true)
    read(monitor)
    clock.advance(3_001)
    expect(monitor.health().stalled.map(({ stage }) => stage)).toEqual(['collect', 'store'])
    read(monitor)
    expect(monitor.health()).toEqual({ ready: true, stalled: [] })
  })

  it('a wall clock set back or forward stalls nothing', () => {
    const { monitor, clock } = monitored()
    monitor.setDevices([device('A')])
    read(monitor)
    clock.setWall(0)
    expect(monitor.health().ready).toBe(true)
    clock.setWall(9e12)
    expect(monitor.health().ready).toBe(true)
  })

  it('a device that was disabled for an hour is not late when it comes back', () => {
    const { monitor, clock } = monitored()
    monitor.setDevices([device('A')])
    read(monitor)
    monitor.setDevices([device('A', { enabled: false })])
    clock.advance(3_600_000)
    monitor.setDevices([device('A')])
    expect(monitor.health().ready).toBe(true)
  })

  it('a collection that a person stopped is not a stalled one, and starts afresh when it goes on', () => {
    const { monitor, clock } = monitored()
    monitor.setDevices([device('A')])
    read(monitor)
    monitor.onEvent({ kind: 'collecting', isCollecting: false })
    clock.advance(3_600_000)
    expect(monitor.health()).toEqual({ ready: true, stalled: [] })
    expect(monitor.status().devices).toMatchObject([{ state: { kind: 'connecting' } }])
    monitor.onEvent({ kind: 'collecting', isCollecting: true })
    expect(monitor.health().ready).toBe(true)
    clock.advance(3_001)
    expect(monitor.health().ready).toBe(false)
  })

  it('a rejected configuration is not ready until one is applied', () => {
    const { monitor } = monitored()
    monitor.onEvent({ kind: 'config-rejected', findings: [] })
    expect(monitor.health().stalled[0]?.stage).toBe('config')
    monitor.onEvent({ kind: 'config-applied', changedDevices: [], warnings: [] })
    expect(monitor.health().ready).toBe(true)
  })
})

describe('alerts, through the monitor', () => {
  it('are told once when they start and once when they end', () => {
    const { monitor, told } = monitored()
    monitor.setDevices([device('A')])
    for (let n = 0; n < 5; n++) monitor.onEvent({ kind: 'reading', reading: reading('A', ['BAD_COMM']) })
    for (let n = 0; n < 5; n++) monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    expect(told).toEqual(['+device-offline:A', '-device-offline:A'])
  })

  it('a removed device raises none, however late its last words are', () => {
    const { monitor, told } = monitored()
    monitor.setDevices([device('B')])
    monitor.onEvent({ kind: 'slots-skipped', deviceId: A, count: 4 })
    expect(told).toEqual([])
  })

  it('can be acknowledged once', () => {
    const { monitor } = monitored()
    monitor.onEvent({ kind: 'config-rejected', findings: [] })
    expect(monitor.acknowledge('config-invalid')).toBe(true)
    expect(monitor.acknowledge('config-invalid')).toBe(false)
    expect(monitor.acknowledge('no such alert')).toBe(false)
    expect(monitor.alerts().active[0]?.acknowledgedAtMs).not.toBeNull()
  })
})

/** Value of one series, undefined when it is not there. */
const value = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((line) => line.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('metrics', () => {
  it('hold everything that WIRE lists', async () => {
    const { monitor, clock } = monitored(() => ({
      unsent: 5,
      unsentBytes: 600,
      oldestUnsentMs: clock.wallMs() - 42_000,
      deadLetters: 2,
      sizeBytes: 4_096,
      waitingReadings: 1,
    }))
    monitor.setDevices([device('A')])
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD', 'GOOD', 'BAD_RANGE']) })
    monitor.onEvent(request())
    monitor.onEvent(request({ outcome: 'exception', exceptionCode: 2 }))
    monitor.onEvent(request({ outcome: 'timeout', latencyMs: 3_000 }))
    monitor.onEvent({ kind: 'slot-started', deviceId: A, latenessMs: 7 })
    monitor.onEvent({ kind: 'slots-skipped', deviceId: A, count: 4 })
    monitor.onEvent({
      kind: 'upload-attempt',
      readings: 3,
      bytes: 99,
      latencyMs: 50,
      status: 200,
      acknowledged: 3,
    })
    monitor.onEvent({
      kind: 'upload-attempt',
      readings: 3,
      bytes: 99,
      latencyMs: 50,
      status: null,
      acknowledged: 0,
    })
    monitor.onEvent({
      kind: 'lost',
      loss: {
        count: 9,
        firstSeq: 1,
        lastSeq: 9,
        firstSlotMs: 0,
        lastSlotMs: 0,
        reason: 'size-limit',
        recordedAtMs: 0,
      },
    })
    const text = await monitor.metrics()
    const series = {
      'gateway_ems_devices{state="connecting"}': 1,
      'gateway_ems_devices{state="backoff"}': 0,
      gateway_ems_readings_per_minute: 1,
      gateway_ems_points_per_minute: 3,
      'gateway_ems_points_total{quality="GOOD"}': 2,
      'gateway_ems_requests_total{device="A",outcome="timeout"}': 1,
      'gateway_ems_exceptions_total{device="A",code="2"}': 1,
      // The timeout is not among the responses.
      [`gateway_ems_response_seconds_count{link="${link}"}`]: 2,
      gateway_ems_slot_lateness_seconds_count: 1,
      'gateway_ems_slots_skipped_total{device="A"}': 4,
      [`gateway_ems_link_busy_seconds_total{link="${link}"}`]: 3.06,
      gateway_ems_queue_readings: 5,
      gateway_ems_queue_bytes: 600,
      gateway_ems_queue_oldest_seconds: 42,
      gateway_ems_dead_letters: 2,
      'gateway_ems_lost_readings_total{reason="size-limit"}': 9,
      'gateway_ems_lost_readings_total{reason="memory-limit"}': 0,
      'gateway_ems_uploads_total{result="200"}': 1,
      'gateway_ems_uploads_total{result="no-answer"}': 1,
      gateway_ems_upload_seconds_count: 2,
      'gateway_ems_alerts_active{kind="value-out-of-range"}': 1,
    }
    expect(Object.fromEntries(Object.keys(series).map((name) => [name, value(text, name)]))).toEqual(series)
    expect(value(text, 'gateway_ems_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(value(text, 'gateway_ems_event_loop_lag_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0)
    expect(value(text, `gateway_ems_link_utilisation_ratio{link="${link}"}`)).toBeGreaterThan(0)
  })

  it('drop the series of removed devices and links, also when an answer comes late', async () => {
    const { monitor } = monitored()
    monitor.setDevices([device('A')])
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    monitor.onEvent(request({ outcome: 'exception', exceptionCode: 4 }))
    monitor.onEvent({ kind: 'slots-skipped', deviceId: A, count: 4 })
    expect(await monitor.metrics()).toContain('device="A"')
    monitor.setDevices([device('B', { link: { kind: 'tcp', host: 'other', port: 1, pipelining: 1 } })])
    monitor.onEvent({ kind: 'reading', reading: reading('A', ['GOOD']) })
    monitor.onEvent(request())
    monitor.onEvent({ kind: 'slots-skipped', deviceId: A, count: 4 })
    const text = await monitor.metrics()
    expect(text).not.toContain('device="A"')
    expect(text).not.toContain(`link="${link}"`)
  })

  it('two monitors in one process do not share a registry', async () => {
    const { monitor: one } = monitored()
    const { monitor: other } = monitored()
    one.onEvent({ kind: 'stored', firstSeq: 1, lastSeq: 5, count: 5 })
    expect(value(await one.metrics(), 'gateway_ems_stored_readings_total')).toBe(5)
    expect(value(await other.metrics(), 'gateway_ems_stored_readings_total')).toBe(0)
  })

  it('a hostile name cannot break the format', async () => {
    const { monitor } = monitored()
    const name = deviceId('a"} 1\nb\\')
    monitor.onEvent(request({ deviceId: name, linkId: linkId('x"y') }))
    const lines = (await monitor.metrics()).split('\n')
    expect(lines).toContain('gateway_ems_requests_total{device="a\\"} 1\\nb\\\\",outcome="data"} 1')
  })
})
