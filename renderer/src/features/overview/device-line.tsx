import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo, type ReactNode, useState } from 'react'
import type { DeviceRow } from '../../../../shared/contract/status.ts'
import { QualityMark } from '../../app/quality-mark.tsx'
import { StateBadge } from '../../app/state-badge.tsx'
import { useStatus } from '../../app/status-store.ts'
import { duration, latency, measuredShort, percent } from '../../ui/format.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { useNow } from '../../ui/use-now.ts'
import { DeviceDetails } from './device-details.tsx'
import { shownState } from './rows.ts'
import { useOverviewWords } from './words.ts'

interface DeviceLineProps {
  readonly id: string
  /** 1-based, the head's included. */
  readonly rowIndex: number
  readonly isOpen: boolean
  readonly onToggle: (id: string) => void
}

/** One device; drawn again only when its own row has changed. */
export const DeviceLine = memo(function DeviceLine({ id, rowIndex, isOpen, onToggle }: DeviceLineProps) {
  const say = useOverviewWords()
  const row = useStatus(({ devices }) => devices.get(id))
  const isCollecting = useStatus(({ totals }) => totals?.isCollecting ?? false)
  if (row === undefined) return null
  const state = shownState(row, isCollecting)
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <>
      <div
        className="overview-row overview-line"
        role="row"
        aria-rowindex={rowIndex}
        onClick={() => isNothingSelected() && onToggle(id)}
      >
        <span role="cell">
          <ActionIcon
            size="sm"
            aria-label={say('expand', { name: row.name })}
            aria-expanded={isOpen}
            onClick={(event) => {
              event.stopPropagation()
              onToggle(id)
            }}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
        </span>
        <span role="cell" className="overview-name" title={`${row.name} [${row.id}]`}>
          <strong>{row.name}</strong>
          <br />
          <span className="quiet">{row.name === row.id ? row.endpoint : row.id}</span>
        </span>
        <span role="cell">
          <StateBadge state={state} />
        </span>
        <span role="cell" className="overview-values">
          <Values row={row} />
        </span>
        <span role="cell">
          {row.sparkLabel !== null && (
            <Sparkline points={row.spark} label={say('sparkline', { label: row.sparkLabel })} />
          )}
        </span>
        <span role="cell" className="num">
          {row.latencyMs === null ? '–' : latency(row.latencyMs)}
        </span>
        <span role="cell" className="num">
          {row.successRate === null ? '–' : percent(row.successRate)}
          {row.errorsLastHour > 0 && (
            <div className="warn overview-small">{say('errorCount', { count: row.errorsLastHour })}</div>
          )}
        </span>
        <span role="cell" className="num overview-wide">
          <Countdown toMs={state.kind === 'backoff' || state.kind === 'stopped' ? null : row.nextSlotMs} />
        </span>
      </div>
      {isOpen && (
        <div role="row">
          <div role="cell">
            <DeviceDetails row={row} state={state} />
          </div>
        </div>
      )}
    </>
  )
})

function Values({ row: { values, valueCount, lastSlotMs } }: { readonly row: DeviceRow }) {
  const say = useOverviewWords()
  const fractions = useFractions(values)
  if (lastSlotMs === null) return <span className="quiet">{say('noReading')}</span>
  const [first] = values
  // One sentence says more than the same mark six times.
  if (first !== undefined && values.every(({ quality }) => quality === 'BAD_COMM')) {
    return <QualityMark quality="BAD_COMM" detail={first.detail} />
  }
  return (
    <>
      {values.map(({ label, value, unit, quality, detail }) => (
        <Value
          key={label}
          label={label}
          text={value === null ? '–' : `${measuredShort(value, fractions.has(label))} ${unit}`.trimEnd()}
          mark={quality === 'GOOD' ? null : <QualityMark quality={quality} detail={detail} isCompact />}
        />
      ))}
      {valueCount > values.length && (
        <span className="quiet">{say('more', { count: valueCount - values.length })}</span>
      )}
    </>
  )
}

/** Characters of a number with its unit that a column holds beside its label; more takes the whole line. */
const columnHolds = 15

function Value(props: { readonly label: string; readonly text: string; readonly mark: ReactNode }) {
  const { label, text, mark } = props
  const isLong = text.length > columnHolds
  return (
    <span className={isLong ? 'overview-value overview-long' : 'overview-value'} title={`${label}: ${text}`}>
      <span className="quiet">{label}</span>
      <span className="mono overview-number">
        {mark}
        <span>{text}</span>
      </span>
    </span>
  )
}

/** Labels that have had decimals once: they keep them when a value happens to be whole. */
function useFractions(values: DeviceRow['values']): ReadonlySet<string> {
  const [seen] = useState(() => new Set<string>())
  for (const { label, value } of values) {
    if (typeof value === 'number' && !Number.isInteger(value)) seen.add(label)
  }
  return seen
}

/** A click that ends a selection of text is not meant to open anything. */
const isNothingSelected = (): boolean => getSelection()?.isCollapsed ?? true

function Countdown({ toMs }: { readonly toMs: number | null }) {
  const say = useOverviewWords()
  const nowMs = useNow()
  if (toMs === null) return <>–</>
  return <>{toMs - nowMs < 1_000 ? say('now') : duration(Math.ceil((toMs - nowMs) / 1_000) * 1_000)}</>
}
