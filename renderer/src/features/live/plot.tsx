import { memo } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { Series } from '../../../../shared/contract/series.ts'
import { useLanguage } from '../../app/texts.ts'
import { timeOfDay } from '../../ui/format.ts'
import { timeTicks, valueAxis } from './axis.ts'
import { keyText } from './chosen.ts'
import type { Look } from './look.ts'
import { extremesOf, linePoints } from './series-model.ts'

/** Where the lines lie inside the plot, in px. The cursor and the marks are drawn over them. */
export const plotInset = { left: 66, right: 12, top: 8, bottom: 24 } as const

export interface Shown {
  readonly fromMs: number
  readonly toMs: number
  /** 0: each reading is a point. */
  readonly bucketMs: number
  readonly series: readonly Series[]
}

interface PlotProps extends Shown {
  readonly lookOfSeries: (series: Series) => Look
}

/** The lines of one unit. Drawn again with new data only, not with every move of the cursor. */
export const Plot = memo(function Plot({ fromMs, toMs, bucketMs, series, lookOfSeries }: PlotProps) {
  const language = useLanguage()
  const axis = { stroke: 'var(--line)', tick: { fill: 'var(--quiet)', fontSize: 11 } }
  const { domain, ticks, decimals } = valueAxis(extremesOf(...series))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        margin={{ left: 0, right: plotInset.right, top: plotInset.top, bottom: 0 }}
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
          height={plotInset.bottom}
          allowDataOverflow
          allowDuplicatedCategory={false}
        />
        <YAxis
          {...axis}
          type="number"
          width={plotInset.left}
          domain={[...domain]}
          ticks={[...ticks]}
          interval={0}
          tickFormatter={(tick: number) => tick.toFixed(decimals)}
        />
        {series.map((each) => {
          const points = [...linePoints(each, bucketMs)]
          const { colour, dash } = lookOfSeries(each)
          const key = keyText(each.key)
          return [
            bucketMs > 0 && (
              <Area
                key={`band ${key}`}
                data={points}
                dataKey="band"
                type="linear"
                stroke="none"
                fill={colour}
                fillOpacity={0.18}
                isAnimationActive={false}
                activeDot={false}
                connectNulls={false}
              />
            ),
            <Line
              key={key}
              data={points}
              dataKey="value"
              type="linear"
              stroke={colour}
              strokeDasharray={dash}
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
