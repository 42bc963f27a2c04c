import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Bucket, Series, SeriesKey } from '../../../../shared/contract/series.ts'
import { QualityMark } from '../../app/quality-mark.tsx'
import { keyText } from './chosen.ts'
import type { Look } from './look.ts'
import { valueText } from './value-text.ts'
import { useLiveWords } from './words.ts'

/** A piece of the line as it is drawn. */
export function Swatch({ look }: { readonly look: Look }) {
  return (
    <svg className="swatch" width="26" height="4" aria-hidden>
      <line x1="0" x2="26" y1="2" y2="2" strokeWidth="2.5" stroke={look.colour} strokeDasharray={look.dash} />
    </svg>
  )
}

interface LegendProps {
  readonly series: readonly Series[]
  readonly lookOfSeries: (series: Series) => Look
  readonly nameOf: (deviceId: string) => string
  /** At the cursor, or the newest one. */
  readonly bucketOf: (series: Series) => Bucket | null
  readonly onRemove: (key: SeriesKey) => void
}

/** What is on a chart, with its values. */
export function Legend({ series, lookOfSeries, nameOf, bucketOf, onRemove }: LegendProps) {
  const say = useLiveWords()
  return (
    <ul className="legend">
      {series.map((each) => {
        const { deviceId, label } = each.key
        const bucket = bucketOf(each)
        return (
          <li key={keyText(each.key)} className="legend-chip">
            <Swatch look={lookOfSeries(each)} />
            <span className="legend-name">
              {label} <span className="quiet">{nameOf(deviceId)}</span>
            </span>
            <span className="num legend-value">{valueText(bucket?.last ?? null)}</span>
            {bucket !== null && <QualityMark quality={bucket.quality} detail={bucket.detail} isCompact />}
            <ActionIcon
              size={18}
              variant="subtle"
              color="gray"
              aria-label={say('remove', { label, device: nameOf(deviceId) })}
              onClick={() => onRemove(each.key)}
            >
              <IconX size={12} aria-hidden />
            </ActionIcon>
          </li>
        )
      })}
    </ul>
  )
}
