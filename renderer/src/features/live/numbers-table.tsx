import { ActionIcon, Table } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { SeriesKey, SeriesSnapshot } from '../../../../shared/contract/series.ts'
import { QualityMark } from '../../app/quality-mark.tsx'
import { useStatus } from '../../app/status-store.ts'
import { useLanguage } from '../../app/texts.ts'
import { duration, measured, measuredShort, timeOfDay } from '../../ui/format.ts'
import { colourOf, dashOf } from './look.ts'
import { bucketAt, extremesOf, keyText } from './series-model.ts'
import { useLiveWords } from './words.ts'

interface NumbersTableProps {
  readonly data: SeriesSnapshot
  /** null: the newest values. */
  readonly cursorMs: number | null
  readonly onRemove: (key: SeriesKey) => void
}

/** The chart in numbers: at the cursor or the newest, with the extremes of what is shown. */
export function NumbersTable({ data, cursorMs, onRemove }: NumbersTableProps) {
  const say = useLiveWords()
  const language = useLanguage()
  const devices = useStatus((status) => status.devices)
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label={say('series')}>
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
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.series.map((series, index) => {
            const { key, unit } = series
            const bucket =
              cursorMs === null ? series.buckets.at(-1) : bucketAt(series, cursorMs, data.bucketMs)
            const extremes = extremesOf(series)
            const device = devices.get(key.deviceId)?.name ?? key.deviceId
            const withUnit = (value: string): string => `${value} ${unit}`.trimEnd()
            return (
              <Table.Tr key={keyText(key)}>
                <Table.Td>
                  <span
                    className="swatch"
                    style={{
                      borderColor: colourOf(index),
                      borderTopStyle: dashOf(index) === undefined ? 'solid' : 'dashed',
                    }}
                    aria-hidden
                  />{' '}
                  {key.label}
                </Table.Td>
                <Table.Td className="quiet">{device}</Table.Td>
                <Table.Td className="num">
                  {bucket === undefined || bucket === null || bucket.last === null
                    ? '–'
                    : withUnit(measured(bucket.last))}
                </Table.Td>
                <Table.Td>
                  {bucket !== undefined && bucket !== null && (
                    <QualityMark quality={bucket.quality} detail={bucket.detail} />
                  )}
                </Table.Td>
                <Table.Td className="num">{extremes === null ? '–' : measuredShort(extremes.min)}</Table.Td>
                <Table.Td className="num">{extremes === null ? '–' : measuredShort(extremes.max)}</Table.Td>
                <Table.Td className="num quiet">
                  {bucket === undefined || bucket === null
                    ? '–'
                    : duration(Math.max(0, data.toMs - bucket.tMs))}
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
