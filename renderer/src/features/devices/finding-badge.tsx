import { Group } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { FindingCounts } from './findings.ts'
import { useWords } from './words.ts'

/** What the check of a section came to: icon and word. */
export function FindingBadge({ errors, warnings }: FindingCounts) {
  const say = useWords()
  if (errors === 0 && warnings === 0) {
    return (
      <Group gap={4} wrap="nowrap" className="quiet">
        <IconCircleCheck size={15} aria-hidden />
        {say('good')}
      </Group>
    )
  }
  return (
    <Group gap={8} wrap="nowrap">
      {errors > 0 && (
        <Group gap={4} wrap="nowrap" className="bad">
          <IconCircleX size={15} aria-hidden />
          {say('errors', { count: errors })}
        </Group>
      )}
      {warnings > 0 && (
        <Group gap={4} wrap="nowrap" className="warn">
          <IconAlertTriangle size={15} aria-hidden />
          {say('warnings', { count: warnings })}
        </Group>
      )}
    </Group>
  )
}
