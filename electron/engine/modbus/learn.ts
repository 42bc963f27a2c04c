import type { RegisterConfig, Table } from '../../../shared/model/index.ts'
import { joinSpans, requestFor, spansOf } from './plan.ts'
import type { PlanLimits, PlannedRequest, Span, SpanRange } from './plan.ts'

/**
 * A bad register costs only itself: what a device refuses is found out by bisection, and then not asked for.
 *
 * Two kinds of facts are learned. A span is refused when a request for it alone is. A cut lies between two
 * neighbouring spans when both sides of a refused block were answered: a hole between them, a block too long, a
 * border inside the device. A refused block is divided in two, at a gap while it has one, else in the middle;
 * when a part is refused too the fault lies in there and the outer division is forgotten, so that the rest is
 * joined again in the next slot.
 *
 * Convergence: the innermost refused block of a slot leaves a cut or a refused span behind, and facts go away
 * only by their probes. So a device with n values and fixed rules has at most 2n - 1 slots with a refused
 * request (in practice a handful), and none after that. What doesn't hold for another shape of block is found
 * out the same way: the joined block is refused, and divided again.
 *
 * Everything is probed again slowly: a refused span every 10 minutes, a cut after 10, 20, 40 ... minutes (at
 * most a day), few in one slot. So a meter that got new firmware, or said no while it booted, is read in full
 * again. What is asked of a request is all in the state; a slot runs like this:
 *
 *     const queue = [...requestsOf(learning, nowMs)]
 *     for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
 *       if (!isWanted(learning, request)) continue
 *       const outcome = await ask(request)
 *       if (outcome.kind === 'data') learning = onAnswered(learning, request, nowMs)
 *       else if (outcome.kind === 'exception' && isRefusal(outcome.code)) {
 *         const step = onRefused(learning, request, outcome.code, nowMs)
 *         learning = step.state
 *         queue.unshift(...step.followUps)
 *       } else learning = onUnanswered(learning, request, nowMs)
 *     }
 *
 * A register without a value then, that is in `refusedRegisters`, is BAD_ADDRESS. All times are monotonic.
 */
export interface Learning extends LearnedRules {
  /** The joined plan around all that was learned; made when first asked for. */
  readonly joined: () => readonly PlannedRequest[]
}

export interface LearnedRules {
  readonly spans: readonly Span[]
  readonly limits: PlanLimits
  readonly spanOfRegister: ReadonlyMap<number, number>
  readonly refusedSpans: ReadonlyMap<number, Refusal>
  /** Exception 1: the device doesn't know the function (V1.1b3, 7). */
  readonly refusedTables: ReadonlyMap<Table, Refusal>
  /** By the span before the cut. */
  readonly cuts: ReadonlyMap<number, Cut>
  /** Tables that something was read from: for these exception 1 isn't about the function. */
  readonly answeredTables: ReadonlySet<Table>
  readonly probesPerSlot: number
}

export interface Refusal {
  readonly exceptionCode: number
  readonly nextProbeMs: number
}

export interface Cut {
  /** How often it was found again by a probe. */
  readonly attempt: number
  readonly nextProbeMs: number
  /** Parts of the refused block that haven't been answered yet: until then the fault may lie in one of them. */
  readonly openSides: readonly SpanRange[]
}

export interface LearningStep {
  readonly state: Learning
  /** To be sent next, in the same slot. */
  readonly followUps: readonly PlannedRequest[]
}

const probeIntervalMs = 10 * 60_000
const longestProbeIntervalMs = 24 * 60 * 60_000
const fewProbes = 2
/** While every probe is answered there are more of them: the device has come to its senses. */
const manyProbes = 32

export function startLearning(registers: readonly RegisterConfig[], limits: PlanLimits): Learning {
  const spans = spansOf(registers)
  const spanOfRegister = new Map(
    spans.flatMap(({ registerIndexes }, span) =>
      registerIndexes.map((register) => [register, span] as const),
    ),
  )
  return withPlan({
    spans,
    limits,
    spanOfRegister,
    refusedSpans: new Map(),
    refusedTables: new Map(),
    cuts: new Map(),
    answeredTables: new Set(),
    probesPerSlot: fewProbes,
  })
}

/** Illegal function, data address, data value: about this request, not about the device's health. */
export function isRefusal(exceptionCode: number): boolean {
  return exceptionCode === 1 || exceptionCode === 2 || exceptionCode === 3
}

/** What to send in this slot: the plan, and a few probes that are due. */
export function requestsOf(state: Learning, nowMs: number): readonly PlannedRequest[] {
  const probes = dueProbes(state, nowMs)
  const plan = planWithoutDueCut(state, nowMs)
  return probes.length === 0 ? plan : [...plan, ...probes]
}

/** False when the answer to another request has made this one pointless: its table is refused. */
export function isWanted(state: Learning, request: PlannedRequest): boolean {
  return !state.refusedTables.has(request.table) || isProbeOfTable(state, request)
}

export function onAnswered(state: Learning, request: PlannedRequest, nowMs: number): Learning {
  let next = state
  if (!state.answeredTables.has(request.table)) {
    next = { ...next, answeredTables: new Set([...state.answeredTables, request.table]) }
  }
  if (state.refusedSpans.size === 0 && state.refusedTables.size === 0 && state.cuts.size === 0) return next

  const range = rangeOf(state, request)
  if (state.refusedTables.has(request.table)) {
    next = withPlan({ ...next, refusedTables: without(state.refusedTables, request.table) })
  }
  if (state.refusedSpans.has(range.first)) next = recovered(next, range.first, nowMs)
  for (let after = range.first - 1; after <= range.last; after++) {
    const cut = state.cuts.get(after)
    if (cut === undefined) continue
    if (after >= range.first && after < range.last) {
      next = withPlan({ ...next, cuts: without(next.cuts, after) })
    } else if (cut.openSides.some((side) => isSame(side, range))) {
      const openSides = cut.openSides.filter((side) => !isSame(side, range))
      // The plan stays as it is: it was cut there already.
      next = { ...next, cuts: new Map(next.cuts).set(after, { ...cut, openSides }) }
    }
  }
  return next
}

/** @param exceptionCode 1, 2 or 3, see {@link isRefusal} */
export function onRefused(
  state: Learning,
  request: PlannedRequest,
  exceptionCode: number,
  nowMs: number,
): LearningStep {
  const refusal: Refusal = { exceptionCode, nextProbeMs: nowMs + probeIntervalMs }
  if (exceptionCode === 1 && !state.answeredTables.has(request.table)) {
    const refusedTables = new Map(state.refusedTables).set(request.table, refusal)
    return { state: withPlan({ ...state, refusedTables }), followUps: [] }
  }
  const range = rangeOf(state, request)
  // The function is known by now, only this address isn't: the table's blocks are tried in the next slot.
  const refusedTables = without(state.refusedTables, request.table)
  // The fault lies in here, so the division that this block is a side of was not the cure.
  const cuts = new Map(state.cuts)
  for (const after of [range.first - 1, range.last]) {
    if (cuts.get(after)?.openSides.some((side) => isSame(side, range)) === true) cuts.delete(after)
  }
  if (range.first === range.last) {
    const refusedSpans = new Map(state.refusedSpans).set(range.first, refusal)
    const learned = { ...state, refusedTables, cuts, refusedSpans, probesPerSlot: fewProbes }
    return { state: withPlan(learned), followUps: [] }
  }
  const after = divisionOf(state, range)
  const sides = [
    { first: range.first, last: after },
    { first: after + 1, last: range.last },
  ]
  const known = cuts.get(after)
  cuts.set(
    after,
    known === undefined
      ? { attempt: 0, nextProbeMs: refusal.nextProbeMs, openSides: sides }
      : foundAgain(known, nowMs),
  )
  return {
    state: withPlan({ ...state, refusedTables, cuts }),
    followUps: sides.map((side) => requestFor(state.spans, side)),
  }
}

/** Neither data nor refusal came: a probe isn't repeated in every slot for that. */
export function onUnanswered(state: Learning, request: PlannedRequest, nowMs: number): Learning {
  const range = rangeOf(state, request)
  const nextProbeMs = nowMs + probeIntervalMs
  const tableRefusal = state.refusedTables.get(request.table)
  if (tableRefusal !== undefined) {
    const refusedTables = new Map(state.refusedTables).set(request.table, { ...tableRefusal, nextProbeMs })
    return { ...state, refusedTables }
  }
  const refusal = state.refusedSpans.get(range.first)
  if (refusal !== undefined) {
    return {
      ...state,
      refusedSpans: new Map(state.refusedSpans).set(range.first, { ...refusal, nextProbeMs }),
    }
  }
  const crossed = [...state.cuts].filter(([after]) => after >= range.first && after < range.last)
  if (crossed.length === 0) return state
  const cuts = new Map(state.cuts)
  for (const [after, cut] of crossed) cuts.set(after, foundAgain(cut, nowMs))
  return { ...state, cuts }
}

/** Why the device gives no value for these words; null when they aren't refused. */
export function refusalOfSpan(state: LearnedRules, spanIndex: number): Refusal | null {
  const span = state.spans[spanIndex]
  if (span === undefined) return null
  return state.refusedTables.get(span.table) ?? state.refusedSpans.get(spanIndex) ?? null
}

/** Exception code of each register that the device refuses, by its index in the configuration. */
export function refusedRegisters(state: Learning): ReadonlyMap<number, number> {
  const codes = new Map<number, number>()
  if (state.refusedTables.size === 0 && state.refusedSpans.size === 0) return codes
  state.spans.forEach(({ registerIndexes }, span) => {
    const refusal = refusalOfSpan(state, span)
    if (refusal === null) return
    for (const index of registerIndexes) codes.set(index, refusal.exceptionCode)
  })
  return codes
}

function dueProbes(state: Learning, nowMs: number): readonly PlannedRequest[] {
  const due: { readonly span: number; readonly nextProbeMs: number }[] = []
  for (const [table, { nextProbeMs }] of state.refusedTables) {
    const span = firstSpanOf(state, table)
    if (nextProbeMs <= nowMs) due.push({ span, nextProbeMs })
  }
  for (const [span, { nextProbeMs }] of state.refusedSpans) {
    const table = state.spans[span]?.table
    if (nextProbeMs <= nowMs && table !== undefined && !state.refusedTables.has(table))
      due.push({ span, nextProbeMs })
  }
  return due
    .sort((a, b) => a.nextProbeMs - b.nextProbeMs || a.span - b.span)
    .slice(0, state.probesPerSlot)
    .map(({ span }) => requestFor(state.spans, { first: span, last: span }))
}

/** The plan with one cut left out that is due, where that changes anything: the joined block is its probe. */
function planWithoutDueCut(state: Learning, nowMs: number): readonly PlannedRequest[] {
  const due = [...state.cuts]
    .filter(([, { nextProbeMs }]) => nextProbeMs <= nowMs)
    .sort(([, a], [, b]) => a.nextProbeMs - b.nextProbeMs)
  for (const [probed] of due) {
    const ranges = join({ ...state, cuts: without(state.cuts, probed) })
    if (ranges.some(({ first, last }) => first <= probed && probed < last)) {
      return ranges.map((range) => requestFor(state.spans, range))
    }
  }
  return state.joined()
}

function isProbeOfTable(state: Learning, request: PlannedRequest): boolean {
  const { first, last } = rangeOf(state, request)
  return first === last && first === firstSpanOf(state, request.table)
}

function firstSpanOf(state: Learning, table: Table): number {
  return state.spans.findIndex((span) => span.table === table)
}

/** A probe was answered: the span is read again, and the other refused ones are worth a probe now. */
function recovered(state: Learning, span: number, nowMs: number): Learning {
  const refusedSpans = new Map<number, Refusal>()
  for (const [other, refusal] of state.refusedSpans) {
    if (other !== span) refusedSpans.set(other, { ...refusal, nextProbeMs: nowMs })
  }
  return withPlan({ ...state, refusedSpans, probesPerSlot: Math.min(2 * state.probesPerSlot, manyProbes) })
}

/** Where to divide a refused block: at a known cut that was being probed, a gap, or in the middle. */
function divisionOf({ spans, cuts }: Learning, { first, last }: SpanRange): number {
  let end = 0
  let best = first
  let bestRank = Number.POSITIVE_INFINITY
  for (let after = first; after < last; after++) {
    const [span, next] = [spans[after], spans[after + 1]]
    if (span === undefined || next === undefined) break
    end = Math.max(end, span.address + span.count)
    const kindRank = cuts.has(after) ? 0 : next.address > end ? 1 : 2
    // Within its kind the one nearest to the middle; a distance is never more than the number of spans.
    const rank = kindRank * 2 * spans.length + Math.abs(2 * after + 1 - first - last)
    if (rank < bestRank) {
      best = after
      bestRank = rank
    }
  }
  return best
}

function foundAgain({ attempt }: Cut, nowMs: number): Cut {
  const intervalMs = Math.min(probeIntervalMs * 2 ** (attempt + 1), longestProbeIntervalMs)
  return { attempt: attempt + 1, nextProbeMs: nowMs + intervalMs, openSides: [] }
}

function rangeOf({ spanOfRegister }: Learning, { values }: PlannedRequest): SpanRange {
  const first = spanOfRegister.get(values[0]?.registerIndex ?? -1)
  const last = spanOfRegister.get(values.at(-1)?.registerIndex ?? -1)
  if (first === undefined || last === undefined) throw new RangeError('a request of another register map')
  return { first, last }
}

function isSame(a: SpanRange, b: SpanRange): boolean {
  return a.first === b.first && a.last === b.last
}

function join(rules: LearnedRules): readonly SpanRange[] {
  return joinSpans(rules.spans, rules.limits, {
    isCutAfter: (span) => rules.cuts.has(span),
    isExcluded: (span) => refusalOfSpan(rules, span) !== null,
  })
}

/** Planning waits until it is asked for: a bisection changes the facts many times before that. */
function withPlan(rules: LearnedRules): Learning {
  let plan: readonly PlannedRequest[] | null = null
  return { ...rules, joined: () => (plan ??= join(rules).map((range) => requestFor(rules.spans, range))) }
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
