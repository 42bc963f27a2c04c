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
    <Group justify="space-between" align="center" gap="sm" mb="sm" wrap="wrap">
      <Group gap="sm" align="baseline" wrap="wrap">
        <Title order={1}>{title}</Title>
        {subtitle !== undefined && <span className="quiet">{subtitle}</span>}
      </Group>
      {actions !== undefined && <Group gap="xs">{actions}</Group>}
    </Group>
  )
}
