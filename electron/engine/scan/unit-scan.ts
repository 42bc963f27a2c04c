import type { ResultOf } from '../../../shared/contract/tester.ts'
import type { LinkConfig, Table } from '../../../shared/model/index.ts'
import { isBitTable, pduAddress, unitId } from '../../../shared/model/index.ts'
import { exceptionText, isGatewayCode } from '../modbus/exception-text.ts'
import type { ReadOutcome } from '../modbus/request.ts'
import { LateAnswers, type WatchFrames } from './late-answers.ts'
import { lineTimesOf } from './line-times.ts'
import { Pace } from './pace.ts'
import { ScanAsker } from './scan-line.ts'
import type { OnScanProgress, ScanEnd, ScanLine } from './scan-run.ts'

export type UnitScanResult = ResultOf<'scan-units'>

export interface UnitScanOptions extends ScanLine {
  /** Both are asked. */
  readonly from: number
  readonly to: number
  readonly table: Table
  readonly address: number
  /** Of a serial line: with it, slow units are found as well. */
  readonly watchFrames?: WatchFrames
  readonly onProgress?: OnScanProgress<UnitScanResult>
}

/**
 * Asks one unit id after the other for one register. A whole answer of that unit, data or exception, means that it is
 * there; the gateway exceptions 10 and 11 mean that it is not. A silent id is asked once; one from which
 * something came that was no whole answer is asked again, and stands among the garbled ones even if it answers then.
 *
 * Which answer belongs to which request is never in doubt here: each id is asked for one count once, so that the link
 * has nothing to ask to get back in step, and the late answer of an id is known by its id. Where the frames of the line can be
 * watched, an id that answered after its timeout is asked again at the end, with more time. On a serial line, a
 * timeout shorter than the longest frame's wire time gains nothing: the link waits that long before it speaks again.
 */
export async function scanUnits(options: UnitScanOptions): Promise<ScanEnd<UnitScanResult>> {
  const lateAnswers = new LateAnswers(options.link, options.watchFrames)
  try {
    return await new UnitScan(options, lateAnswers).run()
  } finally {
    lateAnswers.end()
  }
}

class UnitScan {
  readonly #options: UnitScanOptions
  readonly #lateAnswers: LateAnswers
  readonly #asker: ScanAsker
  readonly #pace: Pace
  readonly #finds: Find[] = []
  readonly #garbled: UnitScanResult['garbled'] = []
  #unreached = 0
  #asked = 0
  #downInARow = 0

  constructor(options: UnitScanOptions, lateAnswers: LateAnswers) {
    this.#options = options
    this.#lateAnswers = lateAnswers
    this.#asker = new ScanAsker(options)
    this.#pace = new Pace(lineTimesOf(options).silentMs(options.table, 1), 4)
  }

  async run(): Promise<ScanEnd<UnitScanResult>> {
    const { from, to, clock, timeoutMs } = this.#options
    const ids = idsToAsk(this.#options)
    const total = to - from + 1
    if (ids.length < total) {
      // Nobody answers a broadcast, and a device could obey it (Modbus over Serial Line V1.02, 2.2).
      this.#asked = total - ids.length
      this.#report(total, broadcastText)
    }
    for (const id of ids) {
      const startMs = clock.monotonicMs()
      this.#report(total, `unit ${id} of ${to}`)
      const end = this.#note(id, await look(this.#asker, this.#options, id))
      if (end !== null) return end
      this.#asked += 1
      this.#pace.add(1, clock.monotonicMs() - startMs)
    }
    const isFound = (id: number): boolean => this.#finds.some(({ unitId: found }) => found === id)
    const patientMs = Math.max(patienceFactor * timeoutMs, leastPatienceMs)
    for (const id of this.#lateAnswers.among(ids)) {
      if (isFound(id)) continue
      this.#report(total, `unit ${id} again: its answer came after the timeout`)
      const patient = new ScanAsker({ ...this.#options, timeoutMs: patientMs })
      const end = this.#note(id, await lookAgain(patient, this.#options, id))
      if (end !== null) return end
    }
    this.#report(total, '')
    return { kind: 'done', result: this.#result() }
  }

  /** null: the scan goes on. */
  #note(id: number, sighting: Sighting): ScanEnd<UnitScanResult> | null {
    if (sighting.kind === 'aborted') return { kind: 'aborted', result: this.#result() }
    if (sighting.kind === 'down') {
      const { reason } = sighting
      this.#downInARow += 1
      if (!this.#asker.wasOpen || this.#downInARow >= mostDownInARow)
        return { kind: 'failed', result: this.#result(), trouble: reason }
      this.#garbled.push({ unitId: id, detail: `the connection was lost when it was asked: ${reason}` })
      return null
    }
    this.#downInARow = 0
    if (sighting.kind === 'answered') {
      const { answer, latencyMs } = sighting
      this.#finds.push({ unitId: id, answer, latencyMs })
    }
    if (sighting.kind === 'unreached') this.#unreached += 1
    if (sighting.garbage !== null) this.#garbled.push({ unitId: id, detail: sighting.garbage })
    return null
  }

  #result(): UnitScanResult {
    return {
      found: describeFinds(this.#finds, this.#asked, this.#options.config),
      garbled: [...this.#garbled],
      unreached: this.#unreached,
      asked: this.#asked,
      waitMs: this.#options.timeoutMs,
    }
  }

  #report(total: number, doing: string): void {
    const remainingMs = this.#pace.remainingMs(total - this.#asked)
    this.#options.onProgress?.(this.#result(), { done: this.#asked, total, remainingMs, doing })
  }
}

/** What a slow unit is given the second time. */
const patienceFactor = 4
const leastPatienceMs = 2_000

/** Ids that a scan of this range asks: on a serial line 0 is the broadcast, and never asked. */
export function idsToAsk({ config, from, to }: Pick<UnitScanOptions, 'config' | 'from' | 'to'>): number[] {
  const ids = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
  return config.kind === 'tcp' ? ids : ids.filter((id) => id !== 0)
}

const broadcastText = 'unit 0 is the broadcast of a serial line: it is not asked'

/** A device that hangs up at each id is not asked 247 times. */
const mostDownInARow = 3

interface Find {
  readonly unitId: number
  readonly answer: string
  readonly latencyMs: number
}

type Sighting =
  | {
      readonly kind: 'answered'
      readonly answer: string
      readonly latencyMs: number
      readonly garbage: string | null
    }
  /** A gateway says so. */
  | { readonly kind: 'unreached'; readonly garbage: string | null }
  | { readonly kind: 'absent'; readonly garbage: string | null }
  | { readonly kind: 'down'; readonly reason: string }
  | { readonly kind: 'aborted' }

async function look(asker: ScanAsker, { table, address }: UnitScanOptions, id: number): Promise<Sighting> {
  const ask = (count: number): Promise<ReadOutcome> =>
    asker.ask(unitId(id), { table, address: pduAddress(address), count })
  const first = await ask(1)
  if (first.kind !== 'bad-frame') return sightingOf(first, null)
  // Another count: whatever else of the first answer may come, it is not taken for the second.
  const again = sightingOf(await ask(otherCount(table, address)), first.reason)
  return again.kind === 'answered'
    ? { ...again, garbage: `${first.reason}; it answered when asked again` }
    : again
}

/** One whose answer came too late. */
async function lookAgain(
  asker: ScanAsker,
  { table, address, timeoutMs }: UnitScanOptions,
  id: number,
): Promise<Sighting> {
  const request = { table, address: pduAddress(address), count: otherCount(table, address) }
  const sighting = sightingOf(await asker.ask(unitId(id), request), null)
  if (sighting.kind === 'answered')
    return { ...sighting, answer: `${sighting.answer}; slower than the timeout of ${timeoutMs} ms` }
  if (sighting.kind !== 'absent') return sighting
  return { ...sighting, garbage: 'an answer came after the timeout, and none when it was asked again' }
}

function sightingOf(outcome: ReadOutcome, garbage: string | null): Sighting {
  switch (outcome.kind) {
    case 'data':
      return { kind: 'answered', answer: 'data', latencyMs: outcome.latencyMs, garbage }
    case 'exception':
      if (isGatewayCode(outcome.code)) return { kind: 'unreached', garbage }
      return { kind: 'answered', answer: exceptionText(outcome.code), latencyMs: outcome.latencyMs, garbage }
    case 'timeout':
      return { kind: 'absent', garbage }
    case 'bad-frame':
      return { kind: 'absent', garbage: garbage ?? outcome.reason }
    case 'link-down':
      return { kind: 'down', reason: outcome.reason }
    case 'aborted':
      return { kind: 'aborted' }
  }
}

/** Bits that share a byte cannot be told apart by their answer. */
function otherCount(table: Table, address: number): number {
  const count = isBitTable(table) ? 9 : 2
  return address + count <= 65_536 ? count : 1
}

/** So many ids that all answer on TCP are hardly so many meters. */
const manyIds = 8

function describeFinds(found: readonly Find[], asked: number, { kind }: LinkConfig): UnitScanResult['found'] {
  const finds = found.toSorted((a, b) => a.unitId - b.unitId)
  const isAnyId = kind === 'tcp' && asked >= manyIds && finds.length === asked
  return finds.map((find) =>
    isAnyId
      ? { ...find, answer: `${find.answer}; every id answers: probably one device that ignores the unit id` }
      : find,
  )
}
