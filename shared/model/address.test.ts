import { expect, it } from 'vitest'
import { type Addressing, writtenAddress } from './address.ts'
import type { Table } from './device.ts'

it.each<[Table, number, Addressing, string]>([
  ['HOLDING', 8_198, 'auto', '0x2006'],
  ['HOLDING', 8_198, 'zero', '8198'],
  ['HOLDING', 8_198, 'one', '8199'],
  ['HOLDING', 0, 'modicon', '40001'],
  ['INPUT', 9_998, 'modicon', '39999'],
  ['INPUT', 9_999, 'modicon', '310000'],
])('an address of %s, %i, is written for addressing = %s as %s', (table, address, addressing, expected) => {
  expect(writtenAddress(table, address, addressing)).toBe(expected)
})
