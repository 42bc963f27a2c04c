import { assertNever } from '../../../shared/assert-never.ts'
import type { DeviceState, Reading, UploadState, Value } from '../../../shared/model/index.ts'
import { durationText } from '../../engine/log/words.ts'
import type { DeviceStatus, StatusSnapshot } from '../../engine/monitor/status.ts'
import { fit, latencyText, padEnd, padStart, plural, safe, sizeText, widthOfText } from '../text.ts'
import { type Paint, paintWith, type Style } from './styles.ts'

export interface LiveView {
  readonly gatewayId: string
  readonly configPath: string
  /** Where health and metrics are served; null: they are not. */
  readonly servedAt: string | null
  readonly status: StatusSnapshot
  /** Newest log lines, oldest first. */
  readonly recent: readonly string[]
}

export interface LiveSize {
  readonly columns: number
  readonly rows: number
  readonly hasColour: boolean
}

interface StateWord {
  readonly icon: string
  readonly word: string
  readonly style: Style
  /** Devices in trouble stand first where there is no room for all. */
  readonly rank: number
}

const stateWords: Readonly<Record<DeviceState['kind'], StateWord>> = {
  backoff: { icon: '✖', word: 'no answer', style: 'bad', rank: 0 },
  degraded: { icon: '▲', word: 'bad values', style: 'warning', rank: 1 },
  connecting: { icon: '…', word: 'connecting', style: 'quiet', rank: 2 },
  good: { icon: '●', word: 'good', style: 'good', rank: 3 },
  disabled: { icon: '–', word: 'disabled', style: 'quiet', rank: 4 },
}

const stateWidth = 12
const latencyWidth = 8
const ageWidth = 11
/** Icon, four gaps. */
const fixedWidth = 2 + 4 * 2 + stateWidth + latencyWidth + ageWidth

/** The picture of a running gateway: at most `rows` lines, none wider than `columns`. */
export function liveTable(view: LiveView, size: LiveSize): readonly string[] {
  const paint = paintWith(size.hasColour)
  const { status } = view
  const head = [headLine(view, size.columns, paint), '']
  const foot = ['', ...summaryLines(status, size.columns, paint)]
  const recent = view.recent.slice(-Math.max(0, Math.min(3, size.rows - head.length - foot.length - 6)))
  const logLines =
    recent.length === 0 ? [] : ['', ...recent.map((line) => paint('quiet', fit(safe(line), size.columns)))]
  const room = Math.max(1, size.rows - head.length - foot.length - logLines.length)
  return [...head, ...deviceLines(status, room, size.columns, paint), ...foot, ...logLines].slice(
    0,
    size.rows,
  )
}

function headLine(view: LiveView, columns: number, paint: Paint): string {
  const left = `Gateway EMS  ${safe(view.gatewayId)}  ${safe(view.configPath)}`
  const served = view.servedAt === null ? '' : `  ${view.servedAt}`
  const right = `up ${durationText(view.status.uptimeMs)}${served}`
  const space = columns - widthOfText(right) - 2
  return space < 20
    ? paint('strong', fit(left, columns))
    : `${paint('strong', padEnd(fit(left, space), space))}  ${paint('quiet', right)}`
}

function deviceLines(status: StatusSnapshot, room: number, columns: number, paint: Paint): readonly string[] {
  const { devices } = status
  if (devices.length === 0) return [paint('quiet', 'No device is configured.')]
  const shown = devices.length + 1 <= room ? devices : mostUrgent(devices, Math.max(0, room - 2))
  const nameWidth = Math.min(28, Math.max(6, ...shown.map(({ id }) => widthOfText(safe(id)))))
  const valueWidth = Math.max(10, columns - fixedWidth - nameWidth)
  const header = `  ${padEnd('DEVICE', nameWidth)}  ${padEnd('STATE', stateWidth)}  ${padEnd('LAST VALUES', valueWidth)}  ${padStart('LATENCY', latencyWidth)}  ${padStart('READ', ageWidth)}`
  const lines = [paint('quiet', fit(header, columns))]
  for (const device of shown) {
    const { icon, word, style } = stateWords[device.state.kind]
    const name = padEnd(fit(safe(device.id), nameWidth), nameWidth)
    const values = padEnd(fit(safe(valuesOrReason(device)), valueWidth), valueWidth)
    const latencyMs = device.lastReading?.latencyMs ?? null
    const latency = padStart(latencyMs === null ? '' : latencyText(latencyMs), latencyWidth)
    const age = padStart(ageOf(device.lastReading, status.takenAtMs), ageWidth)
    const isNarrow = columns < fixedWidth + nameWidth + 10
    lines.push(
      isNarrow
        ? paint(style, fit(`${icon} ${name}  ${word}`, columns))
        : `${paint(style, icon)} ${name}  ${paint(style, padEnd(word, stateWidth))}  ${values}  ${latency}  ${paint('quiet', age)}`,
    )
  }
  const hidden = devices.length - shown.length
  if (hidden > 0) lines.push(paint('quiet', fit(`  … and ${plural(hidden, 'more device')}`, columns)))
  return lines
}

/** The first in file order of each state, worst states first. */
function mostUrgent(devices: readonly DeviceStatus[], count: number): readonly DeviceStatus[] {
  const rankOf = (device: DeviceStatus): number => stateWords[device.state.kind].rank
  return devices.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, count)
}

function valuesOrReason({ state, lastReading }: DeviceStatus): string {
  if (state.kind === 'backoff') return state.reason
  return lastReading === null ? '' : valuesText(lastReading)
}

/** A glance needs no more digits; `read` shows them all. */
const digitsShown = 6

const glance = (value: Value): string =>
  typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(digitsShown)))
    : String(value)

/** Bad values first: they are the news. */
function valuesText({ measurements }: Reading): string {
  return [...measurements]
    .toSorted(([, a], [, b]) => Number(a.quality === 'GOOD') - Number(b.quality === 'GOOD'))
    .map(([label, { value, unit, quality }]) =>
      quality === 'GOOD' ? `${label} ${glance(value)} ${unit}`.trimEnd() : `${label} ${quality}`,
    )
    .join(', ')
}

function ageOf(reading: Reading | null, nowMs: number): string {
  if (reading === null) return ''
  const ageMs = nowMs - reading.timestampMs
  return ageMs < 1_000 ? 'just now' : `${durationText(ageMs)} ago`
}

function summaryLines(status: StatusSnapshot, columns: number, paint: Paint): readonly string[] {
  const { queue, upload } = status
  const collecting = [
    `${plural(status.readingsPerMinute, 'reading')}/min`,
    `${plural(status.pointsPerMinute, 'value')}/min`,
    `${plural(status.skippedLastHour, 'missed slot')} in the last hour`,
  ].join(', ')
  const waiting =
    queue.unsent === 0
      ? 'nothing unsent'
      : `${plural(queue.unsent, 'reading')} unsent${oldestText(queue.oldestUnsentMs, status.takenAtMs)}`
  const journal = [waiting, plural(queue.deadLetters, 'dead letter'), `${sizeText(queue.sizeBytes)} on disk`]
  if (status.lostTotal > 0) journal.push(`${plural(status.lostTotal, 'reading')} lost`)
  if (status.store.kind === 'failing') {
    journal.push(
      `cannot be written: ${status.store.reason}; ${status.store.waitingReadings} readings in memory`,
    )
  }
  const isJournalBad = queue.deadLetters > 0 || status.lostTotal > 0 || status.store.kind === 'failing'
  const api = uploadText(upload.state, status.takenAtMs)
  const acknowledged =
    upload.acknowledgedTotal === 0 ? '' : `, ${plural(upload.acknowledgedTotal, 'reading')} acknowledged`
  const line = (title: string, text: string, style: Style): string =>
    `${paint('quiet', padEnd(title, 8))}  ${paint(style, fit(safe(text), Math.max(1, columns - 10)))}`
  return [
    line('Readings', collecting, 'plain'),
    line('Journal', journal.join(', '), isJournalBad ? 'warning' : 'plain'),
    line('API', `${api.text}${acknowledged}`, api.style),
  ]
}

const oldestText = (oldestMs: number | null, nowMs: number): string =>
  oldestMs === null ? '' : ` (oldest ${durationText(nowMs - oldestMs)})`

export function uploadText(
  state: UploadState,
  nowMs: number,
): { readonly text: string; readonly style: Style } {
  switch (state.kind) {
    case 'off':
      return { text: 'no api_url: readings are stored only', style: 'quiet' }
    case 'idle':
      return { text: 'up to date', style: 'good' }
    case 'sending':
      return { text: 'sending', style: 'good' }
    case 'backoff':
      return {
        text: `no delivery: ${state.reason}; next try in ${durationText(state.retryAtMs - nowMs)}`,
        style: 'bad',
      }
    case 'refused':
      return { text: `refuses (${state.status}): ${state.reason}; nothing is deleted`, style: 'bad' }
    default:
      return assertNever(state)
  }
}
