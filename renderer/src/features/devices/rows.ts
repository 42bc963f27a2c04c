import { emptyRow } from '../../../../shared/contract/register-row.ts'
import type { RegisterRow, RegisterView } from '../../../../shared/contract/config.ts'
import { columns, type Field, fieldOfHeader } from './columns.ts'
import { cellsOf, incoming, tsvOf } from './csv.ts'

/** A place in the table; `column` counts in the order of `columns`. */
export interface Cell {
  readonly row: number
  readonly column: number
}

/** A rectangle of cells, corners included. */
export interface Range {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

type Rows = readonly RegisterRow[]

export const rangeOf = (anchor: Cell, focus: Cell): Range => ({
  top: Math.min(anchor.row, focus.row),
  bottom: Math.max(anchor.row, focus.row),
  left: Math.min(anchor.column, focus.column),
  right: Math.max(anchor.column, focus.column),
})

export const isOneCell = ({ top, bottom, left, right }: Range): boolean => top === bottom && left === right

export const isSameRows = (one: Rows, other: Rows): boolean =>
  one.length === other.length &&
  one.every((row, index) => columns.every(({ field }) => row[field] === other[index]?.[field]))

/** As it is written, without where it leads. */
export function withoutResolved(view: RegisterView): RegisterRow {
  const { resolved: _, ...row } = view
  return row
}

export const withCell = (rows: Rows, at: number, field: Field, text: string): Rows =>
  rows.map((row, index) => (index === at ? { ...row, [field]: text } : row))

/** A new row goes on where the one above ends: same table, type, order; the address is left to the person. */
export function insertRow(rows: Rows, at: number): Rows {
  const above = rows[at - 1]
  const { table = '', dataType = '', byteOrder = '' } = above ?? {}
  return rows.toSpliced(at, 0, { ...emptyRow, table, dataType, byteOrder })
}

export const removeRows = (rows: Rows, { top, bottom }: Range): Rows => rows.toSpliced(top, bottom - top + 1)

/** Moves the rows of the range one up (-1) or down (1); at the edge nothing moves. */
export function moveRows(rows: Rows, { top, bottom }: Range, by: -1 | 1): Rows {
  if (top + by < 0 || bottom + by >= rows.length) return rows
  const block = rows.slice(top, bottom + 1)
  return rows.toSpliced(top, block.length).toSpliced(top + by, 0, ...block)
}

/** The first row of the range goes to all others; of a single row, the one above comes down into it. */
export function fillDown(rows: Rows, range: Range): Rows {
  const { top, bottom, left, right } = range
  const source = rows[top === bottom ? top - 1 : top]
  if (source === undefined) return rows
  return rows.map((row, index) =>
    index < top || index > bottom ? row : { ...row, ...picked(source, left, right) },
  )
}

export function clearCells(rows: Rows, { top, bottom, left, right }: Range): Rows {
  return rows.map((row, index) =>
    index < top || index > bottom ? row : { ...row, ...picked(emptyRow, left, right) },
  )
}

function picked(row: RegisterRow, left: number, right: number): Partial<RegisterRow> {
  return Object.fromEntries(columns.slice(left, right + 1).map(({ field }) => [field, row[field]]))
}

export const copied = (rows: Rows, { top, bottom, left, right }: Range): string =>
  tsvOf(
    rows.slice(top, bottom + 1).map((row) => columns.slice(left, right + 1).map(({ field }) => row[field])),
  )

/**
 * A block from a spreadsheet, laid from a cell to the right and down; rows are added where they are needed. A first
 * line that names columns says where each goes. null: a plain text, which is the cell's own business.
 */
export function pasted(
  rows: Rows,
  at: Cell,
  text: string,
): { readonly rows: Rows; readonly range: Range } | null {
  if (!/[\t\n]/.test(text.replace(/\r?\n$/, ''))) return null
  const block = cellsOf(text.replace(/\r?\n$/, ''), '\t')
  const named = (block[0] ?? []).map(fieldOfHeader)
  const hasHeader = named.length > 1 && named.every((field) => field !== null)
  const fields = hasHeader ? named : columns.slice(at.column).map(({ field }) => field)
  const lines = hasHeader ? block.slice(1) : block
  const missing = Math.max(0, at.row + lines.length - rows.length)
  const changed = [...rows, ...Array.from({ length: missing }, () => emptyRow)]
  lines.forEach((cells, line) => {
    const row: Record<Field, string> = { ...emptyRow, ...changed[at.row + line] }
    cells.forEach((cell, index) => {
      const field = fields[index]
      if (field !== null && field !== undefined) row[field] = incoming(field, cell, '\t')
    })
    changed[at.row + line] = row
  })
  const width = Math.max(1, ...lines.map((cells) => cells.length))
  const left = hasHeader ? 0 : at.column
  return {
    rows: changed,
    range: {
      top: at.row,
      bottom: Math.max(at.row, at.row + lines.length - 1),
      left,
      right: hasHeader ? columns.length - 1 : Math.min(columns.length - 1, left + width - 1),
    },
  }
}
