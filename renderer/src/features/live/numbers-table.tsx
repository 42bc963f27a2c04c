import { ActionIcon, Table, VisuallyHidden } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Series, SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { QualityMark } from '../../app/quality-mark.tsx'
import { useLanguage } from '../../app/texts.ts'
import { duration, measured, timeOfDay } from '../../ui/format.ts'
import { keyText } from './chosen.ts'
import { Swatch } from './legend.tsx'
import type { Look } from './look.ts'
import { bucketAt, extremesOf } from './series-model.ts'
import { valueText } from './value-text.ts'
import { useLiveWords } from './words.ts'

interface NumbersTableProps {
  readonly data: SeriesSnapshot
  /** null: the newest values. */
  readonly cursorMs: number | null
  readonly isGone: (key: SeriesKey) => boolean
  readonly lookOfSeries: (series: Series) => Look
  readonly nameOf: (deviceId: string) => string
  readonly onRemove: (key: SeriesKey) => void
}

/** The chart in numbers: at the cursor or the newest, with the extremes of what is shown. */
export function NumbersTable(props: NumbersTableProps) {
  const { data, cursorMs, isGone, lookOfSeries, nameOf, onRemove } = props
  const say = useLiveWords()
  const language = useLanguage()
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={say('numbers')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('series')}</Table.Th>
            <Table.Th>{say('device')}</Table.Th>
            <Table.Th className="num">
              {cursorMs === null ? say('last') : say('atCursor', { time: timeOfDay(cursorMs, language) })}
            </Table.Th>
            <Table.Th>{say('quality')}</Table.Th>
            <Table.Th className="num">{say('min')}</Table.Th>
            <Table.Th className="num">{say('max')}</Table.Th>
            <Table.Th className="num">{say('age')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{say('removal')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.series.map((series) => {
            const { key, unit } = series
            const bucket =
              cursorMs === null ? (series.buckets.at(-1) ?? null) : bucketAt(series, cursorMs, data.bucketMs)
            const extremes = extremesOf(series)
            const device = nameOf(key.deviceId)
            const withUnit = (value: string): string => `${value} ${unit}`.trimEnd()
            return (
              <Table.Tr key={keyText(key)}>
                <Table.Td>
                  <Swatch look={lookOfSeries(series)} /> {key.label}
                </Table.Td>
                <Table.Td className="quiet">{device}</Table.Td>
                <Table.Td className="num">
                  {bucket === null || bucket.last === null ? '–' : withUnit(measured(bucket.last))}
                </Table.Td>
                <Table.Td>
                  {isGone(key) ? (
                    <span className="quiet">{say('gone')}</span>
                  ) : series.buckets.length === 0 ? (
                    <span className="quiet">{say('noData')}</span>
                  ) : (
                    bucket !== null && <QualityMark quality={bucket.quality} detail={bucket.detail} />
                  )}
                </Table.Td>
                <Table.Td className="num">{extremes === null ? '–' : valueText(extremes.min)}</Table.Td>
                <Table.Td className="num">{extremes === null ? '–' : valueText(extremes.max)}</Table.Td>
                <Table.Td className="num quiet">
                  {bucket === null ? '–' : duration(Math.max(0, (cursorMs ?? data.toMs) - bucket.tMs))}
                </Table.Td>
                <Table.Td>
                  <ActionIcon
                    size="sm"
                    aria-label={say('remove', { label: key.label, device })}
                    onClick={() => onRemove(key)}
                  >
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
