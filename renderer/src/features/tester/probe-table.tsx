import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { RequestOf, ResultOf } from '../../../../shared/contract/tester.ts'
import { hexAddress } from '../../../../shared/model/address.ts'
import {
  cellText,
  changedRows,
  isCellChanged,
  isLikely,
  isTextual,
  type ShownColumn,
  shownColumns,
} from './probe-columns.ts'
import { useProbeWords } from './probe-words.ts'
import { useTools } from './tool-store.ts'

const rowHeight = 22
const addressWidth = 112
const bitColumnWidth = 80

interface Props {
  readonly request: RequestOf<'probe'>
  readonly result: ResultOf<'probe'>
  /** The same registers the time before; null: nothing is compared. */
  readonly before: ResultOf<'probe'> | null
}

/** A row for each register, a column for each reading; the address stays in sight. */
export function ProbeTable({ request, result, before }: Props) {
  const say = useProbeWords()
  const hidden = useTools((tools) => tools.hidden)
  const scroller = useRef<HTMLDivElement>(null)
  const isBits = result.columns.length === 0
  const columns = useMemo(() => shownColumns(result, hidden), [result, hidden])
  const changed = useMemo(() => changedRows(before, result), [before, result])
  const rows = useVirtualizer({
    count: result.words.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const widths = isBits ? [bitColumnWidth] : columns.map(({ width }) => width)
  const width = addressWidth + widths.reduce((sum, each) => sum + each, 0)
  const template = [addressWidth, ...widths].map((each) => `${each}px`).join(' ')
  return (
    <div
      ref={scroller}
      className="probe-table"
      role="table"
      aria-label={say('registers')}
      aria-rowcount={result.words.length + 1}
      tabIndex={0}
    >
      <div role="rowgroup" className="probe-headings" style={{ width }}>
        <div role="row" className="probe-row" style={{ gridTemplateColumns: template }}>
          <span role="columnheader" className="probe-address">
            {say('register')}
          </span>
          {isBits ? (
            <span role="columnheader">{say('bit')}</span>
          ) : (
            columns.map((column) => (
              <span role="columnheader" key={column.index} className={isTextual(column) ? 'is-text' : ''}>
                {column.dataType}
                <span className="quiet mono">{column.byteOrder ?? ''}</span>
              </span>
            ))
          )}
        </div>
      </div>
      <div role="rowgroup" style={{ height: rows.getTotalSize(), width, position: 'relative' }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="probe-row"
            style={{ gridTemplateColumns: template, position: 'absolute', top: start, height: rowHeight }}
          >
            <span role="rowheader" className="probe-address mono">
              <span>{request.address + index}</span>
              <span className="quiet">{hexAddress(request.address + index)}</span>
              <span className="probe-mark" title={changed[index] === true ? say('changed') : undefined}>
                {changed[index] === true ? '◆' : ''}
              </span>
            </span>
            <Cells columns={columns} result={result} before={before} row={index} isBits={isBits} />
          </div>
        ))}
      </div>
    </div>
  )
}

function Cells(props: {
  readonly columns: readonly ShownColumn[]
  readonly result: ResultOf<'probe'>
  readonly before: ResultOf<'probe'> | null
  readonly row: number
  readonly isBits: boolean
}) {
  const { columns, result, before, row, isBits } = props
  const say = useProbeWords()
  const word = result.words[row] ?? null
  if (word === null) {
    return (
      <span role="cell" className="quiet probe-missing">
        {say('noWord')}
      </span>
    )
  }
  if (isBits) {
    return (
      <span role="cell" className="num">
        {word}
      </span>
    )
  }
  return columns.map((column) => {
    const text = result.readings[row]?.[column.index] ?? null
    const isChanged = isCellChanged(before, result, row, column.index)
    const faint = text !== null && !isLikely(text, column)
    return (
      <span
        role="cell"
        key={column.index}
        className={`mono${isTextual(column) ? ' is-text' : ''}${isChanged && !faint ? ' is-changed' : ''}${faint ? ' quiet' : ''}`}
        title={text ?? undefined}
      >
        {cellText(text, column)}
      </span>
    )
  })
}
