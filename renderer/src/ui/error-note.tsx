import { Alert, Group } from '@mantine/core'
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface ErrorNoteProps {
  readonly title?: string
  readonly message: ReactNode
  /** `warning` where work can go on, `info` where nothing is wrong. */
  readonly tone?: 'error' | 'warning' | 'info'
  readonly actions?: ReactNode
}

const looks = {
  error: { icon: IconAlertOctagon, role: 'alert' },
  warning: { icon: IconAlertTriangle, role: 'status' },
  info: { icon: IconInfoCircle, role: 'status' },
} as const

/** What went wrong, where it went wrong, until it is mended. */
export function ErrorNote({ title, message, tone = 'error', actions }: ErrorNoteProps) {
  const { icon: Icon, role } = looks[tone]
  return (
    <Alert role={role} className={`note note-${tone}`} icon={<Icon size={18} aria-hidden />} title={title}>
      <Group justify="space-between" align="center" gap="xs" wrap="wrap">
        <div style={{ flex: 1, minWidth: 240, overflowWrap: 'anywhere' }}>{message}</div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </Alert>
  )
}
