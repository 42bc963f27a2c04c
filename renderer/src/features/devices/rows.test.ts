import { emptyRow } from '../../../../shared/contract/register-row.ts'
import { describe, expect, it } from 'vitest'
import type { RegisterRow } from '../../../../shared/contract/config.ts'
import { columns } from './columns.ts'
import { clearCells, copied, fillDown, insertRow, moveRows, pasted, rangeOf, removeRows } from './rows.ts'

const row = (given: Partial<RegisterRow>): RegisterRow => ({ ...emptyRow, ...given })
const rows = ['1', '2', '3'].map((address) => row({ address, table: 'INPUT', unit: `V${address}` }))
const addresses = (of: readonly RegisterRow[]): string => of.map(({ address }) => address).join()
const at = (line: number, field: keyof RegisterRow) => ({
  row: line,
  column: columns.findIndex((column) => column.field === field),
})
const lines = (top: number, bottom: number) => rangeOf(at(top, 'address'), at(bottom, 'invalid'))

describe('the rows of the register table', () => {
  it('move as a block and stop at the edges', () => {
    expect(addresses(moveRows(rows, lines(1, 2), -1))).toBe('2,3,1')
    expect(addresses(moveRows(rows, lines(0, 0), 1))).toBe('2,1,3')
    expect(moveRows(rows, lines(1, 2), 1)).toBe(rows)
    expect(moveRows(rows, lines(0, 1), -1)).toBe(rows)
  })

  it('are removed and added; a new one is like the one above without its address', () => {
    expect(addresses(removeRows(rows, lines(0, 1)))).toBe('3')
    expect(insertRow(rows, 1)[1]).toEqual(row({ table: 'INPUT' }))
    expect(insertRow([], 0)).toEqual([emptyRow])
  })

  it('are filled down from the first of the range, or from the row above a single one', () => {
    const unit = (top: number, bottom: number) => rangeOf(at(top, 'unit'), at(bottom, 'unit'))
    expect(fillDown(rows, unit(0, 2)).map((each) => each.unit)).toEqual(['V1', 'V1', 'V1'])
    expect(fillDown(rows, unit(1, 1)).map((each) => each.unit)).toEqual(['V1', 'V1', 'V3'])
    expect(fillDown(rows, unit(0, 0))).toBe(rows)
    expect(addresses(fillDown(rows, unit(0, 2)))).toBe('1,2,3')
  })

  it('are emptied only where the range is', () => {
    const cleared = clearCells(rows, rangeOf(at(1, 'table'), at(2, 'label')))
    expect(cleared.map(({ table, unit }) => `${table}/${unit}`)).toEqual(['INPUT/V1', '/V2', '/V3'])
  })
})

describe('a block from a spreadsheet', () => {
  it('is laid from the cell where it is pasted, and the table grows', () => {
    const result = pasted(rows, at(2, 'label'), 'U1\tV\t0,1\r\nU2\tV\t0,1\r\n')
    expect(result?.rows).toHaveLength(4)
    expect(result?.rows[2]).toEqual(
      row({ address: '3', table: 'INPUT', label: 'U1', unit: 'V', factor: '0.1' }),
    )
    expect(result?.rows[3]).toEqual(row({ label: 'U2', unit: 'V', factor: '0.1' }))
    expect(result?.range).toEqual(rangeOf(at(2, 'label'), at(3, 'factor')))
  })

  it('with a header goes to the columns that it names', () => {
    const result = pasted(rows, at(0, 'unit'), 'label\taddress\nP\t10\nQ\t12')
    expect(result?.rows.slice(0, 2)).toEqual([
      row({ address: '10', table: 'INPUT', unit: 'V1', label: 'P' }),
      row({ address: '12', table: 'INPUT', unit: 'V2', label: 'Q' }),
    ])
  })

  it('wider than the table loses what does not fit', () => {
    expect(pasted(rows, at(0, 'scaleFrom'), 'SF\tx\ty')?.rows[0]).toEqual({ ...rows[0], scaleFrom: 'SF' })
  })

  it('of one cell is an ordinary text', () => {
    expect(pasted(rows, at(0, 'label'), 'Voltage\n')).toBeNull()
  })

  it('comes back from the clipboard as it was copied', () => {
    const range = rangeOf(at(0, 'address'), at(2, 'unit'))
    expect(pasted([], at(0, 'address'), copied(rows, range))?.rows).toEqual(rows)
  })
})
