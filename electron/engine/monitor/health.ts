import type { ProgressFacts } from './status.ts'
import type { QueueStats } from './suppliers.ts'

export type Stage = 'collect' | 'store' | 'upload' | 'disk' | 'config'

export interface Stalled {
  readonly stage: Stage
  readonly reason: string
  /** Since when, ms since the epoch. */
  readonly sinceMs: number
}

export interface Health {
  readonly ready: boolean
  readonly stalled: readonly Stalled[]
}

/** A stage is stalled after this many intervals without progress (shortest interval of the enabled devices). */
export const STALL_INTERVALS = 3
/** Below that a full group commit and a busy machine would already look like a stall. */
export const STALL_MIN_MS = 1_000
/**
 * A single device may be this much later than its three intervals before it counts as stuck: the tries of
 * one slot against a silent meter take several timeouts.
 */
export const DEVICE_GRACE_MS = 60_000

/** With no device enabled a backlog may still be on its way out: collection_interval's default is the measure. */
const USUAL_INTERVAL_MS = 60_000

/** The same moment by two clocks: facts are monotonic, people read wall time. */
export interface Now {
  readonly monotonicMs: number
  readonly wallMs: number
}

/**
 * Whether every stage makes progress. Right after the start, and after a change of devices, nothing is expected for
 * three intervals; without an enabled device nothing is expected at all of collection and storage.
 */
export function healthOf(facts: ProgressFacts, queue: QueueStats, now: Now): Health {
  const stalled: Stalled[] = []
  const stall = (stage: Stage, reason: string, sinceMs: number): void => {
    stalled.push({ stage, reason, sinceMs: Math.round(now.wallMs - (now.monotonicMs - sinceMs)) })
  }
  const shortestMs = facts.devices.reduce(
    (least, { intervalMs }) => Math.min(least, intervalMs),
    facts.devices.length === 0 ? USUAL_INTERVAL_MS : Infinity,
  )
  const limitMs = Math.max(STALL_MIN_MS, STALL_INTERVALS * shortestMs)

  collectStalls(facts, now.monotonicMs, limitMs, stall)
  if (facts.devices.length > 0) {
    const sinceMs = Math.max(facts.lastStoredMs ?? facts.startedMs, facts.expectedSinceMs)
    if (now.monotonicMs - sinceMs > limitMs) {
      stall('store', `no reading was committed for ${STALL_INTERVALS} intervals`, sinceMs)
    }
  }
  uploadStall(facts, queue, now, limitMs, stall)
  if (facts.store.kind === 'failing') {
    const waiting = `${facts.store.waitingReadings} readings wait in memory`
    stall('disk', `the journal cannot be written: ${facts.store.reason}; ${waiting}`, facts.storeSinceMs)
  }
  if (facts.configInvalidSinceMs !== null) {
    const reason = 'config.ini on disk is not valid and is not applied'
    stall('config', reason, facts.configInvalidSinceMs)
  }
  return { ready: stalled.length === 0, stalled }
}

type Stall = (stage: Stage, reason: string, sinceMs: number) => void

function collectStalls(facts: ProgressFacts, nowMs: number, limitMs: number, stall: Stall): void {
  if (facts.devices.length === 0) return
  const newestMs = facts.devices.reduce(
    (newest, { sinceMs }) => Math.max(newest, sinceMs),
    facts.expectedSinceMs,
  )
  if (nowMs - newestMs > limitMs) {
    stall('collect', `no device gave a reading for ${STALL_INTERVALS} intervals`, newestMs)
    return
  }
  const stuck = facts.devices.filter(
    ({ intervalMs, sinceMs }) => nowMs - sinceMs > STALL_INTERVALS * intervalMs + DEVICE_GRACE_MS,
  )
  if (stuck.length === 0) return
  const names = stuck.slice(0, 5).map(({ id }) => id)
  const more = stuck.length > names.length ? ` and ${stuck.length - names.length} more` : ''
  const oldestMs = stuck.reduce((oldest, { sinceMs }) => Math.min(oldest, sinceMs), Infinity)
  stall('collect', `no reading for ${STALL_INTERVALS} intervals from ${names.join(', ')}${more}`, oldestMs)
}

/** Upload makes progress when the API acknowledges, however deep the queue is, or when there is nothing to send. */
function uploadStall(facts: ProgressFacts, queue: QueueStats, now: Now, limitMs: number, stall: Stall): void {
  const { upload } = facts
  if (upload.kind === 'off') return
  if (upload.kind === 'refused') {
    stall('upload', `the API refuses (${upload.status}): ${upload.reason}`, facts.uploadSinceMs)
    return
  }
  if (queue.unsent === 0 || queue.oldestUnsentMs === null) return
  const waitedMs = now.wallMs - queue.oldestUnsentMs
  const sinceMs = facts.lastAcknowledgedMs ?? facts.startedMs
  if (now.monotonicMs - sinceMs <= limitMs || waitedMs <= limitMs) return
  const reason = upload.kind === 'backoff' ? `: ${upload.reason}` : ''
  stall('upload', `nothing was acknowledged for ${STALL_INTERVALS} intervals${reason}`, sinceMs)
}
