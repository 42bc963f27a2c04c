import { Button, Stack } from '@mantine/core'
import { IconFolderOpen, IconPlus, IconServer2, IconTestPipe } from '@tabler/icons-react'
import { useState } from 'react'
import { gateway } from '../../ipc/gateway.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useWords } from './words.ts'

/** No device yet: what to do next. */
export function EmptyDevices(props: {
  readonly isLocked: boolean
  readonly onAdd: () => void
  readonly onChanged: () => void
}) {
  const { isLocked, onAdd, onChanged } = props
  const say = useWords()
  const [work, setWork] = useState<{ readonly isBusy: boolean; readonly failure: string | null }>({
    isBusy: false,
    failure: null,
  })
  const { callDesktop } = gateway

  async function attempt(action: () => Promise<unknown>): Promise<void> {
    setWork({ isBusy: true, failure: null })
    try {
      await action()
      setWork({ isBusy: false, failure: null })
      onChanged()
    } catch (error) {
      setWork({ isBusy: false, failure: error instanceof Error ? error.message : String(error) })
    }
  }

  return (
    <Stack gap="sm" flex={1}>
      {work.failure !== null && <ErrorNote title={say('notDone')} message={work.failure} />}
      <EmptyState
        icon={IconServer2}
        title={say('emptyTitle')}
        text={say('emptyText')}
        actions={
          <>
            <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={onAdd} disabled={isLocked}>
              {say('add')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconTestPipe size={15} aria-hidden />}
              disabled={isLocked}
              loading={work.isBusy}
              onClick={() => void attempt(() => gateway.call('loadSimulator', {}))}
            >
              {say('loadSimulator')}
            </Button>
            {callDesktop !== null && (
              <Button
                variant="default"
                leftSection={<IconFolderOpen size={15} aria-hidden />}
                onClick={() => void attempt(() => callDesktop('desktopOpenConfig', {}))}
              >
                {say('openFile')}
              </Button>
            )}
          </>
        }
      />
    </Stack>
  )
}
