import type { RegisterRow } from '../../../../shared/contract/config.ts'

/** The columns of the register table of Devices, in its order: a paste there begins at the address of any row. */
const fields = [
  'address',
  'table',
  'dataType',
  'byteOrder',
  'label',
  'unit',
  'factor',
  'offset',
  'min',
  'max',
  'invalid',
  'scaleFrom',
] as const satisfies readonly (keyof RegisterRow)[]

/** As a spreadsheet has rows in the clipboard; columns at the end that no row uses are left out. */
export function rowsText(rows: readonly RegisterRow[]): string {
  const used = fields.slice(0, 1 + fields.findLastIndex((field) => rows.some((row) => row[field] !== '')))
  return rows
    .map((row) => used.map((field) => row[field].replaceAll(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n')
}
