import { Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'

export interface PageHeaderProps {
  readonly title: string
  /** Beside the title, quietly. */
  readonly subtitle?: ReactNode
  /** Buttons at the right. */
  readonly actions?: ReactNode
}

export function PageHeader({ title, subtitle, actions }: PageHeaderProps) {
  return (
    <Group justify="flex-end" align="center" gap="sm" mb="sm" wrap="wrap">
      {/* A long name wraps beside the buttons; they go below only where there is no room at all. */}
      <Group gap="0 12px" align="baseline" wrap="wrap" flex="1 1 240px" miw={0}>
        <Title order={1} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        {subtitle !== undefined && <span className="quiet">{subtitle}</span>}
      </Group>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  )
}
