import { Button, Group, SegmentedControl, VisuallyHidden } from '@mantine/core'
import { useThrottledValue } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useCommonWords } from '../../app/common-words.ts'
import { useStatus } from '../../app/status-store.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { DeviceLine } from './device-line.tsx'
import { countsOf, shownIds, type SortColumn, type StateFilter, type View } from './rows.ts'
import { useOverviewWords } from './words.ts'

const settleMs = 2_000
const everything: View = { text: '', state: 'all', sort: 'file', isDescending: false }

/** All devices; only the lines that are on the screen exist. */
export function DeviceTable() {
  const say = useOverviewWords()
  const word = useCommonWords()
  const order = useStatus((status) => status.order)
  const devices = useStatus((status) => status.devices)
  const isCollecting = useStatus(({ totals }) => totals?.isCollecting ?? false)
  const [view, setView] = useState(everything)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  // Lines that are sorted by what changes all the time must not run away under the pointer.
  const settled = useThrottledValue(devices, settleMs)
  const ids = useMemo(
    () => shownIds(order, settled, view, isCollecting),
    [order, settled, view, isCollecting],
  )
  const counts = useMemo(() => countsOf(devices.values(), isCollecting), [devices, isCollecting])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 46,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
  })
  const toggle = useCallback((id: string) => {
    setOpen((known) => {
      const next = new Set(known)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const states = (
    ['all', 'good', 'degraded', 'backoff', 'connecting', 'stopped', 'disabled'] as const
  ).filter((state) => state === 'all' || state === view.state || counts[state] > 0)
  return (
    <>
      <Group gap="sm" mb="xs">
        <SearchField
          value={view.text}
          onChange={(text) => setView({ ...view, text })}
          label={say('filter')}
          clearLabel={word('clear')}
        />
        <SegmentedControl
          aria-label={say('state')}
          value={view.state}
          onChange={(state: StateFilter) => setView({ ...view, state })}
          data={states.map((state) => ({
            value: state,
            label: `${state === 'all' ? say('all') : word(state)} ${counts[state]}`,
          }))}
        />
      </Group>
      <div
        className="overview-devices"
        ref={scroller}
        role="table"
        aria-label={word('devices')}
        aria-rowcount={ids.length + 1}
      >
        <div role="rowgroup" className="overview-top">
          <div className="overview-row overview-head" role="row" aria-rowindex={1}>
            <span role="columnheader">
              <VisuallyHidden>{say('details')}</VisuallyHidden>
            </span>
            <Head column="name" view={view} onSort={setView} word={say('device')} />
            <Head column="state" view={view} onSort={setView} word={say('state')} />
            <span role="columnheader">{say('values')}</span>
            <span role="columnheader">{say('trend')}</span>
            <Head column="latency" view={view} onSort={setView} word={say('latency')} isNumber />
            <Head
              column="success"
              view={view}
              onSort={setView}
              word={say('success')}
              hint={say('successHint')}
              isNumber
            />
            <span role="columnheader" className="overview-wide" style={{ textAlign: 'right' }}>
              {say('next')}
            </span>
          </div>
        </div>
        <div
          role="rowgroup"
          style={{ height: virtual.getTotalSize(), position: 'relative', minWidth: 'fit-content' }}
        >
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              role="presentation"
              style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
            >
              <DeviceLine
                id={ids[index] ?? ''}
                rowIndex={index + 2}
                isOpen={open.has(ids[index] ?? '')}
                onToggle={toggle}
              />
            </div>
          ))}
        </div>
        {ids.length === 0 && (
          <Group p="md" gap="sm">
            {say('noMatch')}
            <Button variant="default" onClick={() => setView(everything)}>
              {say('showAll')}
            </Button>
          </Group>
        )}
      </div>
    </>
  )
}

interface HeadProps {
  readonly column: SortColumn
  readonly view: View
  readonly onSort: (view: View) => void
  readonly word: string
  readonly hint?: string
  readonly isNumber?: boolean
}

/** Once: ascending, twice: descending, three times: as in the file. */
function Head({ column, view, onSort, word, hint, isNumber = false }: HeadProps) {
  const say = useOverviewWords()
  const isSorted = view.sort === column
  const next: View = !isSorted
    ? { ...view, sort: column, isDescending: false }
    : view.isDescending
      ? { ...view, sort: 'file', isDescending: false }
      : { ...view, isDescending: true }
  const Arrow = view.isDescending ? IconArrowDown : IconArrowUp
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? (view.isDescending ? 'descending' : 'ascending') : 'none'}
      style={isNumber ? { textAlign: 'right' } : {}}
    >
      <button
        type="button"
        className="overview-sort"
        title={[hint, say('sortBy', { column: word })].filter(Boolean).join(' ')}
        onClick={() => onSort(next)}
      >
        {word}
        {isSorted && <Arrow size={13} aria-hidden />}
      </button>
    </span>
  )
}
