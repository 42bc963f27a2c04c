import { expect, it } from 'vitest'
import { emptyRow } from '../../../shared/contract/register-row.ts'
import { maxGapFor } from './max-gap.ts'

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
  expect(maxGapFor([row(132, 'E_SF', 'INT16'), energy])).toBe(14)
  expect(maxGapFor([row(132, 'E_SF', 'INT16'), energy, row(119, 'F', 'UINT16')])).toBe(12)
})

it('where the usual gap joins them, the section says nothing', () => {
  expect(maxGapFor([power, row(104, 'P_SF', 'INT16')])).toBeNull()
  expect(maxGapFor([row(132, 'E_SF', 'INT16'), energy, row(120, 'F', 'UINT32')])).toBeNull()
  expect(maxGapFor([power, energy])).toBeNull()
  expect(maxGapFor([])).toBeNull()
})
