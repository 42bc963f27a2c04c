import { Button, Group, Text, Tooltip } from '@mantine/core'
import { IconDeviceFloppy } from '@tabler/icons-react'
import type { DiffLine } from '../../../../shared/contract/config.ts'
import { changedLines } from '../../app/save-state.ts'
import { useWords } from './words.ts'

/** What is not saved yet, and what to do with it; always in view. */
export function SaveBar(props: {
  readonly isUnsaved: boolean
  readonly isChecking: boolean
  readonly diff: readonly DiffLine[]
  /** Why it cannot be saved as it is; null: it can. */
  readonly obstacle: string | null
  readonly onSave: () => void
  readonly onDiscard: () => void
}) {
  const { isUnsaved, isChecking, diff, obstacle, onSave, onDiscard } = props
  const say = useWords()
  const count = changedLines(diff)
  const state = !isUnsaved
    ? say('noChange')
    : isChecking
      ? say('checking')
      : count === 0
        ? say('notSaved')
        : say('unsaved', { count })
  return (
    <Group className="save-bar" justify="space-between" gap="sm">
      <Text size="sm" className={isUnsaved ? undefined : 'quiet'} role="status">
        {state}
        {isUnsaved && obstacle !== null && <span className="bad"> · {obstacle}</span>}
      </Text>
      <Group gap="xs">
        <Button variant="default" disabled={!isUnsaved} onClick={onDiscard}>
          {say('discard')}
        </Button>
        <Tooltip label={say('saveText')}>
          <Button
            leftSection={<IconDeviceFloppy size={15} aria-hidden />}
            disabled={!isUnsaved || isChecking || obstacle !== null}
            onClick={onSave}
          >
            {say('save')}
          </Button>
        </Tooltip>
      </Group>
    </Group>
  )
}
