import { type RefObject, useMemo, useState } from 'react'
import type { Series, SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { duration } from '../../ui/format.ts'
import type { Look } from './look.ts'
import { NumbersTable } from './numbers-table.tsx'
import { Panel } from './panel.tsx'
import { panelsOf } from './series-model.ts'
import { useLiveWords } from './words.ts'

interface ChartsProps {
  /** What makes the picture: the panels only. */
  readonly panelsRef: RefObject<HTMLDivElement | null>
  readonly data: SeriesSnapshot
  /** Nothing comes any more. */
  readonly isStale: boolean
  readonly isGone: (key: SeriesKey) => boolean
  readonly lookOfSeries: (series: Series) => Look
  readonly nameOf: (deviceId: string) => string
  readonly onZoom: (fromMs: number, toMs: number) => void
  readonly onReset: () => void
  readonly onRemove: (key: SeriesKey) => void
}

/** A chart for each unit and the table of the numbers, with one cursor for all. */
export function Charts({ panelsRef, data, isStale, isGone, lookOfSeries, nameOf, ...on }: ChartsProps) {
  const say = useLiveWords()
  const [pointedMs, setCursorMs] = useState<number | null>(null)
  const { fromMs, toMs, bucketMs, series } = data
  const panels = useMemo(() => panelsOf(series.filter(({ key }) => !isGone(key))), [series, isGone])
  // Time has moved on below it.
  const cursorMs = pointedMs === null || pointedMs < fromMs || pointedMs > toMs ? null : pointedMs
  return (
    <div className={isStale ? 'live is-stale' : 'live'}>
      <div className="live-panels" ref={panelsRef}>
        {panels.map((panel) => (
          <Panel
            key={panel.unit}
            shown={{ fromMs, toMs, bucketMs, series: panel.series }}
            unit={panel.unit}
            height={heightOf(panels.length)}
            cursorMs={cursorMs}
            lookOfSeries={lookOfSeries}
            nameOf={nameOf}
            onCursor={setCursorMs}
            {...on}
          />
        ))}
      </div>
      <div className="quiet">
        {bucketMs > 0 ? say('reduced', { length: duration(bucketMs) }) : say('raw')} {say('hint')}
      </div>
      <NumbersTable
        data={data}
        cursorMs={cursorMs}
        isGone={isGone}
        lookOfSeries={lookOfSeries}
        nameOf={nameOf}
        onRemove={on.onRemove}
      />
    </div>
  )
}

const heightOf = (panels: number): number => (panels === 1 ? 340 : panels === 2 ? 220 : 165)
