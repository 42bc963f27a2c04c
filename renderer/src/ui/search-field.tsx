import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'

export interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** Placeholder and accessible name. */
  readonly label: string
  readonly clearLabel: string
  readonly width?: number
}

export function SearchField({ value, onChange, label, clearLabel, width = 220 }: SearchFieldProps) {
  return (
    <TextInput
      type="search"
      w={width}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        value === '' ? null : <CloseButton size="sm" aria-label={clearLabel} onClick={() => onChange('')} />
      }
    />
  )
}
