import { memo, type PointerEvent, useRef, useState } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { useLanguage } from '../../app/texts.ts'
import { measuredShort, timeOfDay } from '../../ui/format.ts'
import { paddedDomain, timeTicks } from './axis.ts'
import { colourOf, dashOf } from './look.ts'
import { badStretches, linePoints } from './series-model.ts'
import { useLiveWords } from './words.ts'

/** Inside the panel: where the plot lies, in px. The cursor and the marks are drawn over it by us. */
const plot = { left: 66, right: 12, top: 8, bottom: 24 } as const

interface PanelProps {
  readonly data: SeriesSnapshot
  readonly unit: string
  /** Of the series shown here, in `data`. */
  readonly indices: readonly number[]
  readonly height: number
  readonly cursorMs: number | null
  readonly onCursor: (atMs: number | null) => void
  readonly onZoom: (fromMs: number, toMs: number) => void
}

/** Chart of one unit. Panels share time axis, cursor and zoom. */
export function Panel({ data, unit, indices, height, cursorMs, onCursor, onZoom }: PanelProps) {
  const say = useLiveWords()
  const area = useRef<HTMLDivElement>(null)
  const [dragFromMs, setDragFromMs] = useState<number | null>(null)
  const { fromMs, toMs } = data
  const shareOf = (atMs: number): number => Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)))
  const labels = indices.map((index) => data.series[index]?.key.label ?? '').join(', ')

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

  return (
    <section
      className="panel"
      aria-label={say('chart', { unit: unit === '' ? say('noUnit') : unit, labels })}
    >
      <div className="panel-unit quiet">{unit === '' ? say('noUnit') : unit}</div>
      <div style={{ position: 'relative', height }}>
        <Plot data={data} indices={indices} />
        <div
          ref={area}
          className="panel-area"
          style={{ left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom }}
          onPointerMove={(event) => onCursor(timeAt(event))}
          onPointerLeave={() => onCursor(null)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            setDragFromMs(timeAt(event))
          }}
          onPointerUp={endDrag}
        >
          <BadMarks data={data} indices={indices} shareOf={shareOf} />
          {cursorMs !== null && (
            <div className="panel-cursor" style={{ left: `${shareOf(cursorMs) * 100}%` }} />
          )}
          {dragFromMs !== null && cursorMs !== null && (
            <div
              className="panel-drag"
              style={{
                left: `${shareOf(Math.min(dragFromMs, cursorMs)) * 100}%`,
                width: `${Math.abs(shareOf(cursorMs) - shareOf(dragFromMs)) * 100}%`,
              }}
            />
          )}
        </div>
      </div>
    </section>
  )
}

interface PlotProps {
  readonly data: SeriesSnapshot
  readonly indices: readonly number[]
}

/** Drawn again with new data only, not with every move of the cursor. */
const Plot = memo(function Plot({ data, indices }: PlotProps) {
  const language = useLanguage()
  const { bucketMs, fromMs, toMs } = data
  const axis = { stroke: 'var(--line)', tick: { fill: 'var(--quiet)', fontSize: 11 } }
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        margin={{ left: 0, right: plot.right, top: plot.top, bottom: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" strokeDasharray="2 4" vertical={false} />
        <XAxis
          {...axis}
          dataKey="tMs"
          type="number"
          domain={[fromMs, toMs]}
          ticks={timeTicks(fromMs, toMs, 8)}
          tickFormatter={(tick: number) => timeOfDay(tick, language)}
          height={plot.bottom}
          allowDataOverflow
          allowDuplicatedCategory={false}
        />
        <YAxis
          {...axis}
          type="number"
          width={plot.left}
          domain={paddedDomain}
          tickFormatter={(tick: number) => measuredShort(tick)}
          tickCount={5}
        />
        {indices.map((index) => {
          const series = data.series[index]
          if (series === undefined) return null
          const points = [...linePoints(series, bucketMs)]
          const colour = colourOf(index)
          return [
            bucketMs > 0 && (
              <Area
                key={`band ${index}`}
                data={points}
                dataKey="band"
                type="linear"
                stroke="none"
                fill={colour}
                fillOpacity={0.18}
                isAnimationActive={false}
                activeDot={false}
              />
            ),
            <Line
              key={index}
              data={points}
              dataKey="value"
              type="linear"
              stroke={colour}
              strokeDasharray={dashOf(index)}
              strokeWidth={1.6}
              dot={points.length < 3}
              activeDot={false}
              isAnimationActive={false}
              connectNulls={false}
            />,
          ]
        })}
      </ComposedChart>
    </ResponsiveContainer>
  )
})

interface BadMarksProps extends PlotProps {
  readonly shareOf: (atMs: number) => number
}

/** At the foot of the plot, where values were not good; the title says which and why. */
function BadMarks({ data, indices, shareOf }: BadMarksProps) {
  const say = useLiveWords()
  const language = useLanguage()
  return indices.flatMap((index) => {
    const series = data.series[index]
    if (series === undefined) return []
    return badStretches(series, data.bucketMs).map(({ fromMs, toMs, quality, detail }) => (
      <div
        key={`${index} ${fromMs}`}
        className={quality === 'BAD_COMM' ? 'panel-bad panel-silent' : 'panel-bad'}
        title={say('badAt', {
          label: series.key.label,
          quality: detail === null ? quality : `${quality} (${detail})`,
          from: timeOfDay(fromMs, language),
          to: timeOfDay(toMs, language),
        })}
        style={{
          left: `${shareOf(fromMs) * 100}%`,
          width: `max(3px, ${(shareOf(toMs) - shareOf(fromMs)) * 100}%)`,
        }}
      />
    ))
  })
}
