import { assertNever } from '../../../shared/assert-never.ts'
import type { Alert, AlertKind } from '../../../shared/model/index.ts'

/** When trouble becomes an alert, and when an alert is over. */
export interface AlertRule {
  /** Consecutive sightings of the cause before the alert is raised; 1 raises at once. */
  readonly raiseAfterCount: number
  /** Or the cause has lasted this long, whichever comes first. */
  readonly raiseAfterMs: number
  /** Consecutive sightings of the opposite before the alert ends. */
  readonly clearAfterCount: number
  /** Ends by itself when its cause was not seen for this long; null: only the opposite ends it. */
  readonly quietEndMs: number | null
  /** What tells of something past (readings were lost) ends when a person has taken note of it. */
  readonly endsWhenAcknowledged: boolean
}

/** One alert's life. A raised alert keeps the beginning of its trouble as `startedAtMs`, not the moment it was raised. */
export type AlertTrack =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'suspect'; readonly sinceMs: number; readonly count: number }
  | {
      readonly kind: 'active'
      readonly alert: Alert
      readonly lastSeenMs: number
      readonly clearCount: number
    }

export type AlertSignal =
  | {
      readonly kind: 'bad'
      readonly message: string
      /** Occurrences that this sighting stands for. */
      readonly count: number
      /** Raises whatever the rule's counts say. */
      readonly certain: boolean
    }
  | { readonly kind: 'good' }
  /** Its subject is gone (device removed, upload switched off). */
  | { readonly kind: 'gone' }
  | { readonly kind: 'tick' }
  | { readonly kind: 'acknowledge' }

export interface AlertStep {
  readonly track: AlertTrack
  /** What to tell people: an alert that just started, ended or was acknowledged. */
  readonly change: Alert | null
}

/** Who the alert is about; fixed for a track. */
export interface AlertIdentity {
  readonly id: string
  readonly kind: AlertKind
  readonly subject: string | null
}

const quiet: AlertTrack = { kind: 'quiet' }

export function nextTrack(
  track: AlertTrack,
  signal: AlertSignal,
  rule: AlertRule,
  who: AlertIdentity,
  nowMs: number,
): AlertStep {
  switch (track.kind) {
    case 'quiet':
      return signal.kind === 'bad' ? suspect(0, nowMs, signal, rule, who, nowMs) : { track, change: null }
    case 'suspect':
      if (signal.kind === 'bad') return suspect(track.count, track.sinceMs, signal, rule, who, nowMs)
      return { track: signal.kind === 'good' || signal.kind === 'gone' ? quiet : track, change: null }
    case 'active':
      return active(track, signal, rule, nowMs)
    default:
      return assertNever(track)
  }
}

function suspect(
  countBefore: number,
  sinceMs: number,
  signal: AlertSignal & { readonly kind: 'bad' },
  rule: AlertRule,
  who: AlertIdentity,
  nowMs: number,
): AlertStep {
  const count = countBefore + signal.count
  const raised = signal.certain || count >= rule.raiseAfterCount || nowMs - sinceMs >= rule.raiseAfterMs
  if (!raised) return { track: { kind: 'suspect', sinceMs, count }, change: null }
  const alert: Alert = {
    ...who,
    message: signal.message,
    startedAtMs: sinceMs,
    endedAtMs: null,
    count,
    acknowledgedAtMs: null,
  }
  return { track: { kind: 'active', alert, lastSeenMs: nowMs, clearCount: 0 }, change: alert }
}

function active(
  track: AlertTrack & { readonly kind: 'active' },
  signal: AlertSignal,
  rule: AlertRule,
  nowMs: number,
): AlertStep {
  const { alert } = track
  switch (signal.kind) {
    case 'bad': {
      const seen = { ...alert, message: signal.message, count: alert.count + signal.count }
      return { track: { kind: 'active', alert: seen, lastSeenMs: nowMs, clearCount: 0 }, change: null }
    }
    case 'good': {
      const clearCount = track.clearCount + 1
      if (clearCount >= rule.clearAfterCount) return end(alert, nowMs)
      return { track: { ...track, clearCount }, change: null }
    }
    case 'gone':
      return end(alert, nowMs)
    case 'tick':
      if (rule.quietEndMs !== null && nowMs - track.lastSeenMs >= rule.quietEndMs) return end(alert, nowMs)
      return { track, change: null }
    case 'acknowledge': {
      if (alert.acknowledgedAtMs !== null) return { track, change: null }
      const acknowledged = { ...alert, acknowledgedAtMs: nowMs }
      if (rule.endsWhenAcknowledged) return end(acknowledged, nowMs)
      return { track: { ...track, alert: acknowledged }, change: acknowledged }
    }
    default:
      return assertNever(signal)
  }
}

/** Never before it started, also when the wall clock was set back meanwhile. */
function end(alert: Alert, nowMs: number): AlertStep {
  return { track: quiet, change: { ...alert, endedAtMs: Math.max(nowMs, alert.startedAtMs) } }
}
