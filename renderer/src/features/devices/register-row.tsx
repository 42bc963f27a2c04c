import { memo } from 'react'
import type { MeasurementRow } from '../../../../shared/contract/common.ts'
import type { RegisterRow as Row } from '../../../../shared/contract/config.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { choices, columns, type Field, labelOf } from './columns.ts'
import { cellKey } from './findings.ts'
import { useGridWords } from './grid-words.ts'
import { ValueCell } from './value-cell.tsx'

/** Name of a column's heading among the words. */
export const headingOf = (field: Field) => (field === 'table' ? 'tableColumn' : field)

export type ReadValue = MeasurementRow & { readonly rawWords: readonly number[] | null }

interface Props {
  readonly row: Row
  readonly index: number
  /** `FC3 0 (0x0000)`; null: the address cannot be read; empty: not known yet. */
  readonly resolved: string | null
  /** First and last selected column; null: none is. */
  readonly selected: { readonly left: number; readonly right: number } | null
  readonly findings: ReadonlyMap<string, readonly Finding[]>
  /** null: this value has not been read; undefined: nothing has. */
  readonly value: ReadValue | null | undefined
  readonly isLocked: boolean
  readonly top: number
  readonly onCell: (index: number, field: Field, text: string) => void
}

export const RegisterRow = memo(function RegisterRow(props: Props) {
  const { row, index, resolved, selected, findings, value, isLocked, top, onCell } = props
  const say = useGridWords()
  return (
    <div className="grid-row" role="row" aria-rowindex={index + 2} style={{ top }}>
      <div role="rowheader" className="grid-number num">
        {index + 1}
      </div>
      {columns.map(({ field, fallback }, column) => {
        const found = findings.get(cellKey(index, field)) ?? []
        const isWrong = found.some(({ severity }) => severity === 'error')
        const isSelected = selected !== null && column >= selected.left && column <= selected.right
        const shared = {
          'aria-label': say('cell', { column: say(headingOf(field)), row: index + 1 }),
          'aria-invalid': isWrong,
          'data-row': index,
          'data-column': column,
          title: found.length === 0 ? undefined : found.map(({ message }) => message).join('\n'),
          onChange: (event: { currentTarget: { value: string } }) =>
            onCell(index, field, event.currentTarget.value),
          value: row[field],
        }
        const options = choices[field]
        return (
          <div
            key={field}
            role="gridcell"
            aria-selected={isSelected}
            className={`grid-cell${isSelected ? ' grid-selected' : ''}${found.length > 0 ? (isWrong ? ' grid-bad' : ' grid-warn') : ''}`}
          >
            {options === undefined ? (
              <input
                {...shared}
                readOnly={isLocked}
                className="mono"
                spellCheck={false}
                autoComplete="off"
                placeholder={field === 'label' ? labelOf(row) : fallback}
              />
            ) : (
              <select {...shared} disabled={isLocked} className={row[field] === '' ? 'mono quiet' : 'mono'}>
                <option value="">{fallback}</option>
                {(options.includes(row[field]) || row[field] === '' ? options : [row[field], ...options]).map(
                  (option) => (
                    <option key={option} value={option}>
                      {option}
                    </option>
                  ),
                )}
              </select>
            )}
            {field === 'address' && (
              <span className={resolved === null ? 'grid-pdu bad' : 'grid-pdu quiet'} title={say('resolved')}>
                {resolved ?? '–'}
              </span>
            )}
          </div>
        )
      })}
      {value !== undefined && <ValueCell value={value} />}
    </div>
  )
})
