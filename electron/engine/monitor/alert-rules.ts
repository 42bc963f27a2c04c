import type {
  AlertKind,
  EngineEvent,
  Finding,
  Loss,
  Reading,
  UploadState,
} from '../../../shared/model/index.ts'
import { countText, listText } from '../log/words.ts'
import type { AlertRule, AlertSignal } from './alert-track.ts'
import type { QueueStats } from './suppliers.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const atOnce: AlertRule = {
  raiseAfterCount: 1,
  raiseAfterMs: 0,
  clearAfterCount: 1,
  quietEndMs: null,
  endsWhenAcknowledged: false,
}
/** Tells of something past: over when a person has seen it, or a day after it last happened where nobody looks. */
const incident: AlertRule = { ...atOnce, quietEndMs: DAY_MS, endsWhenAcknowledged: true }

/** `schedule-overrun` ends after this many intervals of its device without a skipped slot, at least 5 minutes. */
export const OVERRUN_QUIET_INTERVALS = 3
export const OVERRUN_QUIET_MIN_MS = 5 * MINUTE_MS

export const alertRules: Readonly<Record<AlertKind, AlertRule>> = {
  /** One lost slot on a noisy line is a log line; two in a row, or a second failed probe, is an outage. */
  'device-offline': { ...atOnce, raiseAfterCount: 2, raiseAfterMs: Infinity },
  /** A value that swings about its limit is one alert, not one per crossing. */
  'value-out-of-range': { ...atOnce, clearAfterCount: 3 },
  'registers-refused': atOnce,
  'schedule-overrun': { ...atOnce, clearAfterCount: Infinity, quietEndMs: OVERRUN_QUIET_MIN_MS },
  'api-refusing': atOnce,
  /** The first retries are daily life on a mobile link. */
  'api-unreachable': { ...atOnce, raiseAfterCount: 3, raiseAfterMs: MINUTE_MS },
  'dead-letters': incident,
  'queue-growing': { ...atOnce, raiseAfterCount: Infinity, raiseAfterMs: MINUTE_MS },
  'readings-lost': incident,
  disk: atOnce,
  'journal-replaced': incident,
  'config-invalid': atOnce,
}

/** The queue counts as growing when its oldest reading is this old, */
export const QUEUE_OLD_MS = 5 * MINUTE_MS
/** and as caught up when it is younger than this; between the two nothing changes. */
export const QUEUE_CAUGHT_UP_MS = MINUTE_MS

export interface Sighting {
  readonly kind: AlertKind
  readonly subject: string | null
  readonly signal: AlertSignal
}

const good: AlertSignal = { kind: 'good' }
const gone: AlertSignal = { kind: 'gone' }
const bad = (message: string, count = 1): AlertSignal => ({ kind: 'bad', message, count, certain: false })
/** Leaves the counting to others, but needs no second witness. */
const certain = (message: string): AlertSignal => ({ kind: 'bad', message, count: 0, certain: true })

/** What an event says about alerts. Readings have a function of their own: there are a thousand of them a second. */
export function sightingsOf(event: EngineEvent): readonly Sighting[] {
  switch (event.kind) {
    case 'reading':
      // What overran is told by slots-skipped.
      return event.isMissedSlot === true ? [] : readingSightings(event.reading)
    case 'device-state':
      return deviceStateSightings(event)
    case 'slots-skipped':
      return [
        {
          kind: 'schedule-overrun',
          subject: event.deviceId,
          signal: bad(
            `${event.deviceId}: reading takes longer than its interval, slots are skipped`,
            event.count,
          ),
        },
      ]
    case 'registers-refused':
      return event.labels.length === 0
        ? [{ kind: 'registers-refused', subject: event.deviceId, signal: good }]
        : [
            {
              kind: 'registers-refused',
              subject: event.deviceId,
              signal: bad(`${event.deviceId} refuses ${listText(event.labels)}`),
            },
          ]
    case 'upload-state':
      return uploadStateSightings(event.state)
    case 'upload-attempt':
      return event.status !== null && event.status >= 200 && event.status < 300
        ? [
            { kind: 'api-refusing', subject: null, signal: good },
            { kind: 'api-unreachable', subject: null, signal: good },
          ]
        : []
    case 'dead-letters':
      return [
        {
          kind: 'dead-letters',
          subject: null,
          signal: bad(`the API will not take some readings: ${event.reason}`, event.count),
        },
      ]
    case 'store-state':
      return [
        {
          kind: 'disk',
          subject: null,
          signal:
            event.state.kind === 'ok'
              ? good
              : bad(`the journal cannot be written: ${event.state.reason}; readings wait in memory`),
        },
      ]
    case 'journal-replaced':
      return [
        {
          kind: 'journal-replaced',
          subject: null,
          signal: bad(
            `the journal was damaged and set aside as ${event.setAside}; ${countText(event.recovered, 'reading')} recovered`,
          ),
        },
      ]
    case 'lost':
      return [
        {
          kind: 'readings-lost',
          subject: event.loss.reason,
          signal: bad(lossText(event.loss), event.loss.count),
        },
      ]
    case 'config-applied':
      return [{ kind: 'config-invalid', subject: null, signal: good }]
    case 'config-rejected':
      return [{ kind: 'config-invalid', subject: null, signal: bad(findingsText(event.findings)) }]
    default:
      return []
  }
}

/** Every slot gives one reading, so two readings without an answer are two failed slots. */
function readingSightings(reading: Reading): readonly Sighting[] {
  const { deviceId } = reading
  let lost = 0
  let refused = 0
  let outOfRange: string[] | null = null
  let detail: string | undefined
  for (const [label, measurement] of reading.measurements) {
    switch (measurement.quality) {
      case 'BAD_COMM':
        lost++
        detail ??= measurement.detail
        break
      case 'BAD_ADDRESS':
        refused++
        break
      case 'BAD_RANGE':
        outOfRange ??= []
        outOfRange.push(measurement.detail === undefined ? label : `${label} ${measurement.detail}`)
        break
      default:
    }
  }
  const total = reading.measurements.size
  if (total > 0 && lost === total) {
    const why = detail === undefined ? '' : `: ${detail}`
    return [{ kind: 'device-offline', subject: deviceId, signal: bad(`${deviceId} does not answer${why}`) }]
  }
  const sightings: Sighting[] = [
    { kind: 'device-offline', subject: deviceId, signal: good },
    {
      kind: 'value-out-of-range',
      subject: deviceId,
      signal: outOfRange === null ? good : bad(`${deviceId}: ${listText(outOfRange)}`),
    },
  ]
  if (refused === 0 && lost === 0) {
    sightings.push({ kind: 'registers-refused', subject: deviceId, signal: good })
  }
  return sightings
}

function deviceStateSightings(event: EngineEvent & { readonly kind: 'device-state' }): readonly Sighting[] {
  const { deviceId, state } = event
  const offline = (signal: AlertSignal): Sighting => ({ kind: 'device-offline', subject: deviceId, signal })
  switch (state.kind) {
    case 'backoff':
      // The first failed probe is the reading's business, which counts slots.
      return state.attempt < 2 ? [] : [offline(certain(`${deviceId} does not answer: ${state.reason}`))]
    case 'good':
    case 'degraded':
      return [offline(good)]
    case 'disabled':
      return deviceAlertKinds.map((kind) => ({ kind, subject: deviceId, signal: gone }))
    default:
      return []
  }
}

/** Alerts whose subject is a device: they end when the device is removed or disabled. */
export const deviceAlertKinds: readonly AlertKind[] = [
  'device-offline',
  'value-out-of-range',
  'registers-refused',
  'schedule-overrun',
]

function uploadStateSightings(state: UploadState): readonly Sighting[] {
  const refusing = (signal: AlertSignal): Sighting => ({ kind: 'api-refusing', subject: null, signal })
  const unreachable = (signal: AlertSignal): Sighting => ({ kind: 'api-unreachable', subject: null, signal })
  switch (state.kind) {
    case 'off':
      return [refusing(gone), unreachable(gone), { kind: 'queue-growing', subject: null, signal: gone }]
    case 'idle':
      return [refusing(good), unreachable(good)]
    case 'backoff':
      return [unreachable(bad(`the API cannot be reached: ${state.reason}`))]
    case 'refused':
      // An API that refuses was reached.
      return [refusing(bad(refusedText(state.status, state.reason))), unreachable(good)]
    // On the way to the next answer: says nothing yet.
    case 'sending':
      return []
  }
}

/** The queue is sampled, it does not tell. */
export function queueSightings(queue: QueueStats, uploadOn: boolean, nowMs: number): readonly Sighting[] {
  const sightings: Sighting[] = []
  if (queue.deadLetters === 0) sightings.push({ kind: 'dead-letters', subject: null, signal: gone })
  if (!uploadOn) return sightings
  const ageMs = queue.oldestUnsentMs === null ? 0 : nowMs - queue.oldestUnsentMs
  if (queue.unsent === 0 || ageMs < QUEUE_CAUGHT_UP_MS) {
    sightings.push({ kind: 'queue-growing', subject: null, signal: good })
  } else if (ageMs >= QUEUE_OLD_MS) {
    const minutes = Math.floor(ageMs / MINUTE_MS)
    sightings.push({
      kind: 'queue-growing',
      subject: null,
      signal: bad(
        `${countText(queue.unsent, 'reading')} waiting for the API, the oldest for ${countText(minutes, 'minute')}`,
      ),
    })
  }
  return sightings
}

function refusedText(status: number, reason: string): string {
  if (status === 401 || status === 403) return `API refuses the token (${status}): ${reason}`
  return `API refuses the request (${status}), check api_url and api_path: ${reason}`
}

const lossTexts: Readonly<Record<Loss['reason'], string>> = {
  'size-limit': 'unsent readings were removed, the journal has reached store_max_size',
  'memory-limit': 'readings were dropped, the journal could not be written and memory was full',
  'corrupt-journal': 'readings could not be recovered from the damaged journal',
}

const lossText = (loss: Loss): string => lossTexts[loss.reason]

function findingsText(findings: readonly Finding[]): string {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const first = errors[0] ?? findings[0]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return `config.ini is not valid and is not applied: ${first?.message ?? 'unreadable'}${more}`
}
