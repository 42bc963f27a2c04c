import { expect, it } from 'vitest'
import { emptyRow } from '../../../shared/contract/register-row.ts'
import { gapForScales } from './gap-for-scales.ts'

const row = (address: number, label: string, dataType: string, scaleFrom = '') => ({
  ...emptyRow,
  address: String(address),
  label,
  dataType,
  scaleFrom,
})
const power = row(100, 'P', 'INT16', 'P_SF')
const energy = row(116, 'E', 'UINT32', 'E_SF')

it('a value and its power of ten come together over what lies between them, and no more is asked for', () => {
  expect(gapForScales([power, row(104, 'P_SF', 'INT16')])).toBe(3)
  expect(gapForScales([row(132, 'E_SF', 'INT16'), energy])).toBe(14)
  expect(gapForScales([row(132, 'E_SF', 'INT16'), energy, row(120, 'F', 'UINT32')])).toBe(10)
  expect(gapForScales([power, energy])).toBe(0)
  expect(gapForScales([])).toBe(0)
})
