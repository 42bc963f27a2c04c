import type { DeviceConfig, UnitId } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { bytesText } from '../modbus/bytes-text.ts'
import { exceptionText, isGatewayCode } from '../modbus/exception-text.ts'
import { keptFrame, type TracedFrame } from '../modbus/frame-trace.ts'
import type { Link } from '../modbus/link.ts'
import { scanMbap } from '../modbus/mbap.ts'
import { scanRtu } from '../modbus/rtu-frame.ts'
import { type ReadOutcome, type ReadRequest, waitedText } from '../modbus/request.ts'
import {
  closedAdvice,
  connectionAdvice,
  echoAdvice,
  endpointText,
  frameAdvice,
  gatewayAdvice,
  heldText,
  lateAdvice,
  otherAnswerAdvice,
  silenceAdvice,
} from './advice.ts'
import type { Layer, LayerResult } from './diagnosis.ts'

/** What was seen of a unit's exchanges since the diagnosis began; times are monotonic. */
export interface Sightings {
  /** The first request went out: the line was open by then. */
  sentAtMs: number | null
  firstByteAtMs: number | null
  sent: TracedFrame | null
  /** Newest bytes that were taken for nothing, and why. */
  discarded: TracedFrame | null
  /** What was sent came back, whatever came behind it. */
  hasEcho: boolean
}

export const noSightings = (): Sightings => ({
  sentAtMs: null,
  firstByteAtMs: null,
  sent: null,
  discarded: null,
  hasEcho: false,
})

/** On a line that others use as well, theirs pass by too: what follows a request to another unit is not ours. */
export function noteFrame(sightings: Sightings, frame: TracedFrame, unitId: UnitId, nowMs: number): void {
  if (frame.direction === 'sent') {
    sightings.sent = unitOf(frame) === unitId ? keptFrame(frame) : null
    if (sightings.sent !== null) sightings.sentAtMs ??= nowMs
    return
  }
  if (sightings.sent === null) return
  if (frame.direction === 'discarded') {
    sightings.discarded = keptFrame(frame)
    sightings.hasEcho ||= frame.bytes.indexOf(sightings.sent.bytes) === 0
  }
  // A neighbour's answer that comes late is no sign of this unit.
  if (!isOfAnother(frame, unitId)) sightings.firstByteAtMs ??= nowMs
}

const isOfAnother = (frame: TracedFrame, unitId: UnitId): boolean =>
  isWhole(frame) && unitOf(frame) !== unitId

const isWhole = ({ framing, bytes }: TracedFrame): boolean =>
  (framing === 'mbap' ? scanMbap(bytes) : scanRtu(bytes)).kind === 'frame'

const unitOf = ({ framing, bytes }: TracedFrame): number | undefined => bytes[framing === 'mbap' ? 6 : 0]

export interface FirstContact {
  readonly device: DeviceConfig
  readonly link: Link
  /** The link is the collector's. */
  readonly isHeld: boolean
  readonly clock: Clock
  readonly sightings: Sightings
  /** Tried in this order until one is answered. */
  readonly requests: readonly ReadRequest[]
  readonly signal: AbortSignal
}

/** The layers from the connection to the unit's answer, read off one exchange; fewer where somebody stops it. */
export async function* makeFirstContact(contact: FirstContact): AsyncGenerator<LayerResult> {
  const { device, clock, sightings, isHeld } = contact
  const startMs = clock.monotonicMs()
  const { outcome, askedAtMs } = await askUntilAnswered(contact)
  const endMs = clock.monotonicMs()
  const endpoint = endpointText(device.link)

  if (sightings.sentAtMs === null) {
    if (outcome.kind === 'aborted') return
    const reason = outcome.kind === 'link-down' ? outcome.reason : 'nothing was sent'
    yield failed('connection', reason, connectionAdvice(device.link, reason), endMs - startMs)
    return
  }
  const openedAtMs = sightings.sentAtMs
  const through = isHeld ? ', over the connection of the collector' : ''
  yield ok('connection', `connected to ${endpoint}${through}`, openedAtMs - startMs)

  // Whoever stopped it has waited for less than the unit may take.
  if (outcome.kind === 'aborted') return
  if (sightings.firstByteAtMs === null && outcome.kind !== 'bad-frame') {
    yield outcome.kind === 'link-down'
      ? failed('bytes', `no byte came back: ${outcome.reason}`, closedAdvice, endMs - openedAtMs)
      : failed('bytes', silenceText(contact, outcome), silenceAdvice(device), endMs - openedAtMs)
    return
  }
  const firstByteMs = Math.max(0, (sightings.firstByteAtMs ?? endMs) - Math.max(askedAtMs, openedAtMs))
  yield ok('bytes', 'something answers', firstByteMs)

  if (outcome.kind !== 'data' && outcome.kind !== 'exception') {
    yield failed(
      'frame',
      frameTrouble(outcome, sightings),
      adviceOn(device, outcome, sightings),
      endMs - askedAtMs,
    )
    return
  }
  yield ok(
    'frame',
    device.link.kind === 'tcp' ? 'whole frame, MBAP header right' : 'whole frame, CRC right',
    outcome.latencyMs,
  )

  if (outcome.kind === 'exception' && isGatewayCode(outcome.code)) {
    yield failed('answer', exceptionText(outcome.code), gatewayAdvice(device), outcome.latencyMs)
    return
  }
  const answer =
    outcome.kind === 'data'
      ? 'answers with data'
      : `answers with ${exceptionText(outcome.code)}; it speaks Modbus`
  yield ok('answer', `unit ${device.unitId} ${answer}`, outcome.latencyMs)
}

function silenceText({ device, isHeld }: FirstContact, outcome: ReadOutcome): string {
  const silence = `unit ${device.unitId} is silent: no byte within ${waitedText(outcome, device.timeoutMs)}`
  return isHeld && outcome.latencyMs < device.timeoutMs ? `${silence}; ${heldText}` : silence
}

/** Some meters are silent to one block and answer the next: as many as three are tried, the first one twice. */
async function askUntilAnswered({
  device,
  link,
  clock,
  requests,
  signal,
}: FirstContact): Promise<{ readonly outcome: ReadOutcome; readonly askedAtMs: number }> {
  const [first, ...others] = requests
  let last: { readonly outcome: ReadOutcome; readonly askedAtMs: number } = {
    outcome: { kind: 'aborted', latencyMs: 0 },
    askedAtMs: clock.monotonicMs(),
  }
  if (first === undefined) return last
  for (const request of [first, first, ...others.slice(0, 2)]) {
    const askedAtMs = clock.monotonicMs()
    const { timeoutMs, requestDelayMs } = device
    const options = { timeoutMs, requestDelayMs, dueMs: askedAtMs, signal }
    last = { outcome: await link.read(device.unitId, request, options), askedAtMs }
    const { kind } = last.outcome
    if (kind === 'data' || kind === 'exception' || kind === 'aborted' || link.state.kind === 'backoff')
      return last
  }
  return last
}

function adviceOn(device: DeviceConfig, outcome: ReadOutcome, sightings: Sightings): string {
  const { discarded, hasEcho } = sightings
  if (hasEcho) return echoAdvice
  if (discarded === null || !isWhole(discarded)) return frameAdvice(device)
  // On TCP nothing late is heard: after a timeout the connection is a new one.
  const isLate =
    outcome.kind === 'timeout' && discarded.framing === 'rtu' && unitOf(discarded) === device.unitId
  return isLate ? lateAdvice(device) : otherAnswerAdvice(device)
}

const bytesShown = 40

function frameTrouble(outcome: ReadOutcome, { discarded }: Sightings): string {
  const reason =
    outcome.kind === 'bad-frame' || outcome.kind === 'link-down'
      ? outcome.reason
      : (discarded?.note ?? 'no whole frame')
  if (discarded === null) return reason
  return `${reason}; ${discarded.bytes.length} bytes came: ${bytesText(discarded.bytes, bytesShown)}`
}

const ok = (layer: Layer, detail: string, durationMs: number): LayerResult => ({
  layer,
  outcome: 'ok',
  detail,
  advice: null,
  durationMs,
})

const failed = (layer: Layer, detail: string, advice: string, durationMs: number): LayerResult => ({
  layer,
  outcome: 'failed',
  detail,
  advice,
  durationMs,
})
