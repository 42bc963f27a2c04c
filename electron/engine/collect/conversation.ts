import { assertNever } from '../../../shared/assert-never.ts'
import type { DeviceConfig, EventSink } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Decoder } from '../modbus/codec.ts'
import { exceptionText, isGatewayCode } from '../modbus/exception-text.ts'
import {
  isRefusal,
  isWanted,
  type Learning,
  onAnswered,
  onRefused,
  onUnanswered,
  refusedRegisters,
  requestsOf,
} from '../modbus/learn.ts'
import type { Link } from '../modbus/link.ts'
import type { PlannedRequest } from '../modbus/plan.ts'
import type { ReadOutcome } from '../modbus/request.ts'
import { askedAgain, type ScaleIndexes, scalesFirst } from '../modbus/scale-reads.ts'
import { type Asked, ask, type AskLimits } from './ask.ts'
import { missing, type RegisterResult } from './process.ts'
import type { RegisterMap } from './register-maps.ts'
import { type Answer, scaledResults } from './scale-registers.ts'

export interface ConversationOptions {
  readonly device: DeviceConfig
  readonly decoders: readonly Decoder[]
  readonly scaleIndexes: RegisterMap['scaleIndexes']
  readonly link: Link
  readonly clock: Clock
  readonly sink: EventSink
  readonly learning: Learning
  readonly limits: AskLimits
  /** Which request of the plan is asked first. */
  readonly rotation: number
}

export interface ConversationResult {
  readonly learning: Learning
  /** One for each register of the device, in its order. */
  readonly results: readonly RegisterResult[]
  /** The device itself said something, an exception included. */
  readonly answered: boolean
  /** Why no more was asked; null when everything was. */
  readonly givenUp: GivenUp | null
  /** Time on the wire of all requests; null when nothing was sent. */
  readonly wireMs: number | null
}

export interface GivenUp {
  readonly cause: 'silence' | 'link' | 'aborted'
  readonly reason: string
}

/** How the exchange stands. */
interface Talk {
  /** For the next request: a device that just kept silent is not asked several times again. */
  tries: number
  /** What was said of the last request, if it got no answer. */
  lastSilence: string | null
  answered: boolean
  givenUp: GivenUp | null
  wireMs: number | null
}

/** One slot's exchange with a device: the planned requests, what refusals call for, and when to give up. */
export async function converse(options: ConversationOptions): Promise<ConversationResult> {
  const { device, decoders, scaleIndexes, link, clock, sink } = options
  const byRegister: (RegisterResult | undefined)[] = Array.from({ length: device.registers.length })
  /** Kept for the values that wait for their powers of ten. */
  const answers: Answer[] = []
  const talk: Talk = {
    tries: options.limits.tries,
    lastSilence: null,
    answered: false,
    givenUp: null,
    wireMs: null,
  }

  let { learning } = options
  const planned = requestsOf(learning, clock.monotonicMs())
  const queue = rotated(
    scaleIndexes === null ? planned : scalesFirst(planned, scaleIndexes),
    options.rotation,
  )
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    if (!isWanted(learning, request)) continue
    const limits = { ...options.limits, tries: talk.tries }
    take(request, await ask(link, device, request, limits, clock, countOutcome))
    if (talk.givenUp !== null) break
  }
  if (!talk.answered && talk.lastSilence !== null)
    talk.givenUp ??= { cause: 'silence', reason: talk.lastSilence }

  function countOutcome(outcome: ReadOutcome): void {
    if (outcome.kind !== 'link-down') talk.wireMs = (talk.wireMs ?? 0) + outcome.latencyMs
    sink({
      kind: 'request',
      linkId: link.id,
      deviceId: device.id,
      outcome: outcome.kind,
      exceptionCode: outcome.kind === 'exception' ? outcome.code : null,
      latencyMs: outcome.latencyMs,
    })
  }

  function take(request: PlannedRequest, { outcome, tries: triesMade }: Asked): void {
    switch (outcome.kind) {
      case 'data':
        hear()
        learning = onAnswered(learning, request, clock.monotonicMs())
        keep(request, outcome.payload)
        return
      case 'exception':
        takeException(request, outcome.code)
        return
      case 'timeout':
      case 'bad-frame':
        takeSilence(request, silenceText(outcome, triesMade, device.timeoutMs))
        return
      case 'link-down':
        talk.givenUp = { cause: 'link', reason: outcome.reason }
        return
      case 'aborted':
        talk.givenUp = { cause: 'aborted', reason: failureText(outcome, triesMade, device.timeoutMs) }
    }
  }

  function keep(request: PlannedRequest, payload: Buffer): void {
    if (scaleIndexes !== null) answers.push({ request, payload })
    for (const { registerIndex, offset } of request.values) {
      const waits = scaleIndexes !== null && scaleIndexes[registerIndex] !== -1
      if (!waits) byRegister[registerIndex] = decoders[registerIndex]?.(payload, offset)
    }
  }

  /** What was read already stays as it is when its block is not answered a second time. */
  async function scale(indexes: ScaleIndexes): Promise<void> {
    let notAgain = talk.givenUp?.reason ?? 'not asked'
    const again = askedAgain(
      answers.map(({ request }) => request),
      indexes,
    )
    for (const request of talk.givenUp === null ? again : []) {
      const { outcome, tries } = await ask(link, device, request, options.limits, clock, countOutcome)
      if (outcome.kind !== 'data') {
        notAgain = failureText(outcome, tries, device.timeoutMs)
        break
      }
      keep(request, outcome.payload)
    }
    const scaled = scaledResults(answers, {
      scaleIndexes: indexes,
      decoders,
      labelOf: (index) => device.registers[index]?.label ?? '',
      resultOf,
      notAgain,
    })
    for (const [index, result] of scaled) byRegister[index] = result
  }

  function takeException(request: PlannedRequest, code: number): void {
    if (isGatewayCode(code)) {
      talk.givenUp = { cause: 'silence', reason: `unit ${device.unitId}: ${exceptionText(code)}` }
      return
    }
    hear()
    if (isRefusal(code)) {
      const step = onRefused(learning, request, code, clock.monotonicMs())
      learning = step.state
      queue.unshift(...step.followUps)
    } else {
      learning = onUnanswered(learning, request, clock.monotonicMs())
      mark(request, missing('BAD_DEVICE', exceptionText(code)))
    }
  }

  /** One silent block may be the meter's way to refuse it; a silent probe or two silent blocks are a silent meter. */
  function takeSilence(request: PlannedRequest, reason: string): void {
    learning = onUnanswered(learning, request, clock.monotonicMs())
    mark(request, missing('BAD_COMM', reason))
    const isProbe = talk.tries === 1 && !talk.answered
    if (isProbe || talk.lastSilence !== null) talk.givenUp = { cause: 'silence', reason }
    talk.lastSilence = reason
    talk.tries = 1
  }

  function hear(): void {
    talk.answered = true
    talk.lastSilence = null
    talk.tries = options.limits.tries
  }

  function mark(request: PlannedRequest, result: RegisterResult): void {
    for (const { registerIndex } of request.values) byRegister[registerIndex] = result
  }

  const refusals = refusedRegisters(learning)
  function resultOf(index: number): RegisterResult {
    const result = byRegister[index]
    if (result !== undefined) return result
    // Where all is refused nothing is asked between two probes, and the refusals still stand.
    const code = talk.answered || talk.givenUp === null ? refusals.get(index) : undefined
    return code === undefined
      ? missing('BAD_COMM', talk.givenUp?.reason ?? 'not read')
      : missing('BAD_ADDRESS', exceptionText(code))
  }

  if (scaleIndexes !== null) await scale(scaleIndexes)

  return {
    learning,
    results: device.registers.map((_, index) => resultOf(index)),
    answered: talk.answered,
    givenUp: talk.givenUp,
    wireMs: talk.wireMs,
  }
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = items.length === 0 ? 0 : by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

type Failure = Exclude<ReadOutcome, { kind: 'data' }>

function failureText(outcome: Failure, tries: number, timeoutMs: number): string {
  switch (outcome.kind) {
    case 'exception':
      return exceptionText(outcome.code)
    case 'timeout':
    case 'bad-frame':
      return silenceText(outcome, tries, timeoutMs)
    case 'link-down':
      return outcome.reason
    case 'aborted':
      return 'stopped before it was read'
    default:
      return assertNever(outcome)
  }
}

function silenceText(
  outcome: Extract<Failure, { kind: 'timeout' | 'bad-frame' }>,
  tries: number,
  timeoutMs: number,
): string {
  const triesText = tries === 1 ? '' : ` (${tries} tries)`
  return outcome.kind === 'timeout'
    ? `no answer within ${timeoutMs / 1_000} s${triesText}`
    : `no valid answer${triesText}: ${outcome.reason}`
}
