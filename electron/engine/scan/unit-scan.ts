import type { ResultOf } from '../../../shared/contract/tester.ts'
import type { LinkConfig, Table } from '../../../shared/model/index.ts'
import { isBitTable, pduAddress, unitId } from '../../../shared/model/index.ts'
import { exceptionText } from '../modbus/exception-text.ts'
import type { ReadOutcome } from '../modbus/request.ts'
import { lineTimesOf } from './line-times.ts'
import { Pace } from './pace.ts'
import { isGatewayCode, ScanAsker } from './scan-line.ts'
import type { OnScanProgress, ScanEnd, ScanLine } from './scan-run.ts'

export type UnitScanResult = ResultOf<'scan-units'>

export interface UnitScanOptions extends ScanLine {
  /** Both are asked. */
  readonly from: number
  readonly to: number
  readonly table: Table
  readonly address: number
  readonly onProgress?: OnScanProgress<UnitScanResult>
}

/**
 * Asks one unit id after the other for one register. A whole answer of that unit, data or exception, means that it is
 * there; the gateway exceptions 10 and 11 mean that it is not. A silent id is asked once; one from which
 * something came that was no whole answer is asked again, and stands among the garbled ones even if it answers then.
 *
 * Which answer belongs to which request is never in doubt here: each id is asked for one count once, so that the link
 * has nothing to ask to get back in step, and the late answer of an id is known by its id. A unit that is slower than the
 * timeout is not found. On a serial line, a timeout shorter than the longest frame's wire time gains nothing: the
 * link waits that long anyway before it speaks again.
 */
export async function scanUnits(options: UnitScanOptions): Promise<ScanEnd<UnitScanResult>> {
  const { config, clock, table } = options
  const asker = new ScanAsker(options)
  const finds: Find[] = []
  const garbled: UnitScanResult['garbled'] = []
  const ids = idsToAsk(options)
  const total = options.to - options.from + 1
  const pace = new Pace(lineTimesOf(options).silentMs(table, 1), 4)
  let asked = 0
  let downInARow = 0

  const result = (): UnitScanResult => ({
    found: describeFinds(finds, asked, config),
    garbled: [...garbled],
    asked,
  })
  const report = (doing: string): void => {
    const remainingMs = pace.remainingMs(total - asked)
    options.onProgress?.(result(), { done: asked, total, remainingMs, doing })
  }

  if (ids.length < total) {
    // Nobody answers a broadcast, and a device could obey it (Modbus over Serial Line V1.02, 2.2).
    asked = total - ids.length
    report(broadcastText)
  }
  for (const id of ids) {
    const startMs = clock.monotonicMs()
    report(`unit ${id} of ${options.to}`)
    const sighting = await look(asker, options, id)
    switch (sighting.kind) {
      case 'aborted':
        return { kind: 'aborted', result: result() }
      case 'down':
        downInARow += 1
        if (asked === total - ids.length || downInARow >= mostDownInARow)
          return { kind: 'failed', result: result(), trouble: sighting.reason }
        garbled.push({ unitId: id, detail: `the connection was lost when it was asked: ${sighting.reason}` })
        break
      case 'answered':
        finds.push({ unitId: id, answer: sighting.answer, latencyMs: sighting.latencyMs })
        break
      case 'absent':
        break
    }
    if (sighting.kind !== 'down') {
      downInARow = 0
      if (sighting.garbage !== null) garbled.push({ unitId: id, detail: sighting.garbage })
    }
    asked += 1
    pace.add(1, clock.monotonicMs() - startMs)
  }
  report('')
  return { kind: 'done', result: result() }
}

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

function sightingOf(outcome: ReadOutcome, garbage: string | null): Sighting {
  switch (outcome.kind) {
    case 'data':
      return { kind: 'answered', answer: 'data', latencyMs: outcome.latencyMs, garbage }
    case 'exception':
      if (isGatewayCode(outcome.code)) return { kind: 'absent', garbage }
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

function describeFinds(finds: readonly Find[], asked: number, { kind }: LinkConfig): UnitScanResult['found'] {
  const isAnyId = kind === 'tcp' && asked >= manyIds && finds.length === asked
  return finds.map((find) =>
    isAnyId
      ? { ...find, answer: `${find.answer}; every id answers: probably one device that ignores the unit id` }
      : find,
  )
}
