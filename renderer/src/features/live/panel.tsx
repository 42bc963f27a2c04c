import { type PointerEvent, useRef, useState } from 'react'
import type { Series, SeriesKey } from '../../../../shared/contract/series.ts'
import { useLanguage } from '../../app/texts.ts'
import { shortMoment } from '../../ui/format.ts'
import { BadMarks } from './bad-marks.tsx'
import { cursorKey } from './cursor.ts'
import { Legend } from './legend.tsx'
import type { Look } from './look.ts'
import { Plot, plotInset, type Shown } from './plot.tsx'
import { bucketAt } from './series-model.ts'
import { valueText } from './value-text.ts'
import { useLiveWords } from './words.ts'

interface PanelProps {
  readonly shown: Shown
  readonly unit: string
  readonly height: number
  readonly cursorMs: number | null
  readonly lookOfSeries: (series: Series) => Look
  readonly nameOf: (deviceId: string) => string
  readonly onCursor: (atMs: number | null) => void
  readonly onZoom: (fromMs: number, toMs: number) => void
  /** Back to the whole span. */
  readonly onReset: () => void
  readonly onRemove: (key: SeriesKey) => void
}

/** Chart of one unit. Panels share time axis, cursor and zoom. */
export function Panel(props: PanelProps) {
  const { shown, unit, height, cursorMs, lookOfSeries, nameOf, onCursor, onZoom, onReset, onRemove } = props
  const { fromMs, toMs, bucketMs, series } = shown
  const say = useLiveWords()
  const language = useLanguage()
  const area = useRef<HTMLDivElement>(null)
  const [dragFromMs, setDragFromMs] = useState<number | null>(null)
  const unitText = unit === '' ? say('noUnit') : unit
  const labels = series.map(({ key }) => key.label).join(', ')
  const bucketOf = (each: Series) =>
    cursorMs === null ? (each.buckets.at(-1) ?? null) : bucketAt(each, cursorMs, bucketMs)
  const percentOf = (atMs: number): number =>
    (100 * (Math.min(toMs, Math.max(fromMs, atMs)) - fromMs)) / (toMs - fromMs)
  const cursorText = (): string =>
    [
      shortMoment(cursorMs ?? toMs, language),
      ...series.map((each) => `${each.key.label} ${valueText(bucketOf(each)?.last ?? null)} ${unit}`),
    ].join(', ')

  function timeAt({ clientX }: PointerEvent): number {
    const box = area.current?.getBoundingClientRect()
    if (box === undefined) return toMs
    return fromMs + Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * (toMs - fromMs)
  }
  function endDrag(event: PointerEvent): void {
    const atMs = timeAt(event)
    if (dragFromMs !== null && Math.abs(atMs - dragFromMs) > (toMs - fromMs) / 100) {
      onZoom(Math.min(atMs, dragFromMs), Math.max(atMs, dragFromMs))
    }
    setDragFromMs(null)
  }
  function onKey(key: string): boolean {
    const action = cursorKey(key, { fromMs, toMs, bucketMs, cursorMs })
    if (action === null) return false
    if (action.kind === 'cursor') onCursor(action.atMs)
    else if (action.kind === 'zoom') onZoom(action.fromMs, action.toMs)
    else onReset()
    return true
  }

  return (
    <section className="panel" aria-label={say('chart', { unit: unitText, labels })}>
      <div className="panel-head">
        <span className="quiet">{unitText}</span>
        <Legend {...{ series, lookOfSeries, nameOf, bucketOf, onRemove }} />
      </div>
      <div style={{ position: 'relative', height }}>
        <Plot {...shown} lookOfSeries={lookOfSeries} />
        <div
          ref={area}
          className="panel-area"
          style={plotInset}
          role="slider"
          tabIndex={0}
          aria-label={say('cursor', { unit: unitText })}
          aria-valuemin={Math.round(fromMs)}
          aria-valuemax={Math.round(toMs)}
          aria-valuenow={Math.round(cursorMs ?? toMs)}
          aria-valuetext={cursorText()}
          onKeyDown={(event) => onKey(event.key) && event.preventDefault()}
          onBlur={() => onCursor(null)}
          onPointerMove={(event) => onCursor(timeAt(event))}
          onPointerLeave={() => onCursor(null)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            setDragFromMs(timeAt(event))
          }}
          onPointerUp={endDrag}
          onPointerCancel={() => setDragFromMs(null)}
        >
          <BadMarks {...shown} />
          {cursorMs !== null && (
            <div className="panel-cursor" style={{ left: `${percentOf(cursorMs)}%` }}>
              <span className={percentOf(cursorMs) > 50 ? 'num panel-time is-left' : 'num panel-time'}>
                {shortMoment(cursorMs, language)}
              </span>
            </div>
          )}
          {dragFromMs !== null && cursorMs !== null && (
            <div
              className="panel-drag"
              style={{
                left: `${percentOf(Math.min(dragFromMs, cursorMs))}%`,
                width: `${Math.abs(percentOf(cursorMs) - percentOf(dragFromMs))}%`,
              }}
            />
          )}
        </div>
      </div>
    </section>
  )
}
