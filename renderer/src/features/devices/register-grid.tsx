import { useVirtualizer } from '@tanstack/react-virtual'
import { type PointerEvent, useCallback, useEffect, useRef } from 'react'
import type { RegisterRow as Row, RegisterView } from '../../../../shared/contract/config.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { columns, type Field, labelOf } from './columns.ts'
import './register-grid.css'
import { RegisterToolbar } from './register-toolbar.tsx'
import { useGridWords } from './grid-words.ts'
import { headingOf, type ReadValue, RegisterRow } from './register-row.tsx'
import { type Cell, isOneCell, withCell } from './rows.ts'
import { useGrid } from './use-grid.ts'

const rowHeight = 32

export interface RegisterGridProps {
  readonly rows: readonly Row[]
  /** The same rows as the gateway reads them; it may be a moment behind. */
  readonly resolved: readonly RegisterView[]
  readonly findings: ReadonlyMap<string, readonly Finding[]>
  /** By label; null: nothing has been read. */
  readonly values: ReadonlyMap<string, ReadValue> | null
  readonly isLocked: boolean
  /** For the names of exported files. */
  readonly section: string
  readonly onChange: (rows: readonly Row[]) => void
}

/** The registers of a device, edited in place like a spreadsheet. */
export function RegisterGrid(props: RegisterGridProps) {
  const { rows, resolved, findings, values, isLocked, onChange } = props
  const say = useGridWords()
  const scroller = useRef<HTMLDivElement>(null)
  /** To be focused as soon as it is there. */
  const wanted = useRef<Cell | null>(null)
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: 30,
  })
  const grid = useGrid({
    rows,
    isLocked,
    onChange,
    show(cell) {
      wanted.current = cell
      if (cell.row < rows.length) virtual.scrollToIndex(cell.row)
    },
  })
  useEffect(() => {
    const cell = wanted.current
    if (cell === null) return
    const found = scroller.current?.querySelector(`[data-row="${cell.row}"][data-column="${cell.column}"]`)
    if (!(found instanceof HTMLInputElement || found instanceof HTMLSelectElement)) return
    wanted.current = null
    found.focus()
    if (found instanceof HTMLInputElement) found.select()
  })
  const latest = useRef({ rows, onChange })
  useEffect(() => {
    latest.current = { rows, onChange }
  })
  const onCell = useCallback((index: number, field: Field, text: string) => {
    const { rows: known, onChange: tell } = latest.current
    tell(withCell(known, index, field, text))
  }, [])

  function onPointerDown(event: PointerEvent): void {
    const cell = cellOf(event.target)
    if (cell === null) return
    grid.onPointerDown(cell, event.shiftKey)
  }

  const { range } = grid
  const hasRange = !isOneCell(range)
  return (
    <div>
      <RegisterToolbar {...props} act={grid.act} />
      <div
        className={values === null ? 'grid' : 'grid grid-read'}
        ref={scroller}
        role="grid"
        aria-label={say('table')}
        aria-rowcount={rows.length + 1}
        aria-multiselectable
        aria-describedby="grid-keys"
        onKeyDown={grid.onKeyDown}
        onCopy={grid.onCopy}
        onPaste={grid.onPaste}
        onPointerDown={onPointerDown}
        onFocus={(event) => {
          const cell = cellOf(event.target)
          if (cell !== null) grid.onFocus(cell)
        }}
      >
        <div role="rowgroup" className="grid-head">
          <div className="grid-row" role="row" aria-rowindex={1}>
            <div role="columnheader" className="grid-number" aria-label={say('row')}>
              #
            </div>
            {columns.map(({ field }) => (
              <div role="columnheader" key={field}>
                {say(headingOf(field))}
              </div>
            ))}
            {values !== null && (
              <div role="columnheader" className="grid-value">
                {say('value')}
              </div>
            )}
          </div>
        </div>
        <div role="rowgroup" className="grid-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            const isIn = hasRange && index >= range.top && index <= range.bottom
            const view = resolved[index]
            return (
              <RegisterRow
                key={index}
                row={row}
                index={index}
                resolved={isSameAddress(view, row) ? view.resolved : ''}
                selected={isIn ? range : null}
                findings={findings}
                value={values === null ? undefined : (values.get(labelOf(row)) ?? null)}
                isLocked={isLocked}
                top={start}
                onCell={onCell}
              />
            )
          })}
        </div>
      </div>
      <div id="grid-keys" className="key-source quiet">
        {say('keys')}
      </div>
    </div>
  )
}

function cellOf(target: EventTarget): Cell | null {
  if (!(target instanceof HTMLElement)) return null
  const { row, column } = target.dataset
  return row === undefined || column === undefined ? null : { row: Number(row), column: Number(column) }
}

/** The gateway may answer with the default where the table is left empty. */
const isSameAddress = (view: RegisterView | undefined, row: Row): view is RegisterView =>
  view?.address === row.address && row.address !== '' && (row.table === '' || view.table === row.table)
