import { Group, Stack, Text, Title } from '@mantine/core'
import type { ComponentType, ReactNode } from 'react'

export interface EmptyStateProps {
  readonly icon: ComponentType<{ size?: number; stroke?: number }>
  readonly title: string
  /** What to do next. */
  readonly text?: ReactNode
  readonly actions?: ReactNode
}

/** Nothing here yet: says what to do next. */
export function EmptyState({ icon: Icon, title, text, actions }: EmptyStateProps) {
  return (
    <Stack align="center" justify="center" gap="sm" py={56} px="lg" style={{ flex: 1, textAlign: 'center' }}>
      <span className="quiet" aria-hidden>
        <Icon size={40} stroke={1.3} />
      </span>
      <Title order={2}>{title}</Title>
      {text !== undefined && (
        <Text component="div" className="quiet" maw={460}>
          {text}
        </Text>
      )}
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Stack>
  )
}
