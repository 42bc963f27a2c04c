import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SanityFinding } from '../../../shared/contract/tester.ts'
import type { Measurement, Reading, RegisterConfig } from '../../../shared/model/index.ts'
import { aReading, aRegister } from '../../../e2e/support/device.ts'
import { parseDecimal } from '../modbus/decimal.ts'
import { checkSanity } from './sanity.ts'

interface Load {
  /** Of each phase; amperes may be 0, cosine may be negative where it feeds in. */
  readonly volts: number
  readonly amperes: number
  readonly cosine: number
  readonly isCapacitive: boolean
}

interface Resolution {
  readonly volts: string
  readonly amperes: string
  readonly watts: string
  readonly wattHours: string
}

const fine: Resolution = { volts: '0.1', amperes: '0.001', watts: '0.1', wattHours: '0.1' }
const coarse: Resolution = { volts: '1', amperes: '0.1', watts: '10', wattHours: '1000' }

type Values = ReadonlyMap<string, number>

const names = ['L1', 'L2', 'L3']

/** A meter that computes from its loads, and rounds to its registers. */
function meterOf(loads: readonly Load[], resolution: Resolution, samples = 4, spanMs = 60_000) {
  const registers: RegisterConfig[] = []
  const values = new Map<string, number>()
  const add = (label: string, unit: string, factor: string, value: number): void => {
    const step = Number(factor)
    registers.push(aRegister(registers.length, { label, unit, factor: parseDecimal(factor)! }))
    values.set(label, Number((Math.round(value / step) * step).toFixed(6)))
  }
  const sum = (of: (load: Load) => number): number => loads.reduce((all, load) => all + of(load), 0)
  const apparent = ({ volts, amperes }: Load) => volts * amperes
  const active = (load: Load) => apparent(load) * load.cosine
  const reactive = (load: Load) =>
    apparent(load) * Math.sqrt(1 - load.cosine ** 2) * (load.isCapacitive ? -1 : 1)
  const place = (index: number) => (loads.length === 1 ? '' : `_${names[index]}`)
  loads.forEach((load, index) => {
    add(`Voltage${place(index)}`, 'V', resolution.volts, load.volts)
    add(`Current${place(index)}`, 'A', resolution.amperes, load.amperes)
    add(`Active_Power${place(index)}`, 'W', resolution.watts, active(load))
    add(`Reactive_Power${place(index)}`, 'var', resolution.watts, reactive(load))
    add(`Apparent_Power${place(index)}`, 'VA', resolution.watts, apparent(load))
    add(`Power_Factor${place(index)}`, '', '0.001', load.amperes === 0 ? 1 : load.cosine)
  })
  if (loads.length > 1) {
    add('Active_Power_Total', 'W', resolution.watts, sum(active))
    add('Reactive_Power_Total', 'var', resolution.watts, sum(reactive))
    add('Apparent_Power_Total', 'VA', resolution.watts, sum(apparent))
  }
  add('Frequency', 'Hz', '0.01', 49.98)
  const step = Number(resolution.wattHours)
  const counter = (from: number, watts: number, atMs: number): number =>
    (Math.floor((from + (watts * atMs) / 3_600_000) / step) * step) / 1_000
  const kWhFactor = String(step / 1_000)
  for (const label of ['Active_Energy_Import', 'Active_Energy_Export'])
    registers.push(aRegister(registers.length, { label, unit: 'kWh', factor: parseDecimal(kWhFactor)! }))
  const all = Array.from({ length: samples }, (_, index) => {
    const atMs = (index * spanMs) / Math.max(1, samples - 1)
    return new Map([
      ...values,
      ['Active_Energy_Import', counter(1_234_567, Math.max(0, sum(active)), atMs)],
      ['Active_Energy_Export', counter(4_321, Math.max(0, -sum(active)), atMs)],
    ])
  })
  return { registers, all, spanMs }
}

type Meter = ReturnType<typeof meterOf>

function judge({ registers, all, spanMs }: Meter, twist = (values: Values): Values => values) {
  const samples = all.map((values, index): Reading => {
    const measurements = new Map<string, Measurement>()
    const twisted = twist(values)
    for (const { label, unit } of registers) {
      const value = twisted.get(label)
      measurements.set(
        label,
        value === undefined
          ? { value: null, unit, quality: 'BAD_COMM', detail: 'no answer' }
          : { value, unit, quality: 'GOOD' },
      )
    }
    return {
      ...aReading('METER', []),
      measurements,
      timestampMs: 1_000_000 + (index * spanMs) / Math.max(1, all.length - 1),
    }
  })
  return checkSanity(registers, samples)
}

const troubles = (findings: readonly SanityFinding[]) => findings.filter(({ severity }) => severity !== 'ok')
const scale =
  (pattern: RegExp, factor: number) =>
  (values: Values): Values =>
    new Map([...values].map(([label, value]) => [label, pattern.test(label) ? value * factor : value]))

const volts = fc.double({ min: 207, max: 253, noNaN: true })
const amperes = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0, max: 0.5, noNaN: true }),
  fc.double({ min: 0.5, max: 400, noNaN: true }),
)
const cosine = fc.double({ min: 0.3, max: 1, noNaN: true })
const load = fc.record({ volts, amperes, cosine, isCapacitive: fc.boolean() })
const loads = fc.oneof(
  fc.tuple(load),
  fc.tuple(load, load, load),
  // Photovoltaics feed in on all phases.
  fc.tuple(load, load, load).map((all) => all.map((one) => ({ ...one, cosine: -one.cosine }))),
  fc.tuple(load).map((all) => all.map((one) => ({ ...one, cosine: -one.cosine }))),
)

const busy: Load = { volts: 230.4, amperes: 12.345, cosine: 0.93, isCapacitive: false }
const plant: readonly Load[] = [
  busy,
  { ...busy, volts: 229.1, amperes: 25.5, cosine: 0.97 },
  { ...busy, volts: 231.8, amperes: 7.11, cosine: 0.88 },
]

describe('the sanity of a meter', () => {
  it('finds nothing wrong with a meter that is consistent, whatever its load', () => {
    fc.assert(
      fc.property(
        loads,
        fc.constantFrom(fine, coarse),
        fc.integer({ min: 1, max: 4 }),
        (all, resolution, samples) => {
          expect(troubles(judge(meterOf(all, resolution, samples)))).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('says what it has looked at', () => {
    const findings = judge(meterOf(plant, fine, 4, 600_000))
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set([
        'all-zero',
        'voltage',
        'frequency',
        'power-factor',
        'power-product',
        'phase-sum',
        'ct-direction',
        'energy-integral',
      ]),
    )
    expect(findings.every(({ severity, advice }) => severity === 'ok' && advice === null)).toBe(true)
  })

  it('takes nothing that is missing for 0', () => {
    expect(judge(meterOf(plant, fine), () => new Map())).toEqual([])
    const withoutL2 = (values: Values): Values =>
      new Map([...values].filter(([label]) => !label.endsWith('L2')))
    expect(troubles(judge(meterOf(plant, fine), withoutL2))).toEqual([])
  })

  it.each<readonly [string, RegExp, number, SanityFinding['check'], RegExp]>([
    [
      'kW taken for W',
      /^Active_Power/,
      0.001,
      'power-product',
      /1000 times smaller than V x I x PF: .* kW may have been taken for W/,
    ],
    ['a factor of 10', /^Active_Power_L/, 10, 'power-product', /10 times.*scaling_factors/],
    [
      'a current transformer counted once',
      /^Current/,
      1 / 40,
      'power-product',
      /40 times.*current transformer/,
    ],
    [
      'a voltage against neutral taken for one between phases',
      /^Voltage/,
      Math.sqrt(3),
      'power-product',
      /square root of 3/,
    ],
    ['a total in kW', /^Active_Power_Total/, 0.001, 'phase-sum', /1000 times smaller/],
    ['voltages ten times too large', /^Voltage/, 10, 'voltage', /0\.1 times/],
    ['a frequency in hundredths', /^Frequency/, 100, 'frequency', /0\.01 times/],
    ['a power factor in percent', /^Power_Factor/, 100, 'power-factor', /percent/],
    ['an apparent power in kVA', /^Apparent_Power_L/, 0.001, 'power-product', /1000 times smaller/],
    ['a turned current transformer', /_L2$/, 1, 'ct-direction', /L2/],
  ])('names %s', (name, pattern, factor, check, advice) => {
    const twist = name.startsWith('a turned')
      ? scale(/^(Active|Reactive)_Power_L2$/, -1)
      : scale(pattern, factor)
    const found = troubles(judge(meterOf(plant, fine), twist)).filter((finding) => finding.check === check)
    expect(found.length).toBeGreaterThan(0)
    expect(found.map((finding) => finding.advice).join('\n')).toMatch(advice)
  })

  it('names a factor of ten although the power factor is not known', () => {
    const twisted =
      (factor: number) =>
      (values: Values): Values =>
        new Map(
          [...scale(/^Active_Power_L/, factor)(values)].filter(
            ([label]) => !/^(Power_F|Rea|App)/.test(label),
          ),
        )
    const found = (factor: number) =>
      troubles(judge(meterOf(plant, fine), twisted(factor))).filter(({ check }) => check === 'power-product')
    expect(found(10)).toHaveLength(plant.length)
    for (const { advice } of found(10)) expect(advice).toMatch(/10 times V x I: check scaling_factors/)
    expect(found(0.1)).toHaveLength(plant.length)
    for (const { advice } of found(0.1)) expect(advice).toMatch(/10 times smaller than V x I/)
    expect(found(1)).toEqual([])
  })

  it('speaks of no fuse where what was read is no voltage at all', () => {
    const found = troubles(judge(meterOf(plant, fine), scale(/^Voltage_L1/, 1e-25)))
    expect(found.filter(({ labels }) => labels.includes('Voltage_L1'))).toEqual([])
  })

  it('names a counter in Wh that is taken for kWh, and one that stands still', () => {
    const meter = meterOf(plant, fine, 4, 600_000)
    const first = meter.all[0]!.get('Active_Energy_Import')!
    const times =
      (factor: number) =>
      (values: Values): Values =>
        new Map(values).set(
          'Active_Energy_Import',
          first + (values.get('Active_Energy_Import')! - first) * factor,
        )
    const advice = (factor: number) =>
      troubles(judge(meter, times(factor))).map((finding) => `${finding.check}: ${finding.advice}`)
    expect(advice(1_000)).toEqual([
      expect.stringMatching(/^energy-integral: .*1000 times.*Wh may have been taken for kWh/),
    ])
    expect(advice(0)).toEqual([expect.stringMatching(/^energy-integral: the counter stands still/)])
    expect(advice(-1)).toEqual([expect.stringMatching(/^energy-integral: a counter does not count down/)])
  })

  it('finds nothing wrong with an idle meter whose currents have not started to count', () => {
    const idle = plant.map((one) => ({ ...one, amperes: 0 }))
    const twist = (values: Values): Values =>
      new Map(values).set('Active_Power_L1', 8.3).set('Active_Power_L2', -1.2).set('Active_Power_Total', 7.1)
    expect(troubles(judge(meterOf(idle, fine), twist))).toEqual([])
  })

  it.each<readonly [string, Meter, Readonly<Record<string, number>>]>([
    [
      'of 277 V against neutral and 480 V between phases',
      meterOf(
        plant.map((one) => ({ ...one, volts: 277 })),
        fine,
      ),
      {},
    ],
    [
      'whose load is power supplies that stand by',
      meterOf([{ ...busy, amperes: 0.24, cosine: 0.362 }, ...plant.slice(1)], fine),
      { Reactive_Power_L1: -15 },
    ],
  ])('finds nothing wrong with a meter %s', (_name, meter, changed) => {
    const twist = (values: Values): Values => new Map([...values, ...Object.entries(changed)])
    expect(troubles(judge(meter, twist))).toEqual([])
  })

  it('lets a cosine leave out the harmonics that the power factor counts', () => {
    const { registers, all, spanMs } = meterOf([{ ...busy, cosine: 0.75 }], fine)
    const twist = (values: Values): Values => new Map(values).set('Power_Factor', 0.98)
    const named = (label: string): Meter => ({
      registers: registers.map((register) =>
        register.label === 'Power_Factor' ? { ...register, label } : register,
      ),
      all: all.map((values) => new Map(values).set(label, 0.98)),
      spanMs,
    })
    expect(troubles(judge(named('Cos_Phi')))).toEqual([])
    expect(troubles(judge(named('Power_Factor'), twist))).toMatchObject([{ check: 'power-product' }])
  })

  it('knows a power factor that tells the quadrant from one in percent', () => {
    const twist = (values: Values): Values => new Map(values).set('Power_Factor_L1', 1.07)
    const [found] = troubles(judge(meterOf(plant, fine), twist))
    expect(found).toMatchObject({ check: 'power-factor', advice: expect.stringContaining('quadrant') })
    expect(found?.advice).not.toContain('percent')
  })

  it('says nothing of a power that the steps of the registers leave too much room', () => {
    const findings = judge(meterOf([{ ...busy, amperes: 0.3 }], coarse))
    expect(findings.filter(({ check }) => check === 'power-product')).toEqual([])
  })

  it('says nothing of an energy whose step is too large for the span', () => {
    const findings = judge(meterOf([{ ...busy, amperes: 2 }], coarse, 4, 30_000))
    expect(findings.filter(({ check }) => check === 'energy-integral')).toEqual([])
  })

  it('sees current in a phase without voltage', () => {
    const twist = (values: Values): Values => new Map(values).set('Voltage_L3', 0.4)
    const found = troubles(judge(meterOf(plant, fine), twist))
    expect(found[0]).toMatchObject({ check: 'voltage', severity: 'problem', labels: ['Voltage_L3'] })
    expect(found[0]!.advice).toContain('voltage tap')
  })

  it('sees current transformers of two phases exchanged', () => {
    // A resistive load seen from the neighbour's voltage: 120 degrees apart.
    const twist = (values: Values): Values =>
      new Map(values)
        .set('Active_Power_L2', -2_900)
        .set('Reactive_Power_L2', 5_000)
        .set('Active_Power_L3', -2_900)
        .set('Reactive_Power_L3', -5_000)
    const found = troubles(judge(meterOf(plant, fine), twist)).find(({ check }) => check === 'ct-direction')
    expect(found?.advice).toContain('L2 and L3 are probably exchanged')
  })

  it('sees the powers of two phases exchanged', () => {
    const twist = (values: Values): Values =>
      new Map(values)
        .set('Active_Power_L1', values.get('Active_Power_L2')!)
        .set('Active_Power_L2', values.get('Active_Power_L1')!)
    const found = troubles(judge(meterOf(plant, fine), twist)).filter(
      ({ check }) => check === 'power-product',
    )
    expect(found.map(({ advice }) => advice).join('\n')).toContain(
      'Active_Power_L1 fits voltage and current of L2',
    )
  })

  it('sees negative power under a counter of import that counts', () => {
    const negative = scale(/^Active_Power/, -1)
    const found = troubles(judge(meterOf(plant, fine, 4, 600_000), negative))
    expect(found).toContainEqual(expect.objectContaining({ check: 'ct-direction', severity: 'problem' }))
  })

  it('sees words in the wrong order, and a meter that shows nothing but zeros', () => {
    const energy = aRegister(0, { label: 'Active_Energy_Import', unit: 'kWh', dataType: { kind: 'UINT32' } })
    const of = (values: readonly number[]) =>
      checkSanity(
        [energy],
        values.map((value) => ({
          ...aReading('METER', []),
          measurements: new Map([[energy.label, { value, unit: 'kWh', quality: 'GOOD' as const }]]),
        })),
      )
    expect(troubles(of([65_536 * 2_305, 65_536 * 2_306]))[0]).toMatchObject({ check: 'word-order' })
    expect(troubles(of([2_305, 2_306]))).toEqual([])
    const zeros = judge(meterOf(plant, fine), scale(/./, 0))
    expect(zeros).toMatchObject([{ check: 'all-zero', severity: 'warning' }])
  })

  it('lets one odd sample of four pass: values of one reading are not of one instant', () => {
    const meter = meterOf(plant, fine)
    let sample = 0
    const twist = (values: Values): Values =>
      sample++ === 2 ? new Map(values).set('Active_Power_L1', 10) : values
    expect(troubles(judge(meter, twist))).toEqual([])
  })
})
