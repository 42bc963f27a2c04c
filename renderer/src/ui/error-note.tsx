import { Alert, Group } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface ErrorNoteProps {
  readonly title?: string
  readonly message: ReactNode
  /** `warning` where work can go on, `info` where nothing is wrong. */
  readonly tone?: 'error' | 'warning' | 'info'
  readonly actions?: ReactNode
}

const looks = {
  error: { color: 'red', icon: IconX, role: 'alert' },
  warning: { color: 'yellow', icon: IconAlertTriangle, role: 'status' },
  info: { color: 'petrol', icon: IconInfoCircle, role: 'status' },
} as const

/** What went wrong, where it went wrong, until it is mended. */
export function ErrorNote({ title, message, tone = 'error', actions }: ErrorNoteProps) {
  const { color, icon: Icon, role } = looks[tone]
  return (
    <Alert
      role={role}
      color={color}
      variant="light"
      icon={<Icon size={18} aria-hidden />}
      title={title}
      styles={{ message: { color: 'var(--mantine-color-text)' } }}
    >
      <Group justify="space-between" align="flex-start" gap="sm" wrap="wrap">
        <div style={{ flex: 1, minWidth: 240, overflowWrap: 'anywhere' }}>{message}</div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Alert>
  )
}
