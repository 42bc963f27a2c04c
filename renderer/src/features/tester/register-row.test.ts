import { expect, it } from 'vitest'
import { foundRow } from '../../../../shared/contract/register-row.ts'
import { rowsText } from './register-row.ts'

it('what was found becomes a row of the register table that inherits neither order nor factor', () => {
  const place = { table: 'INPUT', address: 12, dataType: 'INT32', byteOrder: 'CDAB', factor: '1' } as const
  const row = foundRow({ ...place, label: 'Energy', unit: 'kWh' }, '30013')
  expect(rowsText([row])).toBe('30013\tINPUT\tINT32\tCDAB\tEnergy\tkWh\t1')
})
