import { assertNever } from '../../../shared/assert-never.ts'
import type { Alert, AlertKind, EngineEvent, Finding, LogLevel } from '../../../shared/model/index.ts'
import { deviceTopic, linkTopic, type Topic, uploadTopic } from './log-topics.ts'
import { countText, durationText, listText } from './words.ts'
import { nextFlap } from './flap-guard.ts'
import type { Flaps } from './flap-guard.ts'

export interface LogLine {
  readonly level: LogLevel
  /** Child logger: `collect`, `link`, `store`, `upload`, `config`, `alert`. */
  readonly logger: string
  readonly message: string
}

/** Trouble that has been said and lasts. */
interface Trouble {
  readonly sinceMs: number
  readonly count: number
  /** What the last line said of it; the same again is not news. */
  readonly text: string
}

/** What the log has told so far. Changes when a line is due or trouble goes on, not with ordinary readings. */
export interface LogState {
  /** By `topic:subject`. */
  readonly troubles: ReadonlyMap<string, Trouble>
  readonly flaps: ReadonlyMap<string, Flaps>
}

export interface LogStep {
  readonly state: LogState
  readonly lines: readonly LogLine[]
}

export const initialLogState: LogState = { troubles: new Map(), flaps: new Map() }

/** Findings of one rejected file that the log repeats; `check` shows all. */
const MOST_FINDINGS = 20

/**
 * Turns events into log lines. Trouble is logged when it begins, when it becomes different trouble, and when it
 * ends, with its duration and count; never slot by slot.
 */
export function nextLog(state: LogState, event: EngineEvent, nowMs: number): LogStep {
  switch (event.kind) {
    case 'reading':
    case 'stored':
    case 'slot-started':
    case 'request':
    // Seen through the alert `schedule-overrun`, which has a beginning and an end.
    case 'slots-skipped':
      return { state, lines: [] }
    case 'device-state':
      return onTopic(state, deviceTopic(event.deviceId, event.state), nowMs)
    case 'link-state':
      return onTopic(state, linkTopic(event.linkId, event.state), nowMs)
    case 'registers-refused':
      return onTopic(
        state,
        {
          key: `refused:${event.deviceId}`,
          logger: 'collect',
          trouble:
            event.labels.length === 0
              ? null
              : {
                  level: 'WARNING',
                  text: event.labels.join('\n'),
                  message: `${event.deviceId} refuses ${listText(event.labels)}; the other registers are read, these are tried again every 10 minutes`,
                },
          recovered: `${event.deviceId} accepts all its registers`,
        },
        nowMs,
      )
    case 'upload-state':
      return onTopic(state, uploadTopic(event.state), nowMs)
    case 'upload-attempt':
      return said(state, {
        level: 'DEBUG',
        logger: 'upload',
        message: `${countText(event.readings, 'reading')} in ${event.bytes} bytes: ${event.status === null ? 'no answer' : `HTTP ${event.status}`} after ${Math.round(event.latencyMs)} ms`,
      })
    case 'dead-letters':
      return guarded(state, 'dead-letters', nowMs, {
        level: 'WARNING',
        logger: 'upload',
        message: `${countText(event.count, 'reading')} refused by the API, kept as dead letters: ${event.reason}`,
      })
    case 'store-state':
      return onTopic(
        state,
        {
          key: 'store',
          logger: 'store',
          trouble:
            event.state.kind === 'ok'
              ? null
              : {
                  level: 'ERROR',
                  text: event.state.reason,
                  message: `the journal cannot be written: ${event.state.reason}; collection goes on, readings wait in memory`,
                },
          recovered: 'the journal is written again',
        },
        nowMs,
      )
    case 'journal-replaced':
      return said(state, {
        level: 'ERROR',
        logger: 'store',
        message: `the journal was damaged: set aside as ${event.setAside}, a new one was started, ${countText(event.recovered, 'reading')} recovered`,
      })
    case 'lost':
      return guarded(state, `lost:${event.loss.reason}`, nowMs, {
        level: 'ERROR',
        logger: 'store',
        message: `${countText(event.loss.count, 'reading')} lost without having been delivered (${event.loss.reason})`,
      })
    case 'config-applied':
      return configApplied(state, event, nowMs)
    case 'config-rejected':
      return configRejected(state, event.findings, nowMs)
    case 'collecting':
      return said(state, {
        level: 'INFO',
        logger: 'collect',
        message: event.isCollecting
          ? 'collection goes on'
          : 'collection stopped by a person: no device is asked',
      })
    case 'alert':
      return onAlert(state, event.alert, nowMs)
    default:
      return assertNever(event)
  }
}

function onTopic(state: LogState, topic: Topic | null, nowMs: number): LogStep {
  if (topic === null) return { state, lines: [] }
  const { key, logger, trouble, recovered } = topic
  const before = state.troubles.get(key)
  if (trouble === null) {
    if (before === undefined) return { state, lines: [] }
    const tries = before.count > 1 ? `, ${before.count} failures` : ''
    const message = `${recovered} after ${durationText(nowMs - before.sinceMs)}${tries}`
    return guarded(without(state, key), key, nowMs, { level: 'INFO', logger, message })
  }
  const lasting: Trouble = {
    sinceMs: before?.sinceMs ?? nowMs,
    count: (before?.count ?? 0) + 1,
    text: trouble.text,
  }
  const next = { ...state, troubles: new Map(state.troubles).set(key, lasting) }
  if (before?.text === trouble.text) return { state: next, lines: [] }
  return guarded(next, key, nowMs, { level: trouble.level, logger, message: trouble.message })
}

function configApplied(
  state: LogState,
  event: EngineEvent & { readonly kind: 'config-applied' },
  nowMs: number,
): LogStep {
  const recovered = onTopic(
    state,
    { key: 'config', logger: 'config', trouble: null, recovered: 'config.ini is valid again' },
    nowMs,
  )
  const changed = event.changedDevices.length
  const what = changed === 0 ? 'no device changed' : `${listText(event.changedDevices)} changed`
  const warnings = event.warnings.slice(0, MOST_FINDINGS).map((finding) => findingLine(finding, 'WARNING'))
  return {
    state: recovered.state,
    lines: [
      ...recovered.lines,
      { level: 'INFO', logger: 'config', message: `configuration applied: ${what}` },
      ...warnings,
    ],
  }
}

function configRejected(state: LogState, findings: readonly Finding[], nowMs: number): LogStep {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const step = onTopic(
    state,
    {
      key: 'config',
      logger: 'config',
      trouble: {
        level: 'ERROR',
        text: errors.map((finding) => finding.message).join('\n'),
        message: `config.ini is not valid (${countText(errors.length, 'error')}) and is not applied`,
      },
      recovered: '',
    },
    nowMs,
  )
  if (step.lines.length === 0) return step
  const details = errors.slice(0, MOST_FINDINGS).map((finding) => findingLine(finding, 'ERROR'))
  return { state: step.state, lines: [...step.lines, ...details] }
}

function findingLine(finding: Finding, level: LogLevel): LogLine {
  const where = finding.line === null ? '' : `line ${finding.line}: `
  return { level, logger: 'config', message: `${where}${finding.message}` }
}

/** The other kinds have a line of their own, made from the event that raised them. */
const alertsLogged: ReadonlySet<AlertKind> = new Set([
  'value-out-of-range',
  'schedule-overrun',
  'queue-growing',
])

function onAlert(state: LogState, alert: Alert, nowMs: number): LogStep {
  if (!alertsLogged.has(alert.kind)) return { state, lines: [] }
  if (alert.endedAtMs === null) {
    if (alert.acknowledgedAtMs !== null) return { state, lines: [] }
    return guarded(state, `alert:${alert.id}`, nowMs, {
      level: 'WARNING',
      logger: 'alert',
      message: `${alert.kind}: ${alert.message}`,
    })
  }
  const lasted = durationText(alert.endedAtMs - alert.startedAtMs)
  const message = `${alert.id} is over after ${lasted}, seen ${alert.count} times`
  return guarded(state, `alert:${alert.id}`, nowMs, { level: 'INFO', logger: 'alert', message })
}

const said = (state: LogState, line: LogLine): LogStep => ({ state, lines: [line] })

function guarded(state: LogState, key: string, nowMs: number, line: LogLine): LogStep {
  const { flaps, say, unsaidBefore } = nextFlap(state.flaps.get(key), nowMs)
  const next = { ...state, flaps: new Map(state.flaps).set(key, flaps) }
  if (!say) return { state: next, lines: [] }
  const more = unsaidBefore === 0 ? '' : ` (${unsaidBefore} more such lines were left out before)`
  return { state: next, lines: [{ ...line, message: `${line.message}${more}` }] }
}

function without(state: LogState, key: string): LogState {
  const troubles = new Map(state.troubles)
  troubles.delete(key)
  return { ...state, troubles }
}
