import { Group } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { hexWords, measured } from '../../ui/format.ts'
import { useGridWords } from './grid-words.ts'
import type { ReadValue } from './register-row.tsx'

/** What the device just said for this row: the value, or in words why there is none. */
export function ValueCell({ value }: { readonly value: ReadValue | null }) {
  const say = useGridWords()
  if (value === null) {
    return (
      <div role="gridcell" className="grid-value quiet">
        –
      </div>
    )
  }
  const { quality, detail, unit, rawWords } = value
  const isGood = quality === 'GOOD'
  const hex = rawWords === null ? null : hexWords(rawWords)
  const Icon = isGood ? IconCircleCheck : IconAlertTriangle
  return (
    <div
      role="gridcell"
      className="grid-value"
      title={`${detail ?? quality}\n${hex === null ? say('noRaw') : say('raw', { words: hex })}`}
    >
      <Group gap={4} wrap="nowrap">
        <Icon size={13} aria-hidden className={isGood ? 'good' : 'bad'} style={{ flex: 'none' }} />
        {isGood ? (
          <span className="mono" style={{ whiteSpace: 'nowrap' }}>
            {measured(value.value)} {unit}
          </span>
        ) : (
          <span className="bad grid-words">{detail ?? quality}</span>
        )}
        {hex !== null && <span className="mono quiet grid-raw">{hex}</span>}
      </Group>
    </div>
  )
}
