import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useCommonWords } from './common-words.ts'

export interface ConfirmDialogProps {
  readonly isOpen: boolean
  readonly title: string
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode
  /** What the button does: `Delete WORKSHOP`. */
  readonly action: string
  readonly isDangerous?: boolean
  readonly isBusy?: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
  readonly size?: string
}

/** Asks before something is done that hurts. The safe answer has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    isOpen,
    title,
    children,
    action,
    isDangerous = false,
    isBusy = false,
    onConfirm,
    onCancel,
    size = 'md',
  } = props
  const say = useCommonWords()
  return (
    <Modal
      opened={isOpen}
      onClose={onCancel}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <Stack gap="md">
        <div>{children}</div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel} data-autofocus>
            {say('cancel')}
          </Button>
          <Button onClick={onConfirm} loading={isBusy} {...(isDangerous ? { color: 'red' } : {})}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
