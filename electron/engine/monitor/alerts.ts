import type { Alert, AlertKind, DeviceConfig, EngineEvent } from '../../../shared/model/index.ts'
import {
  alertRules,
  deviceAlertKinds,
  OVERRUN_QUIET_INTERVALS,
  OVERRUN_QUIET_MIN_MS,
  queueSightings,
  sightingsOf,
} from './alert-rules.ts'
import type { Sighting } from './alert-rules.ts'
import { nextTrack } from './alert-track.ts'
import type { AlertRule, AlertSignal, AlertTrack } from './alert-track.ts'
import type { QueueStats } from './suppliers.ts'

const ENDED_KEPT = 1_000

/** Active alerts first to start first, ended ones newest first. */
export interface AlertList {
  readonly active: readonly Alert[]
  readonly ended: readonly Alert[]
}

interface Entry {
  readonly kind: AlertKind
  readonly subject: string | null
  readonly track: AlertTrack
}

/**
 * Keeps every alert's state. An event costs a constant, however many devices there are; quiet alerts take no
 * memory. Each method returns what changed: alerts that started, ended or were acknowledged.
 */
export class Alerts {
  /** Suspect and active ones by id. */
  #entries = new Map<string, Entry>()
  /** Oldest first. */
  #ended: Alert[] = []
  /** Of the enabled devices; null before the first configuration. */
  #intervalMsOf: ReadonlyMap<string, number> | null = null
  #uploadOn = false

  onEvent(event: EngineEvent, nowMs: number): readonly Alert[] {
    if (event.kind === 'upload-state') this.#uploadOn = event.state.kind !== 'off'
    return this.#apply(sightingsOf(event), nowMs)
  }

  /** To be called every few seconds: ends what has been quiet long enough and looks at the queue. */
  tick(queue: QueueStats, nowMs: number): readonly Alert[] {
    const changes = [...this.#apply(queueSightings(queue, this.#uploadOn, nowMs), nowMs)]
    for (const [id, entry] of this.#entries) {
      const change = this.#step(id, entry, { kind: 'tick' }, nowMs)
      if (change !== null) changes.push(change)
    }
    return changes
  }

  /** Ends the alerts of devices that are no longer collected. */
  setDevices(devices: readonly DeviceConfig[], nowMs: number): readonly Alert[] {
    const intervalMsOf = new Map<string, number>(
      devices.filter((device) => device.enabled).map((device) => [device.id, device.intervalMs]),
    )
    this.#intervalMsOf = intervalMsOf
    const changes: Alert[] = []
    for (const [id, entry] of this.#entries) {
      if (entry.subject === null || !deviceAlertKinds.includes(entry.kind)) continue
      if (intervalMsOf.has(entry.subject)) continue
      const change = this.#step(id, entry, { kind: 'gone' }, nowMs)
      if (change !== null) changes.push(change)
    }
    return changes
  }

  /** null when no active alert has this id, or it was acknowledged before. */
  acknowledge(id: string, nowMs: number): Alert | null {
    const entry = this.#entries.get(id)
    return entry === undefined ? null : this.#step(id, entry, { kind: 'acknowledge' }, nowMs)
  }

  list(): AlertList {
    const active: Alert[] = []
    for (const { track } of this.#entries.values()) if (track.kind === 'active') active.push(track.alert)
    active.sort((a, b) => a.startedAtMs - b.startedAtMs)
    return { active, ended: this.#ended.toReversed() }
  }

  activeCount(): ReadonlyMap<AlertKind, number> {
    const counts = new Map<AlertKind, number>()
    for (const { kind, track } of this.#entries.values()) {
      if (track.kind === 'active') counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
    return counts
  }

  #apply(sightings: readonly Sighting[], nowMs: number): readonly Alert[] {
    let changes: Alert[] | null = null
    for (const { kind, subject, signal } of sightings) {
      const id = subject === null ? kind : `${kind}:${subject}`
      const entry = this.#entries.get(id)
      // Nearly every sighting: all is well and was.
      if (entry === undefined && (signal.kind !== 'bad' || this.#isGone(kind, subject))) continue
      const change = this.#step(id, entry ?? { kind, subject, track: { kind: 'quiet' } }, signal, nowMs)
      if (change !== null) (changes ??= []).push(change)
    }
    return changes ?? []
  }

  /** What a device said just before it was removed would be an alert that nobody ends. */
  #isGone(kind: AlertKind, subject: string | null): boolean {
    if (subject === null || this.#intervalMsOf === null || !deviceAlertKinds.includes(kind)) return false
    return !this.#intervalMsOf.has(subject)
  }

  #step(id: string, entry: Entry, signal: AlertSignal, nowMs: number): Alert | null {
    const { kind, subject } = entry
    const step = nextTrack(entry.track, signal, this.#ruleOf(kind, subject), { id, kind, subject }, nowMs)
    if (step.track.kind === 'quiet') this.#entries.delete(id)
    else this.#entries.set(id, { kind, subject, track: step.track })
    if (step.change !== null && step.change.endedAtMs !== null) {
      this.#ended.push(step.change)
      if (this.#ended.length > ENDED_KEPT) this.#ended.shift()
    }
    return step.change
  }

  /** A device read every ten minutes has not recovered because it skipped nothing for five. */
  #ruleOf(kind: AlertKind, subject: string | null): AlertRule {
    const rule = alertRules[kind]
    if (kind !== 'schedule-overrun' || subject === null) return rule
    const intervalMs = this.#intervalMsOf?.get(subject) ?? 0
    return { ...rule, quietEndMs: Math.max(OVERRUN_QUIET_MIN_MS, OVERRUN_QUIET_INTERVALS * intervalMs) }
  }
}
