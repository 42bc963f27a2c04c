import type { ByteOrder } from '../../shared/model/index.ts'
import type { PutIn } from './pymodbus.ts'

const orders: readonly ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

/** Registers that a type occupies. */
export function registersOf(type: string): number {
  if (type.startsWith('STRING:')) return Number(type.slice('STRING:'.length))
  if (type.endsWith('64')) return 4
  return type.endsWith('32') ? 2 : 1
}

const numbers: Readonly<Record<string, readonly string[]>> = {
  INT16: ['-32768', '2305', '-1'],
  UINT16: ['65535', '2305', '256'],
  INT32: ['-2147483648', '305419896', '-2'],
  UINT32: ['4294967295', '305419896', '65536'],
  INT64: ['-9223372036854775808', '9007199254740993', '81985529216486895'],
  UINT64: ['18446744073709551615', '9007199254740993', '4294967296'],
  FLOAT32: ['230.1', '-0.001', '16777216'],
  FLOAT64: ['230.1', '-123456789.125', '0.3'],
}
const scales: readonly (readonly [factor: string, offset: string])[] = [
  ['1', '0'],
  ['0.1', '0'],
  ['-0.001', '273.15'],
  ['10', '-5'],
]
const others: Readonly<Record<string, readonly string[]>> = {
  'BIT:0': ['true', 'false'],
  'BIT:7': ['true', 'false'],
  'BIT:8': ['true', 'false'],
  'BIT:15': ['true', 'false'],
  'STRING:1': ['kW'],
  'STRING:6': ['PM5000 v1.2', 'Zähler'],
}

type Cell = Omit<PutIn, 'address' | 'table'>

function cells(): Cell[] {
  const all: Cell[] = []
  for (const order of orders) {
    for (const [type, values] of Object.entries(numbers)) {
      for (const value of values) {
        for (const [factor, offset] of scales) all.push({ type, order, value, factor, offset })
      }
    }
    for (const [type, values] of Object.entries(others)) {
      for (const value of values) all.push({ type, order, value, factor: '1', offset: '0' })
    }
  }
  return all
}

/**
 * Every type x byte order x scale, with values at the edges; in holding registers, with an unreadable register
 * now and then between two values, and a row of coils and discrete inputs.
 */
export function everyValue(): readonly PutIn[] {
  let address = 3
  const words = cells().map((cell, index): PutIn => {
    const item: PutIn = { ...cell, table: index % 5 === 4 ? 'INPUT' : 'HOLDING', address }
    address += registersOf(cell.type) + (index % 7 === 6 ? 1 : 0)
    return item
  })
  const bits = (['COIL', 'DISCRETE_INPUT'] as const).flatMap((table) =>
    Array.from({ length: 19 }, (_, index): PutIn => {
      const value = String((index * 7) % 3 === 1)
      return { table, address: index + 5, type: 'BOOL', order: 'ABCD', value, factor: '1', offset: '0' }
    }),
  )
  return [...words, ...bits]
}

/** The lists of a device section that reads exactly these, labelled V0, V1 … in their order. */
export function registerLists(items: readonly PutIn[]): string {
  const list = (key: string, of: (item: PutIn, index: number) => string): string =>
    `${key} = ${items.map(of).join(', ')}`
  return [
    'addressing = zero',
    list('registers', ({ address }) => String(address)),
    list('register_types', ({ table }) => table),
    list('data_types', ({ type }) => type),
    list('labels', (_, index) => `V${index}`),
    list('scaling_factors', ({ factor }) => factor),
    list('offsets', ({ offset }) => offset),
    list('byte_order', ({ order }) => order),
  ].join('\n')
}
