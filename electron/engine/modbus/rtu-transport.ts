import type { UnitId } from '../../../shared/model/index.ts'
import { checkAnswer, echoReason, expectedOf } from './frame-check.ts'
import type { Expected } from './frame-check.ts'
import { ConnectionError } from './link-errors.ts'
import { PduClient } from './pdu-client.ts'
import type { ReadOutcome, ReadRequest } from './request.ts'
import { encodeRtu, glitchLength, scanRtu, unfinishedText } from './rtu-frame.ts'
import type { LineTiming, RtuScan } from './rtu-frame.ts'
import { StepKeeper } from './rtu-step.ts'
import type { Probe } from './rtu-step.ts'
import { LineWait, startDeadline } from './transport-timing.ts'
import type { ByteChannel, Dial, Exchange, Transport, TransportEnvironment } from './transport.ts'

export interface RtuLine {
  readonly timing: LineTiming
  /** Consecutive timeouts without one byte after which the channel is given up; null: never. */
  readonly reopenAfterTimeouts: number | null
}

interface Pending {
  readonly expected: Expected
  readonly sent: Buffer
  readonly sentAtMs: number
  readonly finish: (outcome: ReadOutcome) => void
}

/** What is asked in one exchange at most: probes, the request, and once more after an ambiguous exception. */
const mostTurns = 6
const requestLength = 8
const crcLength = 2
const nothing = Buffer.alloc(0)

/**
 * Modbus RTU over a serial port or through a socket; one request at a time. Which frame answers which request can't be
 * seen in the frame alone, so the line is kept in step (see StepKeeper), and a frame counts only when the gap
 * behind it stays silent: a late answer followed by the right one is two frames, and neither is believed.
 */
export class RtuTransport implements Transport {
  readonly capacity = 1
  readonly #dial: Dial
  readonly #line: RtuLine
  readonly #environment: TransportEnvironment
  readonly #pdu = new PduClient()
  readonly #step = new StepKeeper()
  readonly #wait: LineWait
  /** Units that answered another count with an exception: they are probed with another function. */
  readonly #refusesOtherCounts = new Set<UnitId>()
  #channel: ByteChannel | null = null
  #dialling: AbortController | null = null
  #pending: Pending | null = null
  #buffer: Buffer = nothing
  /** Monotonic: the last byte seen, or the end of our own request. */
  #lastActivityMs = Number.NEGATIVE_INFINITY
  /** Something arrived that was not asked for: more of it may be under way. */
  #isDirty = false
  #silentTimeouts = 0
  #cancelDeadline: (() => void) | null = null
  #cancelFrameEnd: (() => void) | null = null

  constructor(dial: Dial, line: RtuLine, environment: TransportEnvironment) {
    this.#dial = dial
    this.#line = line
    this.#environment = environment
    this.#wait = new LineWait(environment.clock)
  }

  get isOpen(): boolean {
    return this.#channel !== null
  }

  async open(timeoutMs: number): Promise<void> {
    const dialling = new AbortController()
    this.#dialling = dialling
    const listener = {
      onBytes: (bytes: Buffer) => this.#onBytes(bytes),
      onLost: (error: ConnectionError) => this.#lose(error),
    }
    try {
      const channel = await this.#dial(listener, timeoutMs, dialling.signal)
      if (dialling.signal.aborted) {
        await channel.destroy()
        throw new ConnectionError('closed while dialling')
      }
      this.#channel = channel
      this.#buffer = nothing
      this.#silentTimeouts = 0
      // Nobody knows what the line was doing before.
      this.#lastActivityMs = this.#nowMs()
    } finally {
      if (this.#dialling === dialling) this.#dialling = null
    }
  }

  async exchange(exchange: Exchange): Promise<ReadOutcome> {
    const outcome = await this.#exchange(exchange)
    const { reopenAfterTimeouts } = this.#line
    if (
      reopenAfterTimeouts !== null &&
      this.#silentTimeouts >= reopenAfterTimeouts &&
      this.#channel !== null
    ) {
      void this.#letGo('')?.destroy()
      this.#environment.onClosed(null)
    }
    return outcome
  }

  async close(): Promise<void> {
    this.#dialling?.abort()
    const channel = this.#letGo('link closed')
    await channel?.destroy()
  }

  async #exchange(exchange: Exchange): Promise<ReadOutcome> {
    const { unitId, request } = exchange
    const expected = expectedOf(unitId, request)
    for (let turn = 0; turn < mostTurns; turn += 1) {
      const nowMs = this.#nowMs()
      const refuses = this.#refusesOtherCounts.has(unitId)
      const probe = this.#step.probeFor(unitId, request, refuses, nowMs)
      if (probe.kind !== 'none') {
        const failure = await this.#ask(probe, exchange)
        if (failure !== null) return failure
        continue
      }
      const outcome = await this.#transact(exchange, request)
      const isAnswer = outcome.kind === 'data' || outcome.kind === 'exception'
      if (!isAnswer) return outcome
      if (outcome.kind === 'data' || !this.#step.exceptionIsAmbiguous(expected, nowMs)) {
        this.#step.settle(unitId)
        return outcome
      }
      // An exception says no count: it may be the late answer to an earlier request of the same function.
      this.#step.sent(expected, nowMs)
      const other = this.#step.otherFunction(unitId, request, nowMs)
      if (other === null) break
      const failure = await this.#ask({ kind: 'other-function', request: other }, exchange)
      if (failure !== null) return failure
    }
    return { kind: 'bad-frame', reason: 'answers can not be told apart: line out of step', latencyMs: 0 }
  }

  /** Asks a probe. null: the unit answered it, whether or not that put the line back in step; else how it failed. */
  async #ask(probe: Exclude<Probe, { kind: 'none' }>, exchange: Exchange): Promise<ReadOutcome | null> {
    const { unitId } = exchange
    const outcome = await this.#transact(exchange, probe.request, 'to get back in step')
    switch (outcome.kind) {
      case 'data':
        this.#step.settle(unitId)
        return null
      case 'exception':
        if (probe.kind === 'other-function') this.#step.settle(unitId)
        else {
          this.#refusesOtherCounts.add(unitId)
          this.#step.sent(expectedOf(unitId, probe.request), this.#nowMs())
        }
        return null
      default:
        // A unit that keeps silent about a function it doesn't know is better asked for another count.
        if (probe.kind === 'other-function') this.#refusesOtherCounts.delete(unitId)
        return outcome
    }
  }

  /** One request and one answer that looks right; if none came, the request is remembered as unanswered. */
  async #transact(exchange: Exchange, request: ReadRequest, note?: string): Promise<ReadOutcome> {
    const { unitId, timeoutMs, requestDelayMs } = exchange
    const isSilent = await this.#silence(requestDelayMs, timeoutMs)
    const channel = this.#channel
    if (channel === null) return { kind: 'link-down', reason: 'connection lost', latencyMs: 0 }
    if (!isSilent) return { kind: 'bad-frame', reason: 'the line does not fall silent', latencyMs: 0 }
    const expected = expectedOf(unitId, request)
    const frame = encodeRtu(this.#pdu.encode(unitId, request))
    const { characterMs } = this.#line.timing
    const sentAtMs = this.#nowMs()
    this.#buffer = nothing
    this.#lastActivityMs = sentAtMs + requestLength * characterMs
    const outcome = await new Promise<ReadOutcome>((resolve) => {
      const finish = (outcome: ReadOutcome): void => {
        this.#pending = null
        this.#cancelTimers()
        resolve(outcome)
      }
      this.#pending = { expected, sent: frame, sentAtMs, finish }
      // The configured wait is the device's; what the frames take on the wire is not its fault.
      const wireMs = (requestLength + 5 + expected.byteCount) * characterMs
      this.#cancelDeadline = startDeadline(timeoutMs + wireMs, () => this.#onDeadline())
      this.#environment.trace('sent', frame, note)
      channel.write(frame)
    })
    if (outcome.kind === 'timeout' || outcome.kind === 'bad-frame' || outcome.kind === 'link-down') {
      this.#step.sent(expected, sentAtMs)
    }
    return outcome
  }

  /**
   * Waits for the gap before a request; after anything that was not asked for, until all of it must have come.
   * False: the line babbles on.
   */
  async #silence(requestDelayMs: number, patienceMs: number): Promise<boolean> {
    const { gapMs, quietMs } = this.#line.timing
    const giveUpMs = this.#nowMs() + Math.max(patienceMs, requestDelayMs) + 2 * quietMs
    for (;;) {
      const silenceMs = Math.max(gapMs, requestDelayMs, this.#isDirty ? quietMs : 0)
      const dueMs = this.#lastActivityMs + silenceMs
      if (this.#channel === null) return false
      const nowMs = this.#nowMs()
      if (dueMs <= nowMs) break
      if (nowMs > giveUpMs) return false
      await this.#wait.until(dueMs)
    }
    this.#isDirty = false
    return true
  }

  #onBytes(bytes: Buffer): void {
    this.#lastActivityMs = this.#nowMs()
    this.#silentTimeouts = 0
    if (this.#pending === null) {
      this.#environment.trace('discarded', bytes, 'not asked for')
      if (bytes.length > glitchLength) this.#isDirty = true
      return
    }
    this.#cancelFrameEnd?.()
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes])
    this.#examine(this.#pending)
  }

  #examine(pending: Pending): void {
    for (;;) {
      const scan = scanRtu(this.#buffer)
      if (isEcho(scan, this.#buffer, pending.sent)) return this.#reject(pending, echoReason)
      if (scan.kind === 'broken' && !isPartOf(this.#buffer, pending.sent))
        return this.#reject(pending, scan.reason)
      if (scan.kind !== 'frame') {
        this.#cancelFrameEnd = startDeadline(this.#line.timing.quietMs, () => {
          this.#reject(pending, unfinishedText(this.#buffer))
        })
        return
      }
      const answer = checkAnswer(scan.body, pending.expected)
      if (answer.kind !== 'wrong') return this.#awaitFrameEnd(pending, scan.body, scan.end)
      if (!this.#isLate(scan.body)) return this.#reject(pending, answer.reason)
      this.#environment.trace('discarded', this.#buffer.subarray(0, scan.end), 'late answer')
      this.#buffer = this.#buffer.subarray(scan.end)
      if (this.#buffer.length === 0) return
    }
  }

  /** The frame looks right; it counts when nothing follows it within the gap. */
  #awaitFrameEnd(pending: Pending, body: Buffer, end: number): void {
    const extra = this.#buffer.length - end
    if (extra > glitchLength) return this.#reject(pending, `${extra} bytes too many after the answer`)
    const latencyMs = this.#lastActivityMs - pending.sentAtMs
    const { gapMs } = this.#line.timing
    // The answer is there: from here on only more bytes can spoil it, not time.
    this.#cancelDeadline?.()
    const wait = new LineWait(this.#environment.clock)
    let isCancelled = false
    this.#cancelFrameEnd = () => {
      isCancelled = true
      wait.cancel()
    }
    void wait.until(this.#lastActivityMs + gapMs).then(() => {
      if (isCancelled || this.#pending !== pending) return
      this.#environment.trace('received', this.#buffer.subarray(0, end))
      const decoded = this.#pdu.decode(body)
      this.#buffer = nothing
      if (decoded.kind === 'wrong') return this.#reject(pending, decoded.reason)
      return pending.finish({ ...decoded, latencyMs })
    })
  }

  /** An answer to an earlier request of this or another unit, which nobody waits for any more. */
  #isLate(body: Buffer): boolean {
    return this.#step.takeLate((late) => {
      const kind = checkAnswer(body, late).kind
      return kind === 'data' || kind === 'exception'
    })
  }

  #reject(pending: Pending, reason: string): void {
    this.#isDirty = true
    this.#environment.trace('discarded', this.#buffer, reason)
    this.#buffer = nothing
    pending.finish({ kind: 'bad-frame', reason, latencyMs: this.#nowMs() - pending.sentAtMs })
  }

  #onDeadline(): void {
    const pending = this.#pending
    if (pending === null) return
    if (this.#buffer.length > 0) return this.#reject(pending, unfinishedText(this.#buffer))
    this.#isDirty = true
    this.#silentTimeouts += 1
    pending.finish({ kind: 'timeout', latencyMs: this.#nowMs() - pending.sentAtMs })
  }

  #lose(error: ConnectionError): void {
    this.#letGo(error.message)
    this.#environment.onClosed(error)
  }

  #letGo(reason: string): ByteChannel | null {
    const channel = this.#channel
    this.#channel = null
    const { length } = this.#buffer
    if (length > 0) this.#environment.trace('discarded', this.#buffer, `broken off after ${length} bytes`)
    this.#buffer = nothing
    this.#silentTimeouts = 0
    this.#wait.cancel()
    const pending = this.#pending
    pending?.finish({ kind: 'link-down', reason, latencyMs: this.#nowMs() - pending.sentAtMs })
    return channel
  }

  #cancelTimers(): void {
    this.#cancelDeadline?.()
    this.#cancelFrameEnd?.()
    this.#cancelDeadline = null
    this.#cancelFrameEnd = null
  }

  #nowMs(): number {
    return this.#environment.clock.monotonicMs()
  }
}

/** The request looks like an answer itself, perhaps behind a byte or two of noise, or it is there as it was sent. */
const isEcho = (scan: RtuScan, bytes: Buffer, sent: Buffer): boolean =>
  scan.kind === 'frame' ? scan.body.equals(sent.subarray(0, -crcLength)) : bytes.indexOf(sent) === 0

/** All that came so far is what was sent: an echo, the rest of which is to come. */
const isPartOf = (bytes: Buffer, sent: Buffer): boolean => sent.indexOf(bytes) === 0
