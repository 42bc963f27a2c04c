import { Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import type { Quality } from '../../../shared/model/index.ts'
import { useCommonWords } from './common-words.ts'

export interface QualityMarkProps {
  readonly quality: Quality
  readonly detail: string | null
  /** Without the word, where it stands beside something that says it. */
  readonly isCompact?: boolean
}

/** Why a value is not good, as icon and word; nothing at all for a good one. */
export function QualityMark({ quality, detail, isCompact = false }: QualityMarkProps) {
  const say = useCommonWords()
  if (quality === 'GOOD') return null
  const Icon = quality === 'BAD_COMM' ? IconPlugConnectedX : IconAlertTriangle
  const text = detail === null ? quality : `${quality}: ${detail}`
  return (
    <Tooltip label={text}>
      <span
        className={quality === 'BAD_COMM' ? 'bad' : 'warn'}
        style={{
          display: 'inline-flex',
          gap: 4,
          alignItems: 'center',
          verticalAlign: 'bottom',
          whiteSpace: 'nowrap',
        }}
      >
        <Icon size={14} stroke={1.8} aria-hidden={!isCompact} aria-label={isCompact ? text : undefined} />
        {!isCompact && say(quality)}
      </span>
    </Tooltip>
  )
}
