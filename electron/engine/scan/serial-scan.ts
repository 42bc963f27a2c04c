import type { ResultOf } from '../../../shared/contract/tester.ts'
import type { LinkConfig } from '../../../shared/model/index.ts'
import { pduAddress, unitId } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { bytesText } from '../modbus/bytes-text.ts'
import { exceptionText } from '../modbus/exception-text.ts'
import { echoReason } from '../modbus/frame-check.ts'
import type { TracedFrame } from '../modbus/frame-trace.ts'
import type { Link } from '../modbus/link.ts'
import { glitchLength } from '../modbus/rtu-frame.ts'
import { lineTimesOf, silentVisitMs } from './line-times.ts'
import { Pace } from './pace.ts'
import type { OnScanProgress, ScanEnd } from './scan-run.ts'
import { type SerialChoices, type SerialCombination, serialOrder, serialText } from './serial-order.ts'

export type SerialScanResult = ResultOf<'scan-serial'>
type Tried = SerialScanResult['tried'][number]

export interface SerialScanOptions extends SerialChoices {
  readonly path: string
  /** Asked with each combination, in this order; 0 is the broadcast and left out. */
  readonly unitIds: readonly number[]
  readonly timeoutMs: number
  /** A link of its own for each combination; what it hears goes to `onFrame`. It is closed before the next is opened. */
  readonly openLink: (config: LinkConfig, onFrame: (frame: TracedFrame) => void) => Link
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onProgress?: OnScanProgress<SerialScanResult>
}

/**
 * Tries combinations of baud rate, parity and stop bits on one port, the likeliest first, and ends with the first one
 * with which a unit answers, be it with an exception: an answer of the unit that was asked with a right CRC is proof. A
 * port that cannot be opened ends it as well.
 */
export async function scanSerial(options: SerialScanOptions): Promise<ScanEnd<SerialScanResult>> {
  const { path, timeoutMs, clock, signal } = options
  const order = serialOrder(options)
  const units = options.unitIds.filter((id) => id !== 0)
  const tried: Tried[] = []
  const announcedMs = order.map((combination) => {
    const times = lineTimesOf({ config: configOf(path, combination), timeoutMs, requestDelayMs: 0 })
    return silentVisitMs(times, units.length)
  })
  const correction = new Pace(1, 1_000)
  const result = (): SerialScanResult => ({ tried: [...tried], combinations: order.length })
  const report = (done: number, doing: string): void => {
    const total = order.length * units.length
    const leftMs = announcedMs.reduce((sum, ms, index) => {
      const unitsLeft = Math.max(0, Math.min(units.length, (index + 1) * units.length - done))
      return sum + (ms * unitsLeft) / units.length
    }, 0)
    const remainingMs = correction.remainingMs(leftMs)
    options.onProgress?.(result(), { done, total, remainingMs, doing })
  }

  for (const [index, combination] of order.entries()) {
    const openedMs = clock.monotonicMs()
    const ear = new Ear()
    const link = options.openLink(configOf(path, combination), (frame) => ear.hear(frame))
    try {
      let answer: Tried | null = null
      for (const [nth, id] of units.entries()) {
        report(index * units.length + nth, `${serialText(combination)}, unit ${id}`)
        const startMs = clock.monotonicMs()
        // Each combination asks for another count than the one before: that one's late answer is not its own.
        const request = { table: 'HOLDING', address: pduAddress(0), count: 1 + (index % 4) } as const
        const readOptions = { timeoutMs, requestDelayMs: 0, dueMs: startMs, signal }
        const outcome = await link.read(unitId(id), request, readOptions)
        if (outcome.kind === 'aborted') return { kind: 'aborted', result: result() }
        if (outcome.kind === 'link-down') return { kind: 'failed', result: result(), trouble: outcome.reason }
        if (outcome.kind === 'data' || outcome.kind === 'exception') {
          const said = outcome.kind === 'data' ? 'data' : exceptionText(outcome.code)
          answer = { ...combination, outcome: 'answer', unitId: id, detail: said }
          break
        }
      }
      tried.push(answer ?? { ...combination, ...ear.heard(), unitId: null })
      if (answer !== null) {
        const total = (index + 1) * units.length
        options.onProgress?.(result(), { done: total, total, remainingMs: 0, doing: '' })
        return { kind: 'done', result: result() }
      }
    } finally {
      await link.close()
    }
    correction.add(announcedMs[index] ?? 0, clock.monotonicMs() - openedMs)
  }
  report(order.length * units.length, '')
  return { kind: 'done', result: result() }
}

export const configOf = (path: string, combination: SerialCombination): LinkConfig => ({
  kind: 'rtu',
  path,
  ...combination,
  dataBits: 8,
})

const bytesShown = 16

/** Bytes that came and were taken for nothing: somebody talks, at another speed perhaps. */
class Ear {
  #bytes = 0
  #first: Buffer | null = null
  #hasEcho = false

  hear({ direction, bytes, note }: TracedFrame): void {
    // A transceiver that turns round gives a byte of its own.
    if (direction !== 'discarded' || bytes.length <= glitchLength) return
    this.#bytes += bytes.length
    this.#hasEcho ||= note === echoReason
    this.#first ??= Buffer.from(bytes)
  }

  heard(): Pick<Tried, 'outcome' | 'detail'> {
    if (this.#first === null) return { outcome: 'silence', detail: 'not a byte came back' }
    if (this.#hasEcho) return { outcome: 'garbage', detail: echoReason }
    const first = bytesText(this.#first, bytesShown)
    return { outcome: 'garbage', detail: `${this.#bytes} bytes, no whole answer among them: ${first}` }
  }
}
