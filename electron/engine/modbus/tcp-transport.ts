import { checkAnswer, echoReason, expectedOf } from './frame-check.ts'
import type { Expected } from './frame-check.ts'
import { ConnectionError } from './link-errors.ts'
import { encodeMbap, scanMbap } from './mbap.ts'
import type { MbapFrame } from './mbap.ts'
import { PduClient } from './pdu-client.ts'
import type { ReadOutcome } from './request.ts'
import { startDeadline } from './transport-timing.ts'
import type { ByteChannel, Dial, Exchange, Transport, TransportEnvironment } from './transport.ts'

interface Pending {
  readonly pdu: PduClient
  readonly expected: Expected
  readonly sent: Buffer
  readonly sentAtMs: number
  readonly cancelDeadline: () => void
  readonly resolve: (outcome: ReadOutcome) => void
}

const nothing = Buffer.alloc(0)

/**
 * Modbus TCP. An answer counts when its transaction id is one in flight and its body is the answer to that request. After
 * a timeout or a wrong frame the connection takes no new request and is destroyed as soon as nothing is in flight;
 * transaction ids go on across connections, so that a gateway that keeps answers has nothing to match.
 */
export class TcpTransport implements Transport {
  readonly capacity: number
  readonly #dial: Dial
  readonly #environment: TransportEnvironment
  readonly #pending = new Map<number, Pending>()
  /** PDU clients not in use: one per exchange, as each knows one request. */
  readonly #idle: PduClient[] = []
  #channel: ByteChannel | null = null
  #isRetiring = false
  #buffer: Buffer = nothing
  #transactionId = 0
  #lastByteMs = Number.NEGATIVE_INFINITY
  #dialling: AbortController | null = null
  /** Ends the silence that an exchange keeps before its request. */
  readonly #silences = new Set<() => void>()

  constructor(dial: Dial, pipelining: number, environment: TransportEnvironment) {
    this.capacity = pipelining
    this.#dial = dial
    this.#environment = environment
  }

  get isOpen(): boolean {
    return this.#channel !== null && !this.#isRetiring
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
      this.#buffer = nothing
      this.#isRetiring = false
      this.#channel = channel
    } finally {
      if (this.#dialling === dialling) this.#dialling = null
    }
  }

  async exchange(exchange: Exchange): Promise<ReadOutcome> {
    if (exchange.requestDelayMs > 0) await this.#keepSilence(exchange.requestDelayMs)
    const channel = this.#channel
    if (channel === null) return { kind: 'link-down', reason: 'connection lost', latencyMs: 0 }
    return new Promise((resolve) => {
      const { unitId, request, timeoutMs } = exchange
      const pdu = this.#idle.pop() ?? new PduClient()
      const transactionId = this.#nextTransactionId()
      const frame = encodeMbap(transactionId, pdu.encode(unitId, request))
      const sentAtMs = this.#environment.clock.monotonicMs()
      const cancelDeadline = startDeadline(timeoutMs, () => {
        this.#finish(transactionId, { kind: 'timeout', latencyMs: this.#sinceMs(sentAtMs) })
        this.#retire()
      })
      const expected = expectedOf(unitId, request)
      this.#pending.set(transactionId, { pdu, expected, sent: frame, sentAtMs, cancelDeadline, resolve })
      this.#environment.trace('sent', frame)
      channel.write(frame)
    })
  }

  async close(): Promise<void> {
    this.#dialling?.abort()
    const channel = this.#letGo('link closed')
    await channel?.destroy()
  }

  #onBytes(bytes: Buffer): void {
    this.#lastByteMs = this.#environment.clock.monotonicMs()
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes])
    while (this.#channel !== null) {
      const scan = scanMbap(this.#buffer)
      if (scan.kind === 'incomplete') return
      if (scan.kind === 'broken') return this.#break(scan.reason)
      const raw = this.#buffer.subarray(0, scan.byteLength)
      const rest = this.#buffer.subarray(scan.byteLength)
      // A frame that lost bytes on its way is filled up from the next one, and only what is left of that shows it.
      const after = scanMbap(rest)
      if (after.kind === 'broken') return this.#break(after.reason)
      // A view without a byte would keep all those before it.
      this.#buffer = rest.length === 0 ? nothing : rest
      this.#onFrame(scan.frame, raw)
    }
  }

  #onFrame({ transactionId, body }: MbapFrame, raw: Buffer): void {
    const pending = this.#pending.get(transactionId)
    if (pending === undefined) {
      this.#environment.trace('discarded', raw, 'late: no such transaction')
      return
    }
    const decoded = raw.equals(pending.sent)
      ? ({ kind: 'wrong', reason: echoReason } as const)
      : decodedAnswer(body, pending)
    const latencyMs = this.#sinceMs(pending.sentAtMs)
    if (decoded.kind === 'wrong') {
      this.#environment.trace('discarded', raw, decoded.reason)
      this.#finish(transactionId, { kind: 'bad-frame', reason: decoded.reason, latencyMs })
      this.#retire()
      return
    }
    this.#environment.trace('received', raw)
    this.#finish(transactionId, { ...decoded, latencyMs })
    if (this.#isRetiring) this.#retire()
  }

  /** The stream itself is out of step: whoever waits has to ask again. */
  #break(reason: string): void {
    this.#environment.trace('discarded', this.#buffer, reason)
    this.#buffer = nothing
    for (const [transactionId, { sentAtMs }] of this.#pending) {
      this.#finish(transactionId, { kind: 'bad-frame', reason, latencyMs: this.#sinceMs(sentAtMs) })
    }
    this.#retire()
  }

  /** No more requests through this connection; destroyed once the answers still under way have come. */
  #retire(): void {
    if (this.#channel === null) return
    this.#isRetiring = true
    if (this.#pending.size > 0) return
    void this.#letGo('')?.destroy()
    this.#environment.onClosed(null)
  }

  #lose(error: ConnectionError): void {
    const wasRetiring = this.#isRetiring
    this.#letGo(error.message)
    this.#environment.onClosed(wasRetiring ? null : error)
  }

  #letGo(reason: string): ByteChannel | null {
    const channel = this.#channel
    this.#channel = null
    this.#isRetiring = false
    this.#discardRest()
    for (const end of this.#silences) end()
    for (const [transactionId, { sentAtMs }] of this.#pending) {
      this.#finish(transactionId, { kind: 'link-down', reason, latencyMs: this.#sinceMs(sentAtMs) })
    }
    return channel
  }

  /** Half an answer is no silence: whoever looks for the fault has to see that something came. */
  #discardRest(): void {
    const { length } = this.#buffer
    if (length > 0) this.#environment.trace('discarded', this.#buffer, `broken off after ${length} bytes`)
    this.#buffer = nothing
  }

  #finish(transactionId: number, outcome: ReadOutcome): void {
    const pending = this.#pending.get(transactionId)
    if (pending === undefined) return
    this.#pending.delete(transactionId)
    pending.cancelDeadline()
    this.#idle.push(pending.pdu)
    pending.resolve(outcome)
  }

  #nextTransactionId(): number {
    this.#transactionId = (this.#transactionId + 1) & 0xffff
    return this.#transactionId
  }

  #sinceMs(startMs: number): number {
    return this.#environment.clock.monotonicMs() - startMs
  }

  /** Silence before a request, measured from the last byte seen. */
  async #keepSilence(silenceMs: number): Promise<void> {
    const leftMs = this.#lastByteMs + silenceMs - this.#environment.clock.monotonicMs()
    if (leftMs <= 0 || this.#channel === null) return
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#silences.delete(end)
        resolve()
      }
      const timer = setTimeout(end, leftMs)
      this.#silences.add(end)
    })
  }
}

function decodedAnswer(body: Buffer, { pdu, expected }: Pending): ReturnType<PduClient['decode']> {
  const answer = checkAnswer(body, expected)
  return answer.kind === 'wrong' ? answer : pdu.decode(body)
}
