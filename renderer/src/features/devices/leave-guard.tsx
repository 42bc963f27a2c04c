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
    takePermission()
    // Asked before the address changes; a browser that cannot do that yet asks only when the window is closed.
    const { navigation } = window as { readonly navigation?: EventTarget }
    function onNavigate(event: Event): void {
      const wanted = placeWanted(event)
      if (wanted === null || !event.cancelable || wanted === location.hash || takePermission()) return
      event.preventDefault()
      setAsked(wanted)
    }
    const onBeforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault()
    navigation?.addEventListener('navigate', onNavigate)
    addEventListener('beforeunload', onBeforeUnload)
    return () => {
      navigation?.removeEventListener('navigate', onNavigate)
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

/** Where the page is about to go within the interface: `#/live`; null where it goes elsewhere. */
function placeWanted(event: Event): string | null {
  const { hashChange, destination } = event as Partial<NavigateEvent>
  return hashChange === true && destination !== undefined ? new URL(destination.url).hash : null
}
