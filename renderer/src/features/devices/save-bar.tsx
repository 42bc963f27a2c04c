import { Button, Group, Text, Tooltip } from '@mantine/core'
import { IconDeviceFloppy } from '@tabler/icons-react'
import type { DiffLine } from '../../../../shared/contract/config.ts'
import type { SavePress } from '../../app/save-press.ts'
import { changedLines } from '../../app/save-state.ts'
import { useWords } from './words.ts'

/** What is not saved yet, and what to do with it; always in view. */
export function SaveBar(props: {
  readonly isUnsaved: boolean
  readonly isChecking: boolean
  readonly diff: readonly DiffLine[]
  /** What stands in the way of saving; null: nothing. */
  readonly obstacle: string | null
  /** What has yet to be filled in. */
  readonly needed?: string | null
  /** What the field with the focus is for. */
  readonly help?: string | null
  readonly press: SavePress
  readonly onDiscard: () => void
}) {
  const { isUnsaved, isChecking, diff, obstacle, needed = null, help = null, press, onDiscard } = props
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
    <div className="save-bar">
      {help !== null && (
        <Text size="xs" className="quiet" mb={6} aria-hidden>
          {help}
        </Text>
      )}
      <Group justify="space-between" gap="sm">
        <Text size="sm" className={isUnsaved ? undefined : 'quiet'} role="status">
          {state}
          {isUnsaved && obstacle !== null && <span className="bad"> · {obstacle}</span>}
          {isUnsaved && obstacle === null && needed !== null && (
            <span className="quiet"> · {say('needed', { keys: needed })}</span>
          )}
        </Text>
        <Group gap="xs">
          <Button variant="default" disabled={!isUnsaved} onClick={onDiscard}>
            {say('discard')}
          </Button>
          <Tooltip label={say('saveText')}>
            <Button
              leftSection={<IconDeviceFloppy size={15} aria-hidden />}
              disabled={!press.isPossible}
              onClick={press.press}
            >
              {say('save')}
            </Button>
          </Tooltip>
        </Group>
      </Group>
    </div>
  )
}
