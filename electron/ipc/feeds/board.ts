import type { DeviceRow, Totals } from '../../../shared/contract/status.ts'
import { batchPeriodMs } from '../../../shared/contract/limits.ts'
import type { DeviceConfig, DeviceId, EngineEvent } from '../../../shared/model/index.ts'
import { systemClock } from '../../engine/clock.ts'
import type { Engine } from '../../engine/engine.ts'
import { deviceRowOf } from './rows.ts'
import { type Spark, Sparks } from './spark.ts'

/** Hears what became of a device, or that all of them may look different. */
export interface BoardListener {
  onDevice(id: DeviceId): void
  onAll(): void
}

/** Counts of the last hour run down by themselves. */
const refreshMs = 60_000

/**
 * What all clients look at together: each device's row is made once for each change, however many look on, and only
 * if somebody does.
 */
export class Board {
  readonly #engine: Engine
  readonly #listeners = new Set<BoardListener>()
  readonly #rows = new Map<DeviceId, DeviceRow>()
  readonly #sparks = new Sparks()
  readonly #unsubscribe: () => void
  readonly #timer: NodeJS.Timeout
  #configs: ReadonlyMap<DeviceId, DeviceConfig> = new Map()
  #totals: { readonly madeMs: number; readonly totals: Totals } | null = null

  constructor(engine: Engine) {
    this.#engine = engine
    this.#takeConfigs()
    this.#unsubscribe = engine.subscribe((event) => this.#onEvent(event))
    this.#timer = setInterval(() => this.#changeAll(), refreshMs)
    this.#timer.unref()
  }

  /** In file order. */
  get deviceIds(): readonly DeviceId[] {
    return [...this.#configs.keys()]
  }

  row(id: DeviceId): DeviceRow | null {
    const known = this.#rows.get(id)
    if (known !== undefined) return known
    const config = this.#configs.get(id)
    const status = this.#engine.monitor.device(id)
    if (config === undefined || status === null) return null
    const row = deviceRowOf(config, status, {
      nowMs: Date.now(),
      isCollecting: this.#engine.isCollecting,
      sparkLabel: this.spark(id).label,
    })
    this.#rows.set(id, row)
    return row
  }

  spark(id: string): Spark {
    return this.#sparks.of(id)
  }

  totals(): Totals {
    const madeMs = systemClock.monotonicMs()
    if (this.#totals === null || madeMs - this.#totals.madeMs >= batchPeriodMs / 2) {
      this.#totals = { madeMs, totals: totalsOf(this.#engine) }
    }
    return this.#totals.totals
  }

  subscribe(listener: BoardListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#unsubscribe()
  }

  #onEvent(event: EngineEvent): void {
    switch (event.kind) {
      case 'reading':
        if (event.isMissedSlot !== true) this.#sparks.add(event.reading)
        this.#change(event.reading.deviceId)
        break
      case 'device-state':
      case 'slots-skipped':
        this.#change(event.deviceId)
        break
      case 'config-applied':
        this.#takeConfigs()
        this.#changeAll()
        break
      case 'collecting':
        this.#changeAll()
        break
      default:
    }
  }

  #takeConfigs(): void {
    const devices = this.#engine.configuration.config.devices
    this.#configs = new Map(devices.map((device) => [device.id, device]))
    this.#sparks.keepOnly(new Set(this.#configs.keys()))
  }

  #change(id: DeviceId): void {
    this.#rows.delete(id)
    for (const listener of this.#listeners) listener.onDevice(id)
  }

  #changeAll(): void {
    this.#rows.clear()
    this.#totals = null
    for (const listener of this.#listeners) listener.onAll()
  }
}

function totalsOf({ monitor, isCollecting }: Engine): Totals {
  const status = monitor.totals()
  const { connecting, good, degraded, backoff } = status.devicesByState
  const { active } = monitor.alerts()
  return {
    takenAtMs: status.takenAtMs,
    startedAtMs: status.startedAtMs,
    isCollecting,
    devicesGood: good,
    devicesTotal: connecting + good + degraded + backoff,
    readingsPerMinute: status.readingsPerMinute,
    pointsPerMinute: status.pointsPerMinute,
    goodPointsPerMinute: status.goodPointsPerMinute,
    errorsLastHour: status.errorsLastHour,
    skippedLastHour: status.skippedLastHour,
    worstLatenessMs: status.worstLatenessMs,
    lostTotal: status.lostTotal,
    store: status.store,
    upload: status.upload.state,
    unsent: status.queue.unsent,
    oldestUnsentMs: status.queue.oldestUnsentMs,
    deadLetters: status.queue.deadLetters,
    alertsActive: active.length,
    alertsUnacknowledged: active.filter(({ acknowledgedAtMs }) => acknowledgedAtMs === null).length,
  }
}
