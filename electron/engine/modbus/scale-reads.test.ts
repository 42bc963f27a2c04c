import { describe, expect, it } from 'vitest'
import { aRegister } from '../../../e2e/support/device.ts'
import { costModelOf } from './cost.ts'
import { makePlan, type PlannedRequest } from './plan.ts'
import { askedAgain, scaleIndexesOf } from './scale-reads.ts'

const registers = [
  aRegister(0, { label: 'U', scaleFrom: 'SF' }),
  aRegister(500, { label: 'SF', dataType: { kind: 'INT16' } }),
  aRegister(501, { label: 'beside' }),
  aRegister(800, { label: 'I', scaleFrom: 'SF' }),
]
const scaleIndexes = scaleIndexesOf(registers) ?? []
const limits = (maxGap: number) => ({
  maxGap,
  maxRegisters: 125,
  cost: costModelOf({
    link: { kind: 'rtu', path: '/dev/ttyUSB0', baudRate: 9600, parity: 'N', stopBits: 1, dataBits: 8 },
    requestDelayMs: 0,
  }),
})
const { requests, again } = makePlan(registers, limits(10))
const [scale, voltage, current] = requests
const labelsOf = (blocks: readonly (PlannedRequest | undefined)[]) =>
  blocks.map((block) => block?.values.map(({ registerIndex }) => registers[registerIndex]?.label))
const againAfter = (...asked: readonly (PlannedRequest | undefined)[]) =>
  labelsOf(
    askedAgain(
      asked.filter((request) => request !== undefined),
      scaleIndexes,
    ),
  )

describe('a value far from its power of ten', () => {
  it('is read between two readings of it, which the plan counts', () => {
    expect(labelsOf(requests)).toEqual([['SF', 'beside'], ['U'], ['I']])
    expect(again).toEqual([
      { table: 'HOLDING', address: 500, count: 2, values: [{ registerIndex: 1, offset: 0 }] },
    ])
  })

  it('is read once more where it came before it', () => {
    expect(againAfter(voltage, scale)).toEqual([['U'], ['SF']])
    expect(againAfter(voltage, scale, current)).toEqual([['U'], ['SF']])
    expect(againAfter(scale, voltage)).toEqual([['SF']])
    expect(againAfter(scale, voltage, scale)).toEqual([])
  })

  it('is not asked for again where one of the two is missing', () => {
    expect(againAfter(voltage)).toEqual([])
    expect(againAfter(scale)).toEqual([])
  })
})

describe('a value within reach of its power of ten', () => {
  const near = [aRegister(0, { label: 'U', scaleFrom: 'SF' }), aRegister(40, { label: 'SF' })]
  const alone = near.map((register) => ({ ...register, scaleFrom: null }))

  it('comes with it, though two requests were cheaper', () => {
    expect(makePlan(alone, limits(50)).requests).toHaveLength(2)
    const plan = makePlan(near, limits(50))
    expect(plan.requests).toMatchObject([{ address: 0, count: 41 }])
    expect(plan.again).toEqual([])
  })

  it('does not stay with it beyond max_gap', () => {
    expect(makePlan(near, limits(38)).requests).toHaveLength(2)
  })
})
