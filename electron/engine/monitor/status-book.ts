import type {
  DeviceConfig,
  DeviceId,
  DeviceState,
  EngineEvent,
  LinkId,
  LinkState,
  Reading,
  StoreState,
  UploadState,
} from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { MinuteRate } from './minute-rate.ts'
import { MinuteRing } from './minute-ring.ts'
import type { DeviceStatus, LinkStatus, ProgressFacts, StatusSnapshot, StatusTotals } from './status.ts'
import type { QueueStats } from './suppliers.ts'
import { WorstLateness } from './worst-lateness.ts'

const READINGS = 0
const ANSWERED = 1
const ERRORS = 2
const SKIPPED = 3
const POINTS = 4
const GOOD_POINTS = 5
const ACKNOWLEDGED = 6

interface DeviceRecord {
  config: DeviceConfig
  readonly linkId: LinkId
  state: DeviceState
  lastReading: Reading | null
  lastAnswerMs: number | null
  latenessMs: number | null
  /** Monotonic time of the last reading, or of the device's addition. */
  sinceMs: number
  readonly hour: MinuteRing
}

interface LinkRecord {
  state: LinkState
  readonly busy: MinuteRate
}

/** Keeps the picture current; every event costs a constant (a reading: its number of values). */
export class StatusBook {
  readonly #clock: Clock
  readonly #startedAtMs: number
  readonly #startedMs: number
  readonly #devices = new Map<DeviceId, DeviceRecord>()
  readonly #links = new Map<LinkId, LinkRecord>()
  readonly #hour = new MinuteRing(7)
  readonly #lateness = new WorstLateness()
  #store: StoreState = { kind: 'ok' }
  #storeSinceMs: number
  #expectedSinceMs: number
  #upload: UploadState = { kind: 'off' }
  #uploadSinceMs: number
  #lastAcknowledged: { readonly wallMs: number; readonly monotonicMs: number } | null = null
  #lastStored: { readonly wallMs: number; readonly monotonicMs: number } | null = null
  #configInvalidSinceMs: number | null = null
  #isCollecting = true
  #readingsTotal = 0
  #storedTotal = 0
  #lostTotal = 0
  #acknowledgedTotal = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAtMs = clock.wallMs()
    this.#startedMs = clock.monotonicMs()
    this.#storeSinceMs = this.#startedMs
    this.#expectedSinceMs = this.#startedMs
    this.#uploadSinceMs = this.#startedMs
  }

  /** A device whose settings changed keeps its history; a removed one is forgotten. */
  setDevices(devices: readonly DeviceConfig[]): void {
    const nowMs = this.#clock.monotonicMs()
    this.#expectedSinceMs = nowMs
    const before = new Map(this.#devices)
    this.#devices.clear()
    const links = new Set<LinkId>()
    for (const config of devices) {
      const linkId = linkIdOf(config.link)
      if (config.enabled) links.add(linkId)
      const known = before.get(config.id)
      const wasEnabled = known?.config.enabled === true
      this.#devices.set(config.id, {
        config,
        linkId,
        state: stateAfter(known, config),
        lastReading: known?.lastReading ?? null,
        lastAnswerMs: known?.lastAnswerMs ?? null,
        latenessMs: known?.latenessMs ?? null,
        sinceMs: known !== undefined && wasEnabled ? known.sinceMs : nowMs,
        hour: known?.hour ?? new MinuteRing(4, 'counts'),
      })
    }
    for (const id of this.#links.keys()) if (!links.has(id)) this.#links.delete(id)
    for (const id of links) {
      if (!this.#links.has(id)) this.#links.set(id, { state: { kind: 'closed' }, busy: new MinuteRate() })
    }
  }

  onEvent(event: EngineEvent): void {
    const nowMs = this.#clock.monotonicMs()
    switch (event.kind) {
      case 'reading':
        this.#onReading(event.reading, event.isMissedSlot === true, nowMs)
        break
      case 'stored':
        this.#storedTotal += event.count
        this.#lastStored = { wallMs: this.#clock.wallMs(), monotonicMs: nowMs }
        break
      case 'device-state': {
        const device = this.#devices.get(event.deviceId)
        if (device !== undefined) device.state = event.state
        break
      }
      case 'link-state': {
        // A link that closes after its last device was removed must not come back into the table.
        const link = this.#links.get(event.linkId)
        if (link !== undefined) link.state = event.state
        break
      }
      case 'slots-skipped':
        this.#hour.add(SKIPPED, event.count, nowMs)
        this.#devices.get(event.deviceId)?.hour.add(SKIPPED, event.count, nowMs)
        break
      case 'slot-started':
        this.#onSlotStarted(event.deviceId, event.latenessMs, nowMs)
        break
      case 'request':
        this.#links.get(event.linkId)?.busy.add(event.latencyMs, nowMs)
        if (event.outcome === 'data' || event.outcome === 'aborted') break
        this.#hour.add(ERRORS, 1, nowMs)
        this.#devices.get(event.deviceId)?.hour.add(ERRORS, 1, nowMs)
        break
      case 'upload-state':
        if (event.state.kind !== this.#upload.kind) this.#uploadSinceMs = nowMs
        this.#upload = event.state
        break
      case 'upload-attempt':
        if (event.acknowledged === 0) break
        this.#acknowledgedTotal += event.acknowledged
        this.#hour.add(ACKNOWLEDGED, event.acknowledged, nowMs)
        this.#lastAcknowledged = { wallMs: this.#clock.wallMs(), monotonicMs: nowMs }
        break
      case 'store-state':
        if (event.state.kind !== this.#store.kind) this.#storeSinceMs = nowMs
        this.#store = event.state
        break
      case 'lost':
        this.#lostTotal += event.loss.count
        break
      case 'config-applied':
        this.#configInvalidSinceMs = null
        break
      case 'config-rejected':
        this.#configInvalidSinceMs ??= nowMs
        break
      case 'collecting':
        this.#onCollecting(event.isCollecting, nowMs)
        break
      default:
    }
  }

  facts(): ProgressFacts {
    return {
      startedMs: this.#startedMs,
      expectedSinceMs: this.#expectedSinceMs,
      devices: [...this.#devices.values()]
        .filter(({ config }) => this.#isCollecting && config.enabled)
        .map(({ config, sinceMs }) => ({ id: config.id, intervalMs: config.intervalMs, sinceMs })),
      lastStoredMs: this.#lastStored?.monotonicMs ?? null,
      lastAcknowledgedMs: this.#lastAcknowledged?.monotonicMs ?? null,
      upload: this.#upload,
      uploadSinceMs: this.#uploadSinceMs,
      store: this.#store,
      storeSinceMs: this.#storeSinceMs,
      configInvalidSinceMs: this.#configInvalidSinceMs,
    }
  }

  devicesByState(): Readonly<Record<DeviceState['kind'], number>> {
    const counts = { disabled: 0, connecting: 0, good: 0, degraded: 0, backoff: 0 }
    for (const { state } of this.#devices.values()) counts[state.kind]++
    return counts
  }

  links(): readonly LinkStatus[] {
    const nowMs = this.#clock.monotonicMs()
    // In the first minute there is less than a minute to have been busy in.
    const spanMs = Math.min(60_000, Math.max(1, nowMs - this.#startedMs))
    return [...this.#links].map(([id, { state, busy }]) => ({
      id,
      state,
      utilisation: busy.lastMinute(nowMs) / spanMs,
    }))
  }

  readingsPerMinute(): number {
    return this.#hour.lastMinute(READINGS, this.#clock.monotonicMs())
  }

  pointsPerMinute(): number {
    return this.#hour.lastMinute(POINTS, this.#clock.monotonicMs())
  }

  snapshot(queue: QueueStats): StatusSnapshot {
    const nowMs = this.#clock.monotonicMs()
    const devices = [...this.#devices.values()].map((device) => deviceStatus(device, nowMs))
    return { ...this.totals(queue), devices }
  }

  /** null: there is no such device. */
  device(id: DeviceId): DeviceStatus | null {
    const device = this.#devices.get(id)
    return device === undefined ? null : deviceStatus(device, this.#clock.monotonicMs())
  }

  totals(queue: QueueStats): StatusTotals {
    const nowMs = this.#clock.monotonicMs()
    return {
      takenAtMs: this.#clock.wallMs(),
      startedAtMs: this.#startedAtMs,
      uptimeMs: nowMs - this.#startedMs,
      devicesByState: this.devicesByState(),
      links: this.links(),
      readingsTotal: this.#readingsTotal,
      readingsPerMinute: this.readingsPerMinute(),
      goodPointsPerMinute: this.#hour.lastMinute(GOOD_POINTS, nowMs),
      pointsPerMinute: this.pointsPerMinute(),
      errorsLastHour: this.#hour.lastHour(ERRORS, nowMs),
      skippedLastHour: this.#hour.lastHour(SKIPPED, nowMs),
      worstLatenessMs: this.#lateness.ms(nowMs),
      storedTotal: this.#storedTotal,
      lastStoredMs: this.#lastStored?.wallMs ?? null,
      lostTotal: this.#lostTotal,
      store: this.#store,
      queue,
      upload: {
        state: this.#upload,
        lastSuccessMs: this.#lastAcknowledged?.wallMs ?? null,
        acknowledgedTotal: this.#acknowledgedTotal,
        acknowledgedPerMinute: this.#hour.lastMinute(ACKNOWLEDGED, nowMs),
      },
    }
  }

  #onReading(reading: Reading, isMissedSlot: boolean, nowMs: number): void {
    let good = 0
    let lost = 0
    for (const { quality } of reading.measurements.values()) {
      if (quality === 'GOOD') good++
      else if (quality === 'BAD_COMM') lost++
    }
    const points = reading.measurements.size
    this.#readingsTotal++
    this.#hour.add(READINGS, 1, nowMs)
    this.#hour.add(POINTS, points, nowMs)
    this.#hour.add(GOOD_POINTS, good, nowMs)
    const device = this.#devices.get(reading.deviceId)
    // A missed slot is no failure of the device, and its last values are still the last ones.
    if (device === undefined || isMissedSlot) return
    device.lastReading = reading
    device.sinceMs = nowMs
    device.hour.add(READINGS, 1, nowMs)
    if (lost === points) return
    device.hour.add(ANSWERED, 1, nowMs)
    device.lastAnswerMs = reading.timestampMs
  }

  /** Nothing is known of a device that is not asked; after a pause its time counts from the beginning. */
  #onCollecting(isCollecting: boolean, nowMs: number): void {
    this.#isCollecting = isCollecting
    this.#expectedSinceMs = nowMs
    for (const device of this.#devices.values()) {
      device.sinceMs = nowMs
      if (device.config.enabled) device.state = { kind: 'connecting' }
    }
  }

  #onSlotStarted(deviceId: DeviceId, latenessMs: number, nowMs: number): void {
    const device = this.#devices.get(deviceId)
    if (device !== undefined) device.latenessMs = latenessMs
    this.#lateness.note(latenessMs, nowMs)
  }
}

/** Enabling starts afresh; otherwise the collector tells when a state changes. */
function stateAfter(known: DeviceRecord | undefined, config: DeviceConfig): DeviceState {
  if (!config.enabled) return { kind: 'disabled' }
  if (known === undefined || known.state.kind === 'disabled') return { kind: 'connecting' }
  return known.state
}

function deviceStatus(device: DeviceRecord, nowMs: number): DeviceStatus {
  const { config, hour } = device
  const readings = hour.lastHour(READINGS, nowMs)
  return {
    id: config.id,
    name: config.name,
    type: config.type,
    linkId: device.linkId,
    unitId: config.unitId,
    intervalMs: config.intervalMs,
    state: device.state,
    lastReading: device.lastReading,
    lastAnswerMs: device.lastAnswerMs,
    successRate: readings === 0 ? null : hour.lastHour(ANSWERED, nowMs) / readings,
    readingsLastHour: readings,
    errorsLastHour: hour.lastHour(ERRORS, nowMs),
    skippedLastHour: hour.lastHour(SKIPPED, nowMs),
    latenessMs: device.latenessMs,
  }
}
