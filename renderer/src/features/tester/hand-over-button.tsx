import { Button } from '@mantine/core'
import { IconFilePlus, IconRowInsertBottom } from '@tabler/icons-react'
import { useCommonWords } from '../../app/common-words.ts'
import { handOver, type Handover } from '../../app/device-handover.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { useFindWords } from './find-words.ts'

const icons = { 'new-device': IconFilePlus, 'more-registers': IconRowInsertBottom } as const

/** Goes on to the editor of Devices with what was found; where nothing may be changed, it says why. */
export function HandOverButton(props: {
  readonly given: Handover
  readonly text: string
  /** With what it is about, for screen readers; null: the text says it. */
  readonly name: string | null
  readonly isDisabled: boolean
}) {
  const { given, text, name, isDisabled } = props
  const say = useFindWords()
  const word = useCommonWords()
  const access = useAccess()
  const isLocked = access.kind === 'read-only'
  const Icon = icons[given.kind]
  return (
    <Button
      variant="default"
      size="compact-xs"
      leftSection={<Icon size={13} aria-hidden />}
      title={
        isLocked && access.reason !== '' ? word('readOnlyWhy', { reason: access.reason }) : say('draftText')
      }
      aria-label={name ?? undefined}
      disabled={isLocked || isDisabled}
      onClick={() => handOver(given)}
    >
      {text}
    </Button>
  )
}
