import { expect, it } from 'vitest'
import { rowOfCandidate, rowsText } from './register-row.ts'

it('a candidate becomes a row of the register table, its address as the section counts them', () => {
  const candidate = {
    table: 'INPUT',
    address: 12,
    dataType: 'INT32',
    byteOrder: 'CDAB',
    factor: '0.1',
    value: '230.5',
    words: [2305, 0],
    reasons: [],
  } as const
  const row = (addressing: 'auto' | 'modicon') =>
    rowsText([rowOfCandidate({ ...candidate, words: [2305, 0], reasons: [] }, addressing)])
  expect(row('auto')).toBe('0x000C\tINPUT\tINT32\tCDAB\t\t\t0.1')
  expect(row('modicon')).toBe('30013\tINPUT\tINT32\tCDAB\t\t\t0.1')
})
