import { ActionIcon, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type Ref, useId } from 'react'
import { shownLabelMost, shownTextMost } from '../../../../shared/contract/limits.ts'
import { useFindWords } from './find-words.ts'
import { isShownWrong, type ShownRow, usualLabels } from './shown-rows.ts'

/** What the display shows, value by value; the first row carries the headings. */
export function ShownValues(props: {
  readonly ref: Ref<HTMLDivElement>
  readonly rows: readonly ShownRow[]
  /** What has been found is narrowed down by the next value. */
  readonly isNext: boolean
  readonly onChange: (rows: readonly ShownRow[]) => void
}) {
  const { ref, rows, isNext, onChange } = props
  const say = useFindWords()
  const labels = useId()
  const isSingle = rows.length === 1
  const change = (at: number, part: Partial<ShownRow>): void =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <div ref={ref} className="shown-values">
      <datalist id={labels}>
        {usualLabels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      {rows.map((row, index) => {
        const number = index + 1
        const heading = isNext ? say('next') : say('shown')
        return (
          // Rows have nothing but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className="shown-value" data-number={number}>
            <TextInput
              label={index === 0 ? say('label') : undefined}
              aria-label={isSingle ? undefined : say('labelOf', { number })}
              classNames={{ input: 'mono' }}
              placeholder={usualLabels[index] ?? ''}
              list={labels}
              spellCheck={false}
              autoComplete="off"
              maxLength={shownLabelMost}
              value={row.label}
              onChange={(event) => change(index, { label: event.currentTarget.value })}
            />
            <TextInput
              label={index === 0 ? heading : undefined}
              aria-label={isSingle ? undefined : say('shownOf', { number })}
              className="find-shown"
              classNames={{ input: 'mono' }}
              placeholder={index === 0 ? say('shownHelp') : ''}
              autoComplete="off"
              maxLength={shownTextMost}
              value={row.shown}
              error={isShownWrong(row) ? say('shownWrong') : null}
              onChange={(event) => change(index, { shown: event.currentTarget.value })}
            />
            {!isSingle && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={say('remove', { number })}
                onClick={() => onChange(rows.toSpliced(index, 1))}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </div>
        )
      })}
    </div>
  )
}
