import { Button, Group, Modal, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { goFreelyTo, takePermission } from './leave.ts'
import { useWords } from './words.ts'

/**
 * While something is unsaved, another place of the interface is gone to only after a question, and closing the window
 * asks in the browser's words.
 */
export function LeaveGuard({ isUnsaved }: { readonly isUnsaved: boolean }) {
  const say = useWords()
  const [asked, setAsked] = useState<string | null>(null)
  useEffect(() => {
    if (!isUnsaved) return
    const here = location.hash
    takePermission()
    function onHashChange(event: HashChangeEvent): void {
      const wanted = location.hash
      if (wanted === here || takePermission()) return
      // Before the frame hears of it: this listener captures.
      event.stopImmediatePropagation()
      history.replaceState(null, '', here)
      setAsked(wanted)
    }
    const onBeforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('hashchange', onHashChange, true)
    addEventListener('beforeunload', onBeforeUnload)
    return () => {
      removeEventListener('hashchange', onHashChange, true)
      removeEventListener('beforeunload', onBeforeUnload)
    }
  }, [isUnsaved])

  function leave(): void {
    if (asked !== null) goFreelyTo(asked)
    setAsked(null)
  }

  return (
    <Modal
      opened={asked !== null}
      onClose={() => setAsked(null)}
      title={say('leaveTitle')}
      closeButtonProps={{ 'aria-label': say('stay') }}
    >
      <Text size="sm">{say('leaveText')}</Text>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={() => setAsked(null)} data-autofocus>
          {say('stay')}
        </Button>
        <Button color="red" onClick={leave}>
          {say('leave')}
        </Button>
      </Group>
    </Modal>
  )
}
