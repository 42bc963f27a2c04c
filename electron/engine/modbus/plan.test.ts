import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aRegister } from '../../../e2e/support/device.ts'
import { isBitTable, widthOf } from '../../../shared/model/index.ts'
import type { DataType, DeviceConfig, RegisterConfig, Table } from '../../../shared/model/index.ts'
import { costModelOf, planWireTimeMs } from './cost.ts'
import type { CostModel } from './cost.ts'
import { makePlan } from './plan.ts'
import type { PlanLimits, PlannedRequest } from './plan.ts'

const register = (table: Table, address: number, dataType: DataType = { kind: 'UINT16' }): RegisterConfig =>
  aRegister(address, { label: `${table} ${address}`, table, dataType })

const link = (baudRate: number): Pick<DeviceConfig, 'link' | 'requestDelayMs'> => ({
  link: { kind: 'rtu', path: '/dev/ttyUSB0', baudRate, parity: 'E', stopBits: 1, dataBits: 8 },
  requestDelayMs: 0,
})
const slowLine = costModelOf(link(9600))
const network = costModelOf({
  link: { kind: 'tcp', host: 'meter', port: 502, pipelining: 1 },
  requestDelayMs: 0,
})
const limits = (more: Partial<PlanLimits> = {}): PlanLimits => ({
  maxGap: 10,
  maxRegisters: 125,
  cost: network,
  ...more,
})
const holding = (...addresses: readonly number[]) => addresses.map((address) => register('HOLDING', address))
const blocks = (requests: readonly PlannedRequest[]) => requests.map(({ address, count }) => [address, count])

describe('wire time', () => {
  // MODBUS.md: 11-bit characters, 8 + 5 + 2N of them, two gaps.
  it.each([
    [9600, [27.5, 68.75, 309.375]],
    [19200, [13.75, 34.375, 154.6875]],
    [115200, [5.123, 8.561, 28.613]],
  ])('of 2, 20 and 125 registers at %i baud', (baudRate, expected) => {
    const cost = costModelOf(link(baudRate))
    const times = [2, 20, 125].map((count) => cost.requestMs('HOLDING', count))
    times.forEach((ms, index) => expect(ms).toBeCloseTo(expected[index]!, 2))
  })

  it('counts bits by the byte and the silence that is asked for', () => {
    const cost = costModelOf({ ...link(9600), requestDelayMs: 50 })
    expect(cost.requestMs('COIL', 8)).toBe(cost.requestMs('COIL', 1))
    expect(cost.requestMs('COIL', 16)).toBe(cost.requestMs('HOLDING', 1))
    expect(cost.requestMs('HOLDING', 1) - slowLine.requestMs('HOLDING', 1)).toBeCloseTo(50)
  })

  it('adds up over a plan', () => {
    const { requests } = makePlan(holding(0, 1, 500), limits({ cost: slowLine }))
    expect(planWireTimeMs(slowLine, requests)).toBe(
      slowLine.requestMs('HOLDING', 2) + slowLine.requestMs('HOLDING', 1),
    )
  })
})

describe('read plan', () => {
  it('joins neighbours and small gaps, and says where each value lies', () => {
    const registers = [...holding(12, 0), register('HOLDING', 1, { kind: 'FLOAT32' }), register('INPUT', 3)]
    expect(makePlan(registers, limits()).requests).toEqual([
      {
        table: 'HOLDING',
        address: 0,
        count: 13,
        values: [
          { registerIndex: 1, offset: 0 },
          { registerIndex: 2, offset: 1 },
          { registerIndex: 0, offset: 12 },
        ],
      },
      { table: 'INPUT', address: 3, count: 1, values: [{ registerIndex: 3, offset: 0 }] },
    ])
  })

  it('leaves a gap larger than max_gap alone', () => {
    expect(blocks(makePlan(holding(0, 11, 23), limits()).requests)).toEqual([
      [0, 12],
      [23, 1],
    ])
  })

  it('joins only where that is cheaper: not over a wide gap on a slow line', () => {
    const registers = holding(0, 30)
    expect(makePlan(registers, limits({ maxGap: 50, cost: slowLine })).requests).toHaveLength(2)
    expect(makePlan(registers, limits({ maxGap: 50, cost: network })).requests).toHaveLength(1)
  })

  it('never splits a value at the end of a block', () => {
    const registers = [0, 2, 4].map((address) => register('HOLDING', address, { kind: 'UINT32' }))
    expect(
      blocks(makePlan(registers, limits({ maxRegisters: 5 })).requests).every(
        ([, count]) => count! % 2 === 0,
      ),
    ).toBe(true)
  })

  it('asks for a value wider than max_registers alone', () => {
    const registers = [register('HOLDING', 0, { kind: 'STRING', registerCount: 16 }), ...holding(16)]
    expect(blocks(makePlan(registers, limits({ maxRegisters: 10 })).requests)).toEqual([
      [0, 16],
      [16, 1],
    ])
  })

  it('never asks for more than the protocol allows', () => {
    const registers = holding(...Array.from({ length: 250 }, (_, index) => index))
    expect(blocks(makePlan(registers, limits({ maxRegisters: 1000 })).requests)).toEqual([
      [0, 125],
      [125, 125],
    ])
  })

  it('reads bits in blocks of up to 2,000', () => {
    const registers = Array.from({ length: 4001 }, (_, index) => register('COIL', index, { kind: 'BOOL' }))
    const { requests } = makePlan(registers, limits())
    expect(requests).toHaveLength(3)
    expect(Math.max(...requests.map(({ count }) => count))).toBeLessThanOrEqual(2000)
  })

  it('reads the same words once for all who want them', () => {
    const registers = [...holding(5, 5), register('HOLDING', 4, { kind: 'UINT32' })]
    const { requests } = makePlan(registers, limits())
    expect(blocks(requests)).toEqual([[4, 2]])
    expect(requests[0]?.values).toHaveLength(3)
  })

  it('plans nothing for no registers', () => {
    expect(makePlan([], limits()).requests).toEqual([])
  })

  it('plans 10,000 registers', () => {
    const registers = Array.from({ length: 10_000 }, (_, index) =>
      register('HOLDING', 6 * index + (index % 3), { kind: 'FLOAT32' }),
    )
    const { requests } = makePlan(registers, limits())
    expect(requests.flatMap(({ values }) => values)).toHaveLength(10_000)
  })
})

const tables: readonly Table[] = ['HOLDING', 'COIL']
const someRegister = fc
  .record({
    table: fc.constantFrom(...tables),
    address: fc.nat(40),
    width: fc.constantFrom(1, 1, 2, 4, 7),
  })
  .map(({ table, address, width }) =>
    register(table, address, isBitTable(table) ? { kind: 'BOOL' } : { kind: 'STRING', registerCount: width }),
  )
const someCost: fc.Arbitrary<CostModel> = fc.oneof(
  fc.constantFrom(slowLine, network),
  fc
    .record({ fixed: fc.nat(20), each: fc.nat(5) })
    .map(({ fixed, each }) => ({ requestMs: (_: Table, count: number) => fixed + each * count })),
)
const someLimits = fc.record({
  maxGap: fc.nat(8),
  maxRegisters: fc.integer({ min: 1, max: 20 }),
  cost: someCost,
})

/** Every way to put the registers of one table into groups, each read by the block that spans it. */
function bruteForceMs(
  registers: readonly RegisterConfig[],
  { maxGap, maxRegisters, cost }: PlanLimits,
): number {
  const groupMs = (group: readonly RegisterConfig[]): number => {
    const sorted = group.toSorted((a, b) => a.address - b.address)
    let end: number = sorted[0]!.address
    for (const { address, dataType } of sorted) {
      if (address - end > maxGap) return Infinity
      end = Math.max(end, address + widthOf(dataType))
    }
    const count = end - sorted[0]!.address
    const most = isBitTable(sorted[0]!.table) ? 2000 : maxRegisters
    const widest = Math.max(...group.map(({ dataType }) => widthOf(dataType)))
    return count > Math.max(most, widest) ? Infinity : cost.requestMs(sorted[0]!.table, count)
  }
  const search = (index: number, groups: readonly (readonly RegisterConfig[])[]): number => {
    const next = registers[index]
    if (next === undefined) return groups.reduce((sum, group) => sum + groupMs(group), 0)
    const own = search(index + 1, [...groups, [next]])
    return groups.reduce(
      (best, group, at) => Math.min(best, search(index + 1, groups.with(at, [...group, next]))),
      own,
    )
  }
  return search(0, [])
}

describe('any map', () => {
  it('costs what the best of all groupings costs', () => {
    fc.assert(
      fc.property(fc.array(someRegister, { maxLength: 7 }), someLimits, (registers, options) => {
        const optimum = tables
          .map((table) => registers.filter((each) => each.table === table))
          .reduce((sum, each) => sum + bruteForceMs(each, options), 0)
        const { requests } = makePlan(registers, options)
        expect(planWireTimeMs(options.cost, requests)).toBeCloseTo(optimum, 6)
      }),
      { numRuns: 400 },
    )
  })

  it('is covered exactly once, within the limits', () => {
    fc.assert(
      fc.property(fc.array(someRegister, { maxLength: 60 }), someLimits, (registers, options) => {
        const { requests } = makePlan(registers, options)
        const indexes = requests.flatMap(({ values }) => values.map(({ registerIndex }) => registerIndex))
        expect(indexes.toSorted((a, b) => a - b)).toEqual(registers.map((_, index) => index))
        for (const { table, address, count, values } of requests) {
          const inside = values.map(({ registerIndex, offset }) => {
            const each = registers[registerIndex]!
            expect([each.table, each.address]).toEqual([table, address + offset])
            return { start: offset, end: offset + widthOf(each.dataType) }
          })
          expect(Math.min(...inside.map(({ start }) => start))).toBe(0)
          expect(Math.max(...inside.map(({ end }) => end))).toBe(count)
          const widest = Math.max(...inside.map(({ start, end }) => end - start))
          const most = isBitTable(table) ? 2000 : options.maxRegisters
          expect(count <= most || count === widest).toBe(true)
          let end = 0
          for (const span of inside.toSorted((a, b) => a.start - b.start)) {
            expect(span.start - end).toBeLessThanOrEqual(options.maxGap)
            end = Math.max(end, span.end)
          }
        }
      }),
    )
  })
})
