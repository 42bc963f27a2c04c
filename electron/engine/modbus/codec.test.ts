import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pduAddress } from '../../../shared/model/index.ts'
import type { ByteOrder, DataType, NumberKind, RegisterConfig } from '../../../shared/model/index.ts'
import { decoderFor, rawBits, rawWords } from './codec.ts'
import { parseDecimal } from './decimal.ts'

interface Vector {
  readonly kind: NumberKind
  readonly order: ByteOrder
  readonly words: readonly number[]
  readonly value: string | null
  readonly bad?: string
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../../e2e/vectors/codec.json', import.meta.url), 'utf8'),
)

const orders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

const decimal = (text: string) => parseDecimal(text)!

function register(dataType: DataType, more: Partial<RegisterConfig> = {}): RegisterConfig {
  return {
    label: 'x',
    table: 'HOLDING',
    address: pduAddress(0),
    writtenAddress: '0',
    dataType,
    byteOrder: 'ABCD',
    unit: '',
    factor: decimal('1'),
    offset: decimal('0'),
    min: null,
    max: null,
    invalidRaw: null,
    scaleFrom: null,
    ...more,
  }
}

function payloadOf(...words: readonly number[]): Buffer {
  const payload = Buffer.alloc(2 * words.length)
  words.forEach((word, index) => payload.writeUInt16BE(word, 2 * index))
  return payload
}

function decode(dataType: DataType, words: readonly number[], more: Partial<RegisterConfig> = {}) {
  return decoderFor(register(dataType, more))(payloadOf(...words), 0)
}

const good = (value: unknown) => ({ value, quality: 'GOOD' })

describe('golden vectors of another implementation', () => {
  it.each(Object.keys(Object.groupBy(vectors, ({ kind }) => kind)))('%s in every byte order', (kind) => {
    for (const { order, words, value, bad } of vectors.filter((vector) => vector.kind === kind)) {
      const what = `${kind} ${order} ${words.map((word) => word.toString(16)).join(' ')}`
      // Other values around it: the offset counts.
      const payload = payloadOf(0xdead, ...words, 0xbeef)
      const decoded = decoderFor(register({ kind: kind as NumberKind }, { byteOrder: order }))(payload, 1)
      if (value === null) {
        expect(decoded, what).toMatchObject({ value: null, quality: 'BAD_VALUE' })
        expect(decoded.detail, what).toContain(bad)
      } else {
        const number = Number(value)
        const isExact = !kind.includes('INT') || Number.isSafeInteger(number)
        expect(decoded, what).toEqual(good(isExact ? number : BigInt(value)))
      }
    }
  })
})

describe('scaling', () => {
  it('is exact in decimal', () => {
    expect(decode({ kind: 'UINT16' }, [2305], { factor: decimal('0.1') })).toEqual(good(230.5))
    expect(decode({ kind: 'INT16' }, [0xffff], { factor: decimal('0.001') })).toEqual(good(-0.001))
    expect(decode({ kind: 'UINT16' }, [3], { factor: decimal('0.1'), offset: decimal('-273.15') })).toEqual(
      good(-272.85),
    )
    expect(decode({ kind: 'FLOAT32' }, [0x4366, 0x199a], { factor: decimal('10') })).toEqual(good(2301))
  })

  it('keeps 64-bit energy counters exact beyond 2^53', () => {
    const words = [0x0020, 0x0000, 0x0000, 0x0001]
    expect(decode({ kind: 'UINT64' }, words)).toEqual(good(2n ** 53n + 1n))
    expect(decode({ kind: 'UINT64' }, words, { factor: decimal('10') })).toEqual(good(10n * (2n ** 53n + 1n)))
    expect(decode({ kind: 'UINT64' }, words, { factor: decimal('0.001') })).toEqual(
      good(Number('9007199254740.993')),
    )
    expect(decode({ kind: 'INT64' }, [0xffff, 0xffff, 0xffff, 0xffff])).toEqual(good(-1))
    expect(decode({ kind: 'UINT32' }, [0xffff, 0xffff], { factor: decimal('1e9') })).toEqual(
      good(4294967295000000000n),
    )
  })

  it('never gives -0', () => {
    for (const words of [
      [0x8000, 0x0000],
      [0, 0],
    ]) {
      for (const factor of ['1', '-1', '0.5']) {
        const { value } = decode({ kind: 'FLOAT32' }, words, { factor: decimal(factor) })
        expect(Object.is(value, 0)).toBe(true)
      }
    }
    expect(Object.is(decode({ kind: 'INT16' }, [0], { factor: decimal('-0.1') }).value, 0)).toBe(true)
  })

  it('says so when a float leaves the range of numbers', () => {
    const largest = [0x7fef, 0xffff, 0xffff, 0xffff]
    expect(decode({ kind: 'FLOAT64' }, largest, { factor: decimal('10') })).toEqual({
      value: null,
      quality: 'BAD_VALUE',
      detail: 'too large for a number after scaling',
    })
  })
})

describe('range', () => {
  const limits = { factor: decimal('0.1'), min: 0, max: 100 }

  it('is inclusive and about the scaled value', () => {
    expect(decode({ kind: 'UINT16' }, [1000], limits)).toEqual(good(100))
    expect(decode({ kind: 'UINT16' }, [0], limits)).toEqual(good(0))
  })

  it('leaves the number in the detail', () => {
    expect(decode({ kind: 'UINT16' }, [8124], limits)).toEqual({
      value: null,
      quality: 'BAD_RANGE',
      detail: '812.4 above 100',
    })
    expect(decode({ kind: 'INT16' }, [0xffe2], limits).detail).toBe('-3 below 0')
  })

  it('compares integers beyond 2^53 exactly', () => {
    const words = [0x0020, 0x0000, 0x0000, 0x0001]
    expect(decode({ kind: 'UINT64' }, words, { max: 2 ** 53 })).toMatchObject({
      quality: 'BAD_RANGE',
      detail: '9007199254740993 above 9007199254740992',
    })
  })
})

describe('patterns that mean "not available"', () => {
  it('are compared with the raw bits after byte order, before scaling', () => {
    const notAvailable = { value: null, quality: 'BAD_VALUE', detail: 'not available (0x80000000)' }
    for (const [order, words] of [
      ['ABCD', [0x8000, 0x0000]],
      ['CDAB', [0x0000, 0x8000]],
      ['BADC', [0x0080, 0x0000]],
      ['DCBA', [0x0000, 0x0080]],
    ] as const) {
      const more = { byteOrder: order, invalidRaw: 0x80000000n, factor: decimal('0.1'), min: 0 }
      expect(decode({ kind: 'INT32' }, words, more), order).toEqual(notAvailable)
      expect(decode({ kind: 'FLOAT32' }, words, more), order).toEqual(notAvailable)
    }
  })

  it('work for every width', () => {
    const all = 0xffff
    const invalid = (dataType: DataType, words: readonly number[], invalidRaw: bigint) =>
      decode(dataType, words, { invalidRaw }).quality
    expect(invalid({ kind: 'UINT16' }, [all], 0xffffn)).toBe('BAD_VALUE')
    expect(invalid({ kind: 'UINT16' }, [all - 1], 0xffffn)).toBe('GOOD')
    expect(invalid({ kind: 'INT16' }, [0x8000], -32768n)).toBe('BAD_VALUE')
    expect(invalid({ kind: 'UINT64' }, [all, all, all, all], 2n ** 64n - 1n)).toBe('BAD_VALUE')
    expect(invalid({ kind: 'UINT64' }, [all, all, all, all - 1], 2n ** 64n - 1n)).toBe('GOOD')
    expect(invalid({ kind: 'FLOAT64' }, [0x7ff8, 0, 0, 0], 0x7ff8000000000000n)).toBe('BAD_VALUE')
    expect(invalid({ kind: 'BOOL' }, [2], 2n)).toBe('BAD_VALUE')
    expect(invalid({ kind: 'STRING', registerCount: 2 }, [0x2d2d, 0x2d2d], 0x2d2d2d2dn)).toBe('BAD_VALUE')
  })
})

describe('bits', () => {
  it('BOOL on a register is false for 0 only', () => {
    expect(decode({ kind: 'BOOL' }, [0])).toEqual(good(false))
    expect(decode({ kind: 'BOOL' }, [0x0100])).toEqual(good(true))
  })

  it('BIT:n counts from the least significant bit, after byte order', () => {
    expect(decode({ kind: 'BIT', bit: 0 }, [0x0001])).toEqual(good(true))
    expect(decode({ kind: 'BIT', bit: 15 }, [0x8000])).toEqual(good(true))
    expect(decode({ kind: 'BIT', bit: 15 }, [0x7fff])).toEqual(good(false))
    expect(decode({ kind: 'BIT', bit: 8 }, [0x0001], { byteOrder: 'BADC' })).toEqual(good(true))
  })

  it('coils lie from the least significant bit of the first byte on', () => {
    const coil = register({ kind: 'BOOL' }, { table: 'COIL' })
    const payload = Buffer.from([0b1000_0001, 0b0000_0010])
    const read = decoderFor(coil)
    expect(
      Array.from({ length: 16 }, (_, offset) => (read(payload, offset).value === true ? 1 : 0)).join(''),
    ).toBe('1000000101000000')
    expect(rawWords(coil, payload, 9)).toEqual([1])
    expect(decoderFor({ ...coil, invalidRaw: 1n })(payload, 0)).toMatchObject({ quality: 'BAD_VALUE' })
    expect(decoderFor({ ...coil, invalidRaw: 1n })(payload, 1)).toEqual(good(false))
  })
})

describe('text', () => {
  const text = (latin1: string, byteOrder: ByteOrder = 'ABCD') => {
    const payload = Buffer.from(latin1, 'latin1')
    return decoderFor(register({ kind: 'STRING', registerCount: payload.length / 2 }, { byteOrder }))(
      payload,
      0,
    )
  }
  const notText = { value: null, quality: 'BAD_VALUE', detail: 'not text' }

  it('loses its padding', () => {
    expect(text('PM5560\0\0')).toEqual(good('PM5560'))
    expect(text('  iEM 3155  \0\0')).toEqual(good('iEM 3155'))
    expect(text('\0\0\0\0')).toEqual(good(''))
    expect(text('A1\0~~~')).toEqual(good('A1'))
  })

  it('honours the byte order within a register and keeps the order of the registers', () => {
    expect(text('MP5506', 'BADC')).toEqual(good('PM5560'))
    expect(text('MP5506', 'DCBA')).toEqual(text('MP5506', 'BADC'))
    expect(text('PM5560', 'CDAB')).toEqual(good('PM5560'))
  })

  it('is UTF-8 or it is bad', () => {
    expect(text(Buffer.from('Zähler 1', 'utf8').toString('latin1') + ' ')).toEqual(good('Zähler 1'))
    expect(text('\xff\xff\xff\xff')).toEqual(notText)
    expect(text('Z\xe4hler')).toEqual(notText)
    expect(text('A\x01BC')).toEqual(notText)
  })
})

describe('raw', () => {
  it('shows the words as on the wire and the bits after byte order', () => {
    const meter = register({ kind: 'UINT32' }, { byteOrder: 'CDAB' })
    const payload = payloadOf(0, 0x5678, 0x1234)
    expect(rawWords(meter, payload, 1)).toEqual([0x5678, 0x1234])
    expect(rawBits(meter, payload, 1)).toBe(0x12345678n)
  })

  it('never reads beyond the answer', () => {
    const payload = payloadOf(1, 2)
    for (const kind of ['UINT32', 'UINT64', 'FLOAT32', 'FLOAT64'] as const) {
      for (const byteOrder of orders) {
        expect(() => decoderFor(register({ kind }, { byteOrder }))(payload, 1)).toThrow(RangeError)
      }
    }
    expect(() => decode({ kind: 'STRING', registerCount: 3 }, [1, 2])).toThrow(RangeError)
    expect(() => rawBits(register({ kind: 'UINT32' }), payload, 1)).toThrow(RangeError)
  })
})

it('no bytes make a decoder throw or give a number that JSON cannot hold', () => {
  const kinds: readonly DataType[] = [
    ...(['INT16', 'UINT16', 'INT32', 'UINT32', 'INT64', 'UINT64', 'FLOAT32', 'FLOAT64'] as const).map(
      (kind) => ({
        kind,
      }),
    ),
    { kind: 'STRING', registerCount: 4 },
    { kind: 'BOOL' },
    { kind: 'BIT', bit: 3 },
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.constantFrom(...orders),
      fc.constantFrom('1', '0.1', '-1', '0.001', '1e60', '1e-60', '3.6'),
      fc.constantFrom('0', '-40', '0.05', '1e30'),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      (dataType, byteOrder, factor, offset, bytes) => {
        const config = register(dataType, { byteOrder, factor: decimal(factor), offset: decimal(offset) })
        const { value, quality } = decoderFor(config)(Buffer.from(bytes), 0)
        expect(value === null).toBe(quality !== 'GOOD')
        if (typeof value === 'number') {
          expect(Number.isFinite(value)).toBe(true)
          expect(Object.is(value, -0)).toBe(false)
        }
      },
    ),
  )
})
