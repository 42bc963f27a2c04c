import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pduAddress, widthOf } from '../../../shared/model/index.ts'
import type { DataType, RegisterConfig, Table } from '../../../shared/model/index.ts'
import { costModelOf } from './cost.ts'
import { parseDecimal } from './decimal.ts'
import {
  isRefusal,
  isWanted,
  onAnswered,
  onRefused,
  onUnanswered,
  refusedRegisters,
  requestsOf,
  startLearning,
} from './learn.ts'
import type { Learning } from './learn.ts'
import { learnedFacts } from './learn-facts.ts'
import type { ReadRequest } from './request.ts'

const minuteMs = 60_000

function register(address: number, width = 1, table: Table = 'HOLDING'): RegisterConfig {
  const dataType: DataType = width === 1 ? { kind: 'UINT16' } : { kind: 'STRING', registerCount: width }
  return {
    label: `${table} ${address}`,
    table,
    address: pduAddress(address),
    writtenAddress: String(address),
    dataType,
    byteOrder: 'ABCD',
    unit: '',
    factor: parseDecimal('1')!,
    offset: parseDecimal('0')!,
    min: null,
    max: null,
    invalidRaw: null,
    scaleFrom: null,
  }
}

const limits = {
  maxGap: 10,
  maxRegisters: 125,
  cost: costModelOf({
    link: { kind: 'tcp', host: 'meter', port: 502, pipelining: 1 },
    requestDelayMs: 0,
  }),
}
const start = (registers: readonly RegisterConfig[]) => startLearning(registers, limits)
const run = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => register(from + index))

/** Exception code, null for data, 'silence' for no answer. */
type Device = (request: ReadRequest) => number | null | 'silence'

const addressesOf = ({ address, count }: ReadRequest) =>
  Array.from({ length: count }, (_, index) => address + index)

const refusesIfAny =
  (holes: ReadonlySet<number>): Device =>
  (request) =>
    addressesOf(request).some((address) => holes.has(address)) ? 2 : null
const refusesIfAll =
  (holes: ReadonlySet<number>): Device =>
  (request) =>
    addressesOf(request).every((address) => holes.has(address)) ? 2 : null
const refusesIfFirst =
  (holes: ReadonlySet<number>): Device =>
  (request) =>
    holes.has(request.address) ? 2 : null
const refusesLong =
  (holes: ReadonlySet<number>, most: number): Device =>
  (request) =>
    request.count > most ? 3 : refusesIfAny(holes)(request)
const hasBorder =
  (border: number): Device =>
  ({ address, count }) =>
    address < border && address + count > border ? 2 : null

interface SlotResult {
  readonly learning: Learning
  readonly good: ReadonlySet<number>
  readonly refusedRequests: readonly ReadRequest[]
  readonly requests: readonly ReadRequest[]
}

/** One slot, as the poller runs it. */
function slot(before: Learning, device: Device, nowMs = 0): SlotResult {
  let learning = before
  const good = new Set<number>()
  const refusedRequests: ReadRequest[] = []
  const requests: ReadRequest[] = []
  const queue = [...requestsOf(learning, nowMs)]
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    if (!isWanted(learning, request)) continue
    requests.push(request)
    const answer = device(request)
    if (answer === 'silence') {
      learning = onUnanswered(learning, request, nowMs)
    } else if (answer === null) {
      learning = onAnswered(learning, request, nowMs)
      for (const { registerIndex } of request.values) good.add(registerIndex)
    } else {
      expect(isRefusal(answer)).toBe(true)
      refusedRequests.push(request)
      const step = onRefused(learning, request, answer, nowMs)
      learning = step.state
      queue.unshift(...step.followUps)
    }
  }
  return { learning, good, refusedRequests, requests }
}

/** Slots until one has no refused request. */
function settle(before: Learning, device: Device, nowMs = 0): SlotResult & { readonly slots: number } {
  let result = slot(before, device, nowMs)
  for (let slots = 1; slots <= 2 * before.spans.length + 1; slots++) {
    if (result.refusedRequests.length === 0) return { ...result, slots }
    result = slot(result.learning, device, nowMs)
  }
  throw new Error('it does not settle')
}

describe('a device with a hole', () => {
  it('reads every readable register in the very slot in which it refuses one', () => {
    const registers = run(0, 20)
    const first = slot(start(registers), refusesIfAny(new Set([7])))
    expect(first.good.size).toBe(19)
    expect([...refusedRegisters(first.learning)]).toEqual([[7, 2]])

    const second = slot(first.learning, refusesIfAny(new Set([7])))
    expect(second.requests.map(({ address, count }) => [address, count])).toEqual([
      [0, 7],
      [8, 12],
    ])
    expect(second.refusedRequests).toEqual([])
  })

  it('keeps the gaps that can be read over and drops only the one that cannot', () => {
    const registers = [0, 3, 6, 9, 12, 15, 18].map((address) => register(address))
    const { learning, requests, good } = settle(start(registers), refusesIfAny(new Set([4])))
    expect(requests.map(({ address, count }) => [address, count])).toEqual([
      [0, 4],
      [6, 13],
    ])
    expect(good.size).toBe(7)
    expect(refusedRegisters(learning).size).toBe(0)
    expect(learnedFacts(learning)).toEqual({
      refused: [],
      badGaps: [{ table: 'HOLDING', address: 4, count: 2 }],
      borders: [],
    })
  })

  it('drops gap filling before it divides what has none', () => {
    const registers = [...run(0, 8), ...run(10, 12)]
    const { requests } = slot(start(registers), refusesIfAny(new Set([8])))
    expect(requests.map(({ address, count }) => [address, count])).toEqual([
      [0, 12],
      [0, 8],
      [10, 2],
    ])
  })

  it('is left alone when it accepts holes inside a block', () => {
    const { requests, refusedRequests } = slot(start(run(0, 20)), refusesIfAll(new Set([7])))
    expect(requests).toHaveLength(1)
    expect(refusedRequests).toEqual([])
  })
})

describe('a device with other rules', () => {
  it('that has a border inside is read on both sides of it, in one request each', () => {
    const { learning, requests } = settle(start(run(0, 20)), hasBorder(5))
    expect(requests.map(({ address, count }) => [address, count])).toEqual([
      [0, 5],
      [5, 15],
    ])
    expect(learnedFacts(learning).borders).toEqual([{ table: 'HOLDING', address: 5 }])
  })

  it('that refuses long blocks is read in shorter ones, and no register is called bad', () => {
    const { learning, good } = settle(start(run(0, 120)), refusesLong(new Set(), 40))
    expect(good.size).toBe(120)
    expect(refusedRegisters(learning).size).toBe(0)
  })

  it('that lacks a function is asked once, however many blocks the table has', () => {
    const registers = [
      ...run(0, 3),
      register(0, 1, 'INPUT'),
      register(500, 1, 'INPUT'),
      register(900, 1, 'INPUT'),
    ]
    const noInputs: Device = ({ table }) => (table === 'INPUT' ? 1 : null)
    const first = slot(start(registers), noInputs)
    expect(first.refusedRequests).toHaveLength(1)
    expect(first.good).toEqual(new Set([0, 1, 2]))
    expect([...refusedRegisters(first.learning)]).toEqual([
      [3, 1],
      [4, 1],
      [5, 1],
    ])
    expect(slot(first.learning, noInputs, 1).requests).toHaveLength(1)
    const probe = slot(first.learning, noInputs, 10 * minuteMs)
    expect(probe.refusedRequests).toHaveLength(1)
    expect(slot(probe.learning, noInputs, 11 * minuteMs).refusedRequests).toEqual([])
    const later = slot(probe.learning, () => null, 20 * minuteMs)
    expect(slot(later.learning, () => null, 20 * minuteMs).good.size).toBe(6)
  })

  it('that says exception 1 for an address of a known function loses that address only', () => {
    const device: Device = (request) => (refusesIfAny(new Set([300]))(request) === null ? null : 1)
    const { learning, good } = settle(start([...run(0, 4), ...run(299, 303)]), device)
    expect([...refusedRegisters(learning)]).toEqual([[5, 1]])
    expect(good.size).toBe(7)
  })
})

describe('probes', () => {
  const holes = refusesIfAny(new Set([3, 5]))

  it('ask for a refused register again after ten minutes, and not before', () => {
    const { learning } = settle(start(run(0, 10)), holes)
    expect(slot(learning, holes, 10 * minuteMs - 1).refusedRequests).toEqual([])
    const probed = slot(learning, holes, 10 * minuteMs)
    expect(probed.refusedRequests.map(({ address, count }) => [address, count])).toEqual([
      [3, 1],
      [5, 1],
    ])
    expect(probed.good.size).toBe(8)
    expect(slot(probed.learning, holes, 11 * minuteMs).refusedRequests).toEqual([])
  })

  it('are few in one slot', () => {
    const dead = refusesIfAny(new Set(Array.from({ length: 60 }, (_, index) => index)))
    const { learning } = settle(start(run(0, 60)), dead)
    expect(refusedRegisters(learning).size).toBe(60)
    expect(slot(learning, dead, 10 * minuteMs).requests).toHaveLength(2)
  })

  it('bring a device that said no while it booted back within a few slots', () => {
    const { learning } = settle(start(run(0, 60)), () => 2)
    let result = slot(learning, () => null, 10 * minuteMs)
    for (let more = 1; more < 5; more++) result = slot(result.learning, () => null, (10 + more) * minuteMs)
    expect(result.good.size).toBe(60)
    expect(result.requests).toHaveLength(1)
  })

  it('that are answered make the others due', () => {
    const late = settle(start(run(0, 10)), refusesIfAny(new Set([3])))
    const { learning } = settle(late.learning, holes, 9 * minuteMs)
    const probed = slot(learning, () => null, 10 * minuteMs)
    expect(refusedRegisters(probed.learning).size).toBe(1)
    expect(refusedRegisters(slot(probed.learning, () => null, 11 * minuteMs).learning).size).toBe(0)
  })

  it('of a table that is known by now, but for that address, bring the rest of it back', () => {
    const first = slot(start(run(0, 10)), () => 1)
    const device = refusesIfAny(new Set([0]))
    const probed = slot(first.learning, device, 10 * minuteMs)
    const { good } = settle(probed.learning, device, 10 * minuteMs)
    expect(good.size).toBe(9)
  })

  it('are one for a table as a whole', () => {
    const { learning } = settle(start(run(0, 3)), () => 2)
    const device: Device = ({ address }) => (address === 0 ? 'silence' : 1)
    const unknown = slot(learning, device, 10 * minuteMs)
    expect(unknown.requests).toHaveLength(2)
    expect(slot(unknown.learning, () => 1, 20 * minuteMs).requests).toHaveLength(1)
  })

  it('of a cut or a table that get no answer are not repeated in every slot either', () => {
    const silentWhole: Device = (request) => (request.count === 20 ? 'silence' : null)
    const { learning } = settle(start(run(0, 20)), hasBorder(5))
    const probed = slot(learning, silentWhole, 10 * minuteMs)
    expect(probed.good.size).toBe(0)
    expect(slot(probed.learning, silentWhole, 11 * minuteMs).good.size).toBe(20)

    const noTable = slot(start(run(0, 20)), () => 1)
    const silent = slot(noTable.learning, () => 'silence', 10 * minuteMs)
    expect(silent.requests).toHaveLength(1)
    expect(slot(silent.learning, () => 'silence', 11 * minuteMs).requests).toHaveLength(0)
  })

  it('that get no answer are not repeated in every slot', () => {
    const { learning } = settle(start(run(0, 10)), holes)
    const silentToSingles: Device = (request) => (request.count === 1 ? 'silence' : null)
    const onlyHoles: Device = (request) => (holes(request) === 2 ? 'silence' : silentToSingles(request))
    const probed = slot(learning, onlyHoles, 10 * minuteMs)
    const again = slot(probed.learning, onlyHoles, 11 * minuteMs)
    expect(again.requests.filter((request) => holes(request) === 2)).toEqual([])
  })

  it('try a cut again, ever more rarely', () => {
    const border = hasBorder(5)
    let { learning } = settle(start(run(0, 20)), border)
    const refusedAt: number[] = []
    for (let minute = 0; minute <= 120; minute++) {
      const result = slot(learning, border, minute * minuteMs)
      expect(result.good.size).toBe(20)
      if (result.refusedRequests.length > 0) refusedAt.push(minute)
      // The known cut is tried first: no bisection again.
      expect(result.refusedRequests.length).toBeLessThanOrEqual(1)
      learning = result.learning
    }
    expect(refusedAt).toEqual([10, 30, 70])
  })

  it('join a block again when the device has learned to answer it', () => {
    const { learning } = settle(start(run(0, 20)), hasBorder(5))
    const probed = slot(learning, () => null, 10 * minuteMs)
    expect(probed.requests).toHaveLength(1)
    expect(slot(probed.learning, () => null, 11 * minuteMs).requests).toHaveLength(1)
    expect(learnedFacts(probed.learning).borders).toEqual([])
  })
})

it('what was learned stays when registers on both sides go bad later', () => {
  const { learning } = settle(start(run(0, 20)), hasBorder(10))
  const worse: Device = (request) => hasBorder(10)(request) ?? refusesIfAny(new Set([3, 12]))(request)
  const changed = slot(learning, worse, minuteMs)
  expect(changed.good.size).toBe(18)
  expect(slot(changed.learning, worse, 2 * minuteMs).refusedRequests).toEqual([])
})

describe('an interrupted slot', () => {
  it('leaves progress behind, so that a device with too short an interval is learned too', () => {
    const device = refusesIfAny(new Set([2, 11, 17]))
    let learning = start([...run(0, 20), ...run(25, 30)])
    for (let slots = 0; slots < 60; slots++) {
      // Hardly time for more than the blocks that it comes to in the end, then the slot is over.
      let budget = 6
      const result = slot(learning, (request) => (budget-- > 0 ? device(request) : 'silence'))
      learning = result.learning
    }
    expect(settle(learning, device).good.size).toBe(22)
    expect([...refusedRegisters(learning).keys()]).toEqual([2, 11, 17])
  })
})

const someRegisters = fc
  .array(fc.record({ step: fc.integer({ min: 0, max: 14 }), width: fc.constantFrom(1, 1, 2, 4) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((steps) => {
    let address = 0
    return steps.map(({ step, width }) => {
      address += step
      const made = register(address, width)
      address += width
      return made
    })
  })
const someHoles = fc.uniqueArray(fc.nat(250), { maxLength: 60 }).map((holes) => new Set(holes))
const someDevice = fc.oneof(
  someHoles.map(refusesIfAny),
  someHoles.map(refusesIfAll),
  someHoles.map(refusesIfFirst),
  fc.tuple(someHoles, fc.integer({ min: 4, max: 60 })).map(([holes, most]) => refusesLong(holes, most)),
  // Holes, and a border inside.
  fc.tuple(someHoles, fc.nat(250)).map(
    ([holes, border]): Device =>
      (request) =>
        refusesIfAny(holes)(request) ?? hasBorder(border)(request),
  ),
  // Pages: no block may reach from one into the next.
  fc.integer({ min: 8, max: 50 }).map(
    (page): Device =>
      ({ address, count }) =>
        Math.floor(address / page) === Math.floor((address + count - 1) / page) ? null : 3,
  ),
)
const alone = ({ table, address, dataType }: RegisterConfig): ReadRequest => ({
  table,
  address,
  count: widthOf(dataType),
})

describe('any device', () => {
  it('gives all that it gives alone, is said to refuse no more than that, and settles', () => {
    fc.assert(
      fc.property(someRegisters, someDevice, (registers, device) => {
        const first = slot(start(registers), device)
        const settled = settle(first.learning, device)
        expect(settled.slots).toBeLessThanOrEqual(2 * registers.length)
        for (const result of [first, settled]) {
          const refused = refusedRegisters(result.learning)
          registers.forEach((each, index) => {
            if (device(alone(each)) === null) expect(result.good.has(index)).toBe(true)
            expect(refused.has(index)).toBe(!result.good.has(index))
          })
        }
        const steady = slot(settled.learning, device)
        expect(steady.refusedRequests).toEqual([])
        expect(steady.requests).toEqual(settled.requests)
      }),
      { numRuns: 1000 },
    )
  })

  it('never lets a register drop out of the plan unless it is refused, whatever it answers', () => {
    fc.assert(
      fc.property(
        someRegisters,
        fc.array(fc.constantFrom(null, 1, 2, 3, 'silence' as const), { minLength: 1, maxLength: 300 }),
        (registers, answers) => {
          let learning = start(registers)
          let asked = 0
          for (let minute = 0; minute < 30; minute += 5) {
            const device: Device = () => answers[asked++ % answers.length] ?? null
            learning = slot(learning, device, minute * minuteMs).learning
            const planned = learning
              .joined()
              .flatMap(({ values }) => values.map(({ registerIndex }) => registerIndex))
            expect([...planned, ...refusedRegisters(learning).keys()].toSorted((a, b) => a - b)).toEqual(
              registers.map((_, index) => index),
            )
          }
        },
      ),
    )
  })
})
