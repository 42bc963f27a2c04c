import { Button, Checkbox, VisuallyHidden } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { DeadLetterRow } from '../../../../shared/contract/queue.ts'
import { useLanguage } from '../../app/texts.ts'
import { dateAndTime } from '../../ui/format.ts'
import { useQueueWords } from './words.ts'

const rowHeight = 32

interface Props {
  readonly letters: readonly DeadLetterRow[]
  readonly chosen: ReadonlySet<number>
  readonly nowMs: number
  readonly onChoose: (chosen: ReadonlySet<number>) => void
  readonly onShow: (letter: DeadLetterRow) => void
}

export function LetterTable({ letters, chosen, nowMs, onChoose, onShow }: Props) {
  const say = useQueueWords()
  const language = useLanguage()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: letters.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const toggle = (seq: number): void => {
    const next = new Set(chosen)
    if (!next.delete(seq)) next.add(seq)
    onChoose(next)
  }
  const isAll = chosen.size === letters.length
  return (
    <div role="table" aria-label={say('letters')} aria-rowcount={letters.length + 1} className="letter-table">
      <div role="row" className="letter-row letter-head">
        <span role="columnheader">
          <Checkbox
            aria-label={say('selectAll')}
            checked={isAll}
            indeterminate={chosen.size > 0 && !isAll}
            onChange={() => onChoose(isAll ? new Set() : new Set(letters.map(({ seq }) => seq)))}
          />
        </span>
        <span role="columnheader" style={{ textAlign: 'right' }}>
          {say('seq')}
        </span>
        <span role="columnheader">{say('device')}</span>
        <span role="columnheader">{say('slot')}</span>
        <span role="columnheader">{say('reason')}</span>
        <span role="columnheader">{say('buried')}</span>
        <span role="columnheader">
          <VisuallyHidden>{say('inspect')}</VisuallyHidden>
        </span>
      </div>
      <div ref={scroller} role="rowgroup" className="letter-body">
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const letter = letters[index]
            if (letter === undefined) return null
            const { seq, deviceId, slotMs, reason, buriedAtMs } = letter
            return (
              <div
                key={seq}
                role="row"
                aria-rowindex={index + 2}
                className="letter-row"
                style={{ position: 'absolute', top: start, left: 0, right: 0, height: rowHeight }}
              >
                <span role="cell">
                  <Checkbox
                    aria-label={say('select', { seq })}
                    checked={chosen.has(seq)}
                    onChange={() => toggle(seq)}
                  />
                </span>
                <span role="cell" className="num">
                  {seq}
                </span>
                <span role="cell">{deviceId}</span>
                <span role="cell" className="mono">
                  {dateAndTime(slotMs, language, nowMs)}
                </span>
                <span role="cell" title={reason}>
                  {reason}
                </span>
                <span role="cell" className="mono">
                  {dateAndTime(buriedAtMs, language, nowMs)}
                </span>
                <span role="cell">
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={say('inspectOf', { seq })}
                    onClick={() => onShow(letter)}
                  >
                    {say('inspect')}
                  </Button>
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
