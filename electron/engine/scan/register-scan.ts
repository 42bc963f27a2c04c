import type { Table } from '../../../shared/model/index.ts'
import { isBitTable, pduAddress, unitId } from '../../../shared/model/index.ts'
import { exceptionText, isBusyCode, isGatewayCode } from '../modbus/exception-text.ts'
import { payloadItems } from '../modbus/payload-items.ts'
import type { ReadOutcome, ReadRequest } from '../modbus/request.ts'
import { lineTimesOf } from './line-times.ts'
import { Pace } from './pace.ts'
import { RegisterGround, type RegisterScanResult, type StretchKind } from './register-ground.ts'
import { type Span, type SurveyLimits, survey, type Verdict } from './register-survey.ts'
import { ScanAsker } from './scan-line.ts'
import type { OnScanProgress, ScanEnd, ScanLine } from './scan-run.ts'

export type { RegisterScanResult }

export interface RegisterScanOptions extends ScanLine {
  readonly unitId: number
  readonly table: Table
  /** Both are looked at. */
  readonly from: number
  readonly to: number
  readonly onProgress?: OnScanProgress<RegisterScanResult>
}

/** Silent requests that go into the borders of silent stretches, besides one for each block. */
const fewSilences = 64

export function surveyLimits({
  table,
  from,
  to,
}: Pick<RegisterScanOptions, 'table' | 'from' | 'to'>): SurveyLimits {
  const [mostCount, countStep] = isBitTable(table) ? [2_000, 16] : [125, 2]
  return { mostCount, countStep, silences: fewSilences + Math.ceil((to - from + 1) / mostCount) }
}

/** A unit that answered, and then is silent so often in a row, is asked for something that it has. */
const suspiciousSilences = 8
/** Where a gateway says that often that the unit is not there, and the unit itself never said a word, it is not. */
const mostGatewayRefusals = 3
/** Where a unit never gave a valid answer that often, and gives none for a single register, a line is not fit for a scan. */
const mostGarbled = 3
/** A unit that is busy for all tries of so many requests in a row is left in peace. */
const mostBusyInARow = 2
const illegalFunction = 1

/** Finds what can be read in a range of one table; how, see {@link survey}. Never rejects for what a device does. */
export async function scanRegisters(options: RegisterScanOptions): Promise<ScanEnd<RegisterScanResult>> {
  const { signal } = options
  const ground = new RegisterGround(options.from, options.to)
  const asker = new ScanAsker(options)
  const inquiry = new Inquiry(asker, options)
  const estimate = new Estimate(ground, options)
  const plan = survey(ground, surveyLimits(options))
  const report = (doing: string): void => {
    const total = ground.end - ground.from
    const progress = { done: ground.decided, total, remainingMs: estimate.remainingMs(), doing }
    options.onProgress?.(ground.result(asker.requests), progress)
  }

  for (let step = plan.next(); step.done !== true;) {
    const span = step.value
    report(`${options.table} ${span.address}..${span.address + span.count - 1}`)
    const startMs = options.clock.monotonicMs()
    const found = await inquiry.about(span)
    const result = (): RegisterScanResult => ground.result(asker.requests)
    if (signal.aborted || found.kind === 'aborted') return { kind: 'aborted', result: result() }
    if (found.kind === 'failed') return { kind: 'failed', result: result(), trouble: found.trouble }
    if (found.kind === 'no-table') {
      ground.mark(ground.from, ground.end - ground.from, 'refused', found.detail)
      break
    }
    if (found.kind === 'present')
      ground.setWords(span.address, payloadItems(options.table, found.payload, span.count))
    step = plan.next(found)
    estimate.note(span, found.kind, options.clock.monotonicMs() - startMs)
  }
  report('')
  return { kind: 'done', result: ground.result(asker.requests) }
}

type Found =
  | { readonly kind: 'present'; readonly payload: Buffer }
  | Exclude<Verdict, { kind: 'present' }>
  /** The whole table is refused. */
  | { readonly kind: 'no-table'; readonly detail: string }
  | { readonly kind: 'failed'; readonly trouble: string }
  | { readonly kind: 'aborted' }

/** Turns what came of a request into what it says about the registers. */
class Inquiry {
  readonly #asker: ScanAsker
  readonly #options: RegisterScanOptions
  #lastAnswered: Span | null = null
  #hasAnswered = false
  #silences = 0
  #busyInARow = 0
  #gatewayRefusals = 0
  #garbledInARow = 0

  constructor(asker: ScanAsker, options: RegisterScanOptions) {
    this.#asker = asker
    this.#options = options
  }

  async about(span: Span): Promise<Found> {
    const outcome = await this.#askTwice(span)
    switch (outcome.kind) {
      case 'data':
        this.#hasAnswered = true
        this.#lastAnswered = span
        this.#silences = 0
        this.#busyInARow = 0
        return { kind: 'present', payload: outcome.payload }
      case 'exception': {
        const detail = exceptionText(outcome.code)
        if (isGatewayCode(outcome.code)) return this.#refusedByGateway(detail)
        this.#busyInARow = isBusyCode(outcome.code) ? this.#busyInARow + 1 : 0
        if (this.#busyInARow === mostBusyInARow)
          return { kind: 'failed', trouble: `unit ${this.#options.unitId} stays busy: ${detail}` }
        const isFirst = !this.#hasAnswered
        this.#hasAnswered = true
        this.#silences = 0
        return { kind: isFirst && outcome.code === illegalFunction ? 'no-table' : 'refused', detail }
      }
      case 'timeout':
        return this.#silent('no answer')
      case 'bad-frame':
        return this.#garbled(span, `no valid answer: ${outcome.reason}`)
      case 'link-down':
        return { kind: 'failed', trouble: outcome.reason }
      case 'aborted':
        return outcome
    }
  }

  /** What was lost on the way is asked for again, unless the unit has never said a word. */
  async #askTwice(span: Span): Promise<ReadOutcome> {
    const outcome = await this.#ask(span)
    const isLost = outcome.kind === 'bad-frame' || (outcome.kind === 'timeout' && this.#hasAnswered)
    return isLost ? this.#ask(span) : outcome
  }

  /** Long frames may suffer where short ones come through. */
  async #garbled({ address }: Span, detail: string): Promise<Found> {
    this.#garbledInARow += 1
    if (this.#hasAnswered || this.#garbledInARow !== mostGarbled) return this.#silent(detail)
    const { kind } = await this.#askTwice({ address, count: 1 })
    return kind === 'data' || kind === 'exception'
      ? this.#silent(detail)
      : { kind: 'failed', trouble: detail }
  }

  #refusedByGateway(detail: string): Found | Promise<Found> {
    this.#gatewayRefusals += 1
    return !this.#hasAnswered && this.#gatewayRefusals === mostGatewayRefusals
      ? { kind: 'failed', trouble: detail }
      : this.#silent(detail)
  }

  async #silent(detail: string): Promise<Found> {
    this.#silences += 1
    const known = this.#lastAnswered
    if (known === null || this.#silences % suspiciousSilences !== 0) return { kind: 'silent', detail }
    const { kind } = await this.#askTwice(known)
    return kind === 'data' || kind === 'exception'
      ? { kind: 'silent', detail }
      : { kind: 'failed', trouble: `unit ${this.#options.unitId} has stopped answering` }
  }

  #ask({ address, count }: Span): Promise<ReadOutcome> {
    const request: ReadRequest = { table: this.#options.table, address: pduAddress(address), count }
    return this.#asker.askPatiently(unitId(this.#options.unitId), request)
  }
}

/** Requests for a register that does not exist. */
export const requestsPerHole = 2

/**
 * Time left: the blocks of the first walk that are to come; what was refused, or is likely to be refused on the way, at two
 * requests a register at first, and then at as many as it has taken; and, where a block was silent, the silences
 * that its division may cost.
 */
class Estimate {
  readonly #ground: RegisterGround
  readonly #limits: SurveyLimits
  readonly #walk: Pace
  readonly #refining: Pace
  readonly #silence: Pace
  readonly #requestsPerRegister = new Pace(requestsPerHole, 50)
  #walkedTo: number
  #isWalking = true
  #silentBlocks = 0
  #silences = 0
  #decided = 0

  constructor(ground: RegisterGround, options: RegisterScanOptions) {
    const times = lineTimesOf(options)
    this.#ground = ground
    this.#limits = surveyLimits(options)
    this.#walkedTo = ground.from
    const refusedMs = times.refusedMs(times.usualTurnaroundMs)
    this.#walk = new Pace(refusedMs, 4)
    this.#refining = new Pace(refusedMs, 10)
    this.#silence = new Pace(times.silentMs(options.table, 1), 2)
  }

  note({ address, count }: Span, kind: StretchKind, takenMs: number): void {
    this.#isWalking &&= address === this.#walkedTo
    if (this.#isWalking) {
      this.#walkedTo = address + count
      this.#walk.add(1, takenMs)
      if (kind === 'silent') this.#silentBlocks += 1
    } else if (kind === 'silent') this.#silences += 1
    else {
      this.#refining.add(1, takenMs)
      this.#requestsPerRegister.add(this.#ground.decided - this.#decided, 1)
    }
    if (kind === 'silent') this.#silence.add(1, takenMs)
    this.#decided = this.#ground.decided
  }

  remainingMs(): number {
    const { mostCount, silences } = this.#limits
    const { from, end, decided } = this.#ground
    const walked = this.#walkedTo - from
    const unwalked = end - this.#walkedTo
    const open = walked - decided
    // Of what nobody has looked at, as much is taken to be missing as of the part before it; half at first.
    const openShare = (open + mostCount / 2) / (walked + mostCount)
    const registers = open + unwalked * openShare
    const silencesLeft = this.#silentBlocks === 0 ? 0 : Math.max(0, silences - this.#silences)
    return (
      this.#walk.remainingMs(Math.ceil(unwalked / mostCount)) +
      this.#refining.remainingMs(registers * this.#requestsPerRegister.stepMs) +
      this.#silence.remainingMs(silencesLeft)
    )
  }
}
