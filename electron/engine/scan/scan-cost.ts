import type { RunCost } from '../../../shared/contract/tester.ts'
import type { Table } from '../../../shared/model/index.ts'
import { type LineSettings, lineTimesOf, portOpenMs, silentVisitMs } from './line-times.ts'
import { requestsPerHole, surveyLimits } from './register-scan.ts'
import { type SerialChoices, serialOrder } from './serial-order.ts'
import { configOf } from './serial-scan.ts'
import { idsToAsk } from './unit-scan.ts'

/** What a scan takes when nobody else uses the line. */
export type ScanCost = Pick<RunCost, 'requests' | 'leastMs' | 'mostMs' | 'likelyMs'>

/** Meters on a line, as a rule; the other ids are silent. */
const usualUnits = 3

export function unitScanCost(
  scan: LineSettings & { readonly from: number; readonly to: number; readonly table: Table },
): ScanCost {
  const times = lineTimesOf(scan)
  const requests = idsToAsk(scan).length
  const silentMs = times.silentMs(scan.table, 1)
  const units = Math.min(usualUnits, requests)
  const answeredMs = times.answeredMs(scan.table, 1, times.usualTurnaroundMs)
  return rounded({
    requests,
    leastMs: requests * times.answeredMs(scan.table, 1, times.leastTurnaroundMs),
    mostMs: requests * silentMs,
    likelyMs: (requests - units) * silentMs + units * answeredMs,
  })
}

/** Of the registers in a range, the share that exists: a guess, corrected as soon as a scan runs. */
const usualShare = 0.25

/**
 * Least: every block is answered. Most: everything is refused, or everything is silent, whichever takes longer.
 */
export function registerScanCost(
  scan: LineSettings & { readonly from: number; readonly to: number; readonly table: Table },
): ScanCost {
  const times = lineTimesOf(scan)
  const registers = scan.to - scan.from + 1
  const { mostCount, silences: moreSilences } = surveyLimits(scan)
  const blockCount = Math.min(mostCount, registers)
  const blocks = Math.ceil(registers / mostCount)
  const refusals = requestsPerHole * registers
  const silences = blocks + Math.min(moreSilences, registers)
  const refusedMs = times.refusedMs(times.usualTurnaroundMs)
  const blockMs = times.answeredMs(scan.table, blockCount, times.usualTurnaroundMs)
  const likelyRefusals = Math.round(refusals * (1 - usualShare))
  return rounded({
    requests: blocks + likelyRefusals,
    leastMs: blocks * times.answeredMs(scan.table, blockCount, times.leastTurnaroundMs),
    mostMs: Math.max((blocks + refusals) * refusedMs, silences * times.silentMs(scan.table, blockCount)),
    likelyMs: blocks * blockMs + likelyRefusals * refusedMs,
  })
}

/** Least: the likeliest combination is it. Most, and what has to be reckoned with: none is. */
export function serialScanCost(
  scan: SerialChoices & {
    readonly path: string
    readonly unitIds: readonly number[]
    readonly timeoutMs: number
  },
): ScanCost {
  const units = scan.unitIds.filter((id) => id !== 0).length
  const times = serialOrder(scan).map((combination) =>
    lineTimesOf({
      config: configOf(scan.path, combination),
      timeoutMs: scan.timeoutMs,
      requestDelayMs: 0,
    }),
  )
  const [first] = times
  const silentMs = times.reduce((sum, each) => sum + silentVisitMs(each, units), 0)
  return rounded({
    requests: times.length * units,
    leastMs: first === undefined ? 0 : portOpenMs + first.answeredMs('HOLDING', 1, first.leastTurnaroundMs),
    mostMs: silentMs,
    likelyMs: silentMs,
  })
}

const rounded = ({ requests, leastMs, mostMs, likelyMs }: ScanCost): ScanCost => ({
  requests,
  leastMs: Math.round(leastMs),
  mostMs: Math.round(mostMs),
  likelyMs: Math.round(likelyMs),
})
