import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aRegister } from '../../../e2e/support/device.ts'
import type { ByteOrder, NumberKind, RegisterConfig } from '../../../shared/model/index.ts'
import { parseDecimal } from '../modbus/decimal.ts'
import { adviseByteOrder } from './byte-order.ts'
import { byteOrders } from './words.ts'

interface Sent {
  readonly label: string
  readonly unit: string
  readonly kind: NumberKind
  readonly factor?: string
  readonly raw: number
}

/** As a meter with that order sends it, without the engine's codec. */
function wordsOf({ kind, raw }: Sent, order: ByteOrder): number[] {
  const bits = Number(/\d+/.exec(kind)![0])
  const bytes = Buffer.alloc(bits / 8)
  if (kind === 'FLOAT32') bytes.writeFloatBE(raw)
  else if (kind === 'FLOAT64') bytes.writeDoubleBE(raw)
  else
    bytes.write(
      BigInt.asUintN(bits, BigInt(raw))
        .toString(16)
        .padStart(bits / 4, '0'),
      'hex',
    )
  if (order === 'BADC' || order === 'DCBA') bytes.swap16()
  const words = Array.from({ length: bits / 16 }, (_, index) => bytes.readUInt16BE(2 * index))
  return order === 'CDAB' || order === 'DCBA' ? words.toReversed() : words
}

function advise(sent: readonly Sent[], meter: ByteOrder, configured: ByteOrder) {
  const registers = sent.map(({ label, unit, kind, factor = '1' }, index): RegisterConfig =>
    aRegister(2 * index, {
      label,
      unit,
      dataType: { kind },
      byteOrder: configured,
      factor: parseDecimal(factor)!,
    }),
  )
  return adviseByteOrder(
    registers,
    sent.map((one) => wordsOf(one, meter)),
  )
}

const floats: readonly Sent[] = [
  { label: 'Voltage_L1', unit: 'V', kind: 'FLOAT32', raw: 230.4 },
  { label: 'Current_L1', unit: 'A', kind: 'FLOAT32', raw: 12.34 },
  { label: 'Frequency', unit: 'Hz', kind: 'FLOAT32', raw: 49.98 },
]
const integers: readonly Sent[] = [
  { label: 'Voltage_L1', unit: 'V', kind: 'UINT32', factor: '0.1', raw: 2_304 },
  { label: 'Active_Power', unit: 'W', kind: 'INT32', factor: '0.1', raw: -15_320 },
  { label: 'Active_Energy_Import', unit: 'kWh', kind: 'UINT32', factor: '0.01', raw: 123_456 },
]

describe('the advice on byte order', () => {
  it.each(byteOrders.flatMap((meter) => byteOrders.map((configured) => [meter, configured] as const)))(
    'is right for floats: the meter has %s, the configuration %s',
    (meter, configured) => {
      const advice = advise(floats, meter, configured)
      expect(advice?.order ?? null).toBe(meter === configured ? null : meter)
    },
  )

  it('shows what each of the agreeing values is now and would be', () => {
    expect(advise(floats, 'CDAB', 'ABCD')?.agreeing[0]).toEqual({
      label: 'Voltage_L1',
      current: expect.any(String),
      suggested: '230.4 V',
    })
  })

  it.each([
    ['CDAB', 'ABCD'],
    ['ABCD', 'CDAB'],
  ] as const)(
    'sees swapped words in integers: the meter has %s, the configuration %s',
    (meter, configured) => {
      expect(advise(integers, meter, configured)).toMatchObject({ order: meter })
      expect(advise(integers, meter, meter)).toBeNull()
    },
  )

  it('says nothing where the numbers would still be none that a meter shows: these are floats read as integers', () => {
    const registers = ['Current_L1', 'Power_L1'].map((label, index) =>
      aRegister(2 * index, { label, unit: label.startsWith('C') ? 'A' : 'W', dataType: { kind: 'INT32' } }),
    )
    const words = [5, 1_120].map((raw) => wordsOf({ label: '', unit: '', kind: 'FLOAT32', raw }, 'ABCD'))
    expect(adviseByteOrder(registers, words)).toBeNull()
  })

  it('needs two registers', () => {
    expect(advise(floats.slice(0, 1), 'CDAB', 'ABCD')).toBeNull()
    expect(advise(floats.slice(0, 2), 'CDAB', 'ABCD')).not.toBeNull()
  })

  it('says nothing where words are missing, all zero, or stand for "not available"', () => {
    const registers = floats.map(({ label, unit, kind }, index) =>
      aRegister(index, { label, unit, dataType: { kind }, invalidRaw: 0xffc00000n }),
    )
    expect(adviseByteOrder(registers, [null, null, null])).toBeNull()
    expect(
      adviseByteOrder(
        registers,
        registers.map(() => [0, 0]),
      ),
    ).toBeNull()
    expect(
      adviseByteOrder(
        registers,
        registers.map(() => [0xffc0, 0]),
      ),
    ).toBeNull()
  })

  it('says nothing where another register would become worse', () => {
    const sent = [...floats, ...floats]
    const registers = sent.map(({ label, unit, kind }, index) =>
      aRegister(index, { label: `${label} ${index}`, unit, dataType: { kind } }),
    )
    const words = sent.map((one, index) => wordsOf(one, index === 0 ? 'ABCD' : 'CDAB'))
    expect(adviseByteOrder(registers.slice(1), words.slice(1))).toMatchObject({ order: 'CDAB' })
    expect(adviseByteOrder(registers, words)).toBeNull()
  })

  it('says nothing where two orders are equally good', () => {
    const registers = floats.map(({ label, unit, kind }, index) =>
      aRegister(index, { label, unit, dataType: { kind }, byteOrder: 'BADC' }),
    )
    // Two equal words: ABCD and CDAB are one.
    const words = [
      [0x4366, 0x4366],
      [0x4145, 0x4145],
      [0x4247, 0x4247],
    ]
    expect(adviseByteOrder(registers, words)).toBeNull()
  })

  it('never questions the right order, and never advises a wrong one', () => {
    const value = fc.record({
      kind: fc.constantFrom<NumberKind>('FLOAT32', 'FLOAT64'),
      raw: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 3_000, noNaN: true })),
      label: fc.constantFrom('Active_Power', 'Current_L1', 'Something'),
    })
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 8 }),
        fc.constantFrom(...byteOrders),
        fc.constantFrom(...byteOrders),
        (values, meter, configured) => {
          const sent = values.map((one) => ({ ...one, unit: '' }))
          const order = advise(sent, meter, configured)?.order
          expect([undefined, meter]).toContain(order)
          if (meter === configured) expect(order).toBeUndefined()
        },
      ),
    )
  })
})
