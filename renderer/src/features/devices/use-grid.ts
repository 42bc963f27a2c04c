import { type ClipboardEvent, type KeyboardEvent, useState } from 'react'
import type { RegisterRow } from '../../../../shared/contract/config.ts'
import { columns } from './columns.ts'
import {
  type Cell,
  clearCells,
  copied,
  fillDown,
  insertRow,
  isOneCell,
  moveRows,
  pasted,
  type Range,
  rangeOf,
  removeRows,
} from './rows.ts'

type Rows = readonly RegisterRow[]

interface Selection {
  readonly anchor: Cell
  readonly focus: Cell
}

export type GridAction = 'insert' | 'add' | 'remove' | 'up' | 'down' | 'fill'

export interface Grid {
  readonly focus: Cell
  readonly range: Range
  onFocus(cell: Cell): void
  onPointerDown(cell: Cell, isExtending: boolean): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
  onCopy(event: ClipboardEvent): void
  onPaste(event: ClipboardEvent): void
  act(action: GridAction): void
}

interface GridOptions {
  readonly rows: Rows
  readonly isLocked: boolean
  readonly onChange: (rows: Rows) => void
  /** Brings the cell into view and gives it the focus. */
  readonly show: (cell: Cell) => void
}

const isSame = (one: Cell, other: Cell): boolean => one.row === other.row && one.column === other.column

const lastColumn = columns.length - 1

/** Moving, selecting and editing in the register table as in a spreadsheet. */
export function useGrid({ rows, isLocked, onChange, show }: GridOptions): Grid {
  const [selection, setSelection] = useState<Selection>({
    anchor: { row: 0, column: 0 },
    focus: { row: 0, column: 0 },
  })
  const range = rangeOf(selection.anchor, selection.focus)
  const { focus } = selection

  function select(anchor: Cell, to: Cell, rowCount = rows.length): void {
    const clamp = (cell: Cell): Cell => ({
      row: Math.max(0, Math.min(rowCount - 1, cell.row)),
      column: Math.max(0, Math.min(lastColumn, cell.column)),
    })
    setSelection({ anchor: clamp(anchor), focus: clamp(to) })
    show(clamp(to))
  }

  function change(next: Rows, anchor: Cell, to: Cell): void {
    if (next !== rows) onChange(next)
    select(anchor, to, Math.max(1, next.length))
  }

  function act(action: GridAction): void {
    if (isLocked) return
    const { top, bottom, left } = range
    const height = bottom - top
    switch (action) {
      case 'insert':
        return change(insertRow(rows, top), { row: top, column: 0 }, { row: top, column: 0 })
      case 'add': {
        const end = { row: rows.length, column: 0 }
        return change(insertRow(rows, rows.length), end, end)
      }
      case 'remove':
        return change(removeRows(rows, range), { row: top, column: left }, { row: top, column: left })
      case 'up':
      case 'down': {
        const by = action === 'up' ? -1 : 1
        const moved = moveRows(rows, range, by)
        if (moved === rows) return
        return change(
          moved,
          { ...selection.anchor, row: selection.anchor.row + by },
          { ...focus, row: focus.row + by },
        )
      }
      case 'fill':
        return change(
          fillDown(rows, range),
          { row: top, column: left },
          { row: top + height, column: range.right },
        )
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const key = keyName(event)
    const action = actions[key]
    if (action !== undefined) {
      event.preventDefault()
      return act(action)
    }
    if (key === 'Delete' && !isOneCell(range) && !isLocked) {
      event.preventDefault()
      return onChange(clearCells(rows, range))
    }
    if (key === 'Ctrl+A' && isWholeSelected(event.target)) {
      event.preventDefault()
      return select({ row: 0, column: 0 }, { row: rows.length - 1, column: lastColumn })
    }
    const step = steps[event.key]
    if (step === undefined || event.altKey || (step.column !== 0 && !leavesCell(event, step.column))) return
    event.preventDefault()
    const by = event.ctrlKey || event.metaKey ? rows.length + columns.length : 1
    const to = { row: focus.row + step.row * by, column: focus.column + step.column * by }
    select(event.shiftKey && event.key !== 'Enter' ? selection.anchor : to, to)
  }

  return {
    focus,
    range,
    act,
    onKeyDown,
    // The cell that the selection has just moved to keeps it; one that was reached by Tab begins a new one.
    onFocus: (cell) =>
      setSelection((known) => (isSame(known.focus, cell) ? known : { anchor: cell, focus: cell })),
    onPointerDown: (cell, isExtending) =>
      setSelection((known) => ({ anchor: isExtending ? known.anchor : cell, focus: cell })),
    onCopy(event) {
      if (isOneCell(range)) return
      event.preventDefault()
      event.clipboardData.setData('text/plain', copied(rows, range))
    },
    onPaste(event) {
      const result = isLocked
        ? null
        : pasted(rows, { row: range.top, column: range.left }, event.clipboardData.getData('text/plain'))
      if (result === null) return
      event.preventDefault()
      const { top, left, bottom, right } = result.range
      change(result.rows, { row: top, column: left }, { row: bottom, column: right })
    },
  }
}

const steps: Readonly<Record<string, Cell>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  Enter: { row: 1, column: 0 },
}

const actions: Readonly<Record<string, GridAction>> = {
  'Ctrl+D': 'fill',
  Insert: 'insert',
  'Ctrl+Delete': 'remove',
  'Alt+ArrowUp': 'up',
  'Alt+ArrowDown': 'down',
}

function keyName({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toUpperCase() : key
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${name}`
}

const isWholeSelected = (element: EventTarget): boolean =>
  !(element instanceof HTMLInputElement) ||
  (element.selectionStart === 0 && element.selectionEnd === element.value.length)

/** Left and right move within a text until its end is reached, or all of it is selected. */
function leavesCell({ target, shiftKey }: KeyboardEvent<HTMLElement>, by: number): boolean {
  if (!(target instanceof HTMLInputElement)) return true
  const { selectionStart, selectionEnd, value } = target
  if (selectionStart === 0 && selectionEnd === value.length) return true
  if (shiftKey || selectionStart !== selectionEnd) return false
  return by < 0 ? selectionStart === 0 : selectionEnd === value.length
}
