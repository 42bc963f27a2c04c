import { isBitTable, pduAddress, widthOf } from '../../../shared/model/index.ts'
import type { PduAddress, RegisterConfig, Table } from '../../../shared/model/index.ts'
import type { CostModel } from './cost.ts'
import type { ReadRequest } from './request.ts'
import { askedAgain, type ScaleIndexes, scaleIndexesOf, scalesFirst } from './scale-reads.ts'

export interface PlanLimits {
  /** Registers (or bits) that may be read and thrown away between two values. */
  readonly maxGap: number
  /** Largest block of registers that the device accepts; never more than 125 are asked for. */
  readonly maxRegisters: number
  readonly cost: CostModel
}

/** One read and the values that it brings. */
export interface PlannedRequest extends ReadRequest {
  /** `offset` is in registers, or bits, from the start of the block. */
  readonly values: readonly { readonly registerIndex: number; readonly offset: number }[]
}

export interface ReadPlan {
  /** In the order in which they are asked. */
  readonly requests: readonly PlannedRequest[]
  /** After all others: powers of ten that could not come with their values, and the values that are meant. */
  readonly again: readonly PlannedRequest[]
}

/** One place on the device. Registers of the configuration that read the same words share it. */
export interface Span {
  readonly table: Table
  readonly address: PduAddress
  readonly count: number
  readonly registerIndexes: readonly number[]
  /** Spans with a power of ten for this one, or with values that this one is the power of. */
  readonly partners: readonly number[]
}

/** Spans read by one request, `first` to `last` inclusive. */
export interface SpanRange {
  readonly first: number
  readonly last: number
}

export interface JoinRules {
  /** This span isn't read at all, nor read across. */
  readonly isExcluded: (span: number) => boolean
  /** The span and the one after it must not be in one block. */
  readonly isCutAfter: (span: number) => boolean
}

const noRules: JoinRules = { isExcluded: () => false, isCutAfter: () => false }

/** V1.1b3, 6.1 and 6.3. */
const mostRegisters = 125
const mostBits = 2000

/** Costs that differ by less are the same: sums of doubles. */
const costTieMs = 1e-9

/**
 * The cheapest reads under the cost model that bring every register exactly once: no value is split, no gap is
 * larger than `maxGap`, no block larger than `maxRegisters` (2,000 for bits). For a value wider than `maxRegisters`
 * nothing beyond its own words is asked. Before the cost counts that as many values as can be come with their power
 * of ten. Of equally cheap plans, one with the fewest requests.
 */
export function makePlan(registers: readonly RegisterConfig[], limits: PlanLimits): ReadPlan {
  const spans = spansOf(registers)
  const requests = joinSpans(spans, limits).map((range) => requestFor(spans, range))
  const scaleIndexes = scaleIndexesOf(registers)
  if (scaleIndexes === null) return { requests, again: [] }
  const ordered = scalesFirst(requests, scaleIndexes)
  return { requests: ordered, again: askedAgain(ordered, scaleIndexes) }
}

const tableOrder: readonly Table[] = ['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT']

const noPartners: readonly number[] = []

/** By table, then address. */
export function spansOf(registers: readonly RegisterConfig[]): readonly Span[] {
  const indexesByPlace = new Map<string, number[]>()
  registers.forEach(({ table, address, dataType }, index) => {
    const place = `${table} ${address} ${widthOf(dataType)}`
    const indexes = indexesByPlace.get(place)
    if (indexes === undefined) indexesByPlace.set(place, [index])
    else indexes.push(index)
  })
  const spans: Span[] = []
  for (const registerIndexes of indexesByPlace.values()) {
    const register = registers[registerIndexes[0] ?? -1]
    if (register === undefined) continue
    const { table, address, dataType } = register
    spans.push({ table, address, count: widthOf(dataType), registerIndexes, partners: noPartners })
  }
  spans.sort((a, b) => tableOrder.indexOf(a.table) - tableOrder.indexOf(b.table) || a.address - b.address)
  const scaleIndexes = scaleIndexesOf(registers)
  return scaleIndexes === null ? spans : withPartners(spans, scaleIndexes)
}

function withPartners(spans: readonly Span[], scaleIndexes: ScaleIndexes): readonly Span[] {
  const spanOfRegister = new Map(
    spans.flatMap(({ registerIndexes }, span) => registerIndexes.map((index) => [index, span] as const)),
  )
  const partners = spans.map(() => new Set<number>())
  for (const [index, span] of spanOfRegister) {
    const scale = spanOfRegister.get(scaleIndexes[index] ?? -1)
    if (scale === undefined || scale === span) continue
    partners[span]?.add(scale)
    partners[scale]?.add(span)
  }
  return spans.map((span, index) => ({ ...span, partners: [...(partners[index] ?? [])] }))
}

export function requestFor(spans: readonly Span[], { first, last }: SpanRange): PlannedRequest {
  const inside = spans.slice(first, last + 1)
  const [head] = inside
  if (head === undefined) throw new RangeError(`no spans from ${first} to ${last}`)
  const end = Math.max(...inside.map((span) => span.address + span.count))
  return {
    table: head.table,
    address: pduAddress(head.address),
    count: end - head.address,
    values: inside.flatMap(({ address, registerIndexes }) =>
      registerIndexes.map((registerIndex) => ({ registerIndex, offset: address - head.address })),
    ),
  }
}

/**
 * Dynamic programming over the spans in order: the cheapest way to read the first i of them is the cheapest way
 * to read the first j, plus one block with the rest. Blocks of neighbours are enough, also where spans overlap:
 * a span that lies inside another block's extent can move there for nothing.
 */
export function joinSpans(
  spans: readonly Span[],
  { maxGap, maxRegisters, cost }: PlanLimits,
  rules: JoinRules = noRules,
): readonly SpanRange[] {
  const costMs = memoised(cost)
  const bestMs = new Float64Array(spans.length + 1).fill(Number.POSITIVE_INFINITY)
  /** Values in one block with their power of ten. */
  const pairCount = new Int32Array(spans.length + 1)
  const requestCount = new Int32Array(spans.length + 1)
  /** Where the block that ends before span i begins; -1 when that span is excluded. */
  const blockStart = new Int32Array(spans.length + 1)
  bestMs[0] = 0

  spans.forEach((head, first) => {
    const beforeMs = bestMs[first] ?? 0
    let pairs = pairCount[first] ?? 0
    const requests = requestCount[first] ?? 0
    if (rules.isExcluded(first)) {
      offer(first + 1, -1, beforeMs, requests, pairs)
      return
    }
    const most = isBitTable(head.table) ? mostBits : Math.min(maxRegisters, mostRegisters)
    let end = head.address + head.count
    let widest = head.count
    offer(first + 1, first, beforeMs + costMs(head.table, head.count), requests + 1, pairs)
    for (let last = first + 1; last < spans.length; last++) {
      const span = spans[last]
      if (span === undefined || span.table !== head.table || span.address - end > maxGap) return
      end = Math.max(end, span.address + span.count)
      widest = Math.max(widest, span.count)
      if (end - head.address > Math.max(most, widest) || rules.isCutAfter(last - 1) || rules.isExcluded(last))
        return
      for (const partner of span.partners) if (partner >= first && partner < last) pairs++
      offer(last + 1, first, beforeMs + costMs(head.table, end - head.address), requests + 1, pairs)
    }
  })

  function offer(at: number, from: number, totalMs: number, requests: number, pairs: number): void {
    const morePairs = pairs - (pairCount[at] ?? 0)
    const difference = totalMs - (bestMs[at] ?? 0)
    if (morePairs < 0) return
    if (morePairs === 0) {
      if (difference > costTieMs) return
      if (difference > -costTieMs && requests >= (requestCount[at] ?? 0)) return
    }
    bestMs[at] = totalMs
    pairCount[at] = pairs
    blockStart[at] = from
    requestCount[at] = requests
  }

  const blocks: SpanRange[] = []
  for (let at = spans.length; at > 0;) {
    const first = blockStart[at] ?? 0
    if (first >= 0) blocks.push({ first, last: at - 1 })
    at = first >= 0 ? first : at - 1
  }
  return blocks.toReversed()
}

function memoised(cost: CostModel): (table: Table, count: number) => number {
  const registerMs: number[] = []
  const bitMs: number[] = []
  return (table, count) => {
    const known = isBitTable(table) ? bitMs : registerMs
    return (known[count] ??= cost.requestMs(table, count))
  }
}
