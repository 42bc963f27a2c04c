import { Select, Text, TextInput } from '@mantine/core'
import type { KeyView } from '../../../../shared/contract/config.ts'
import { useWelcome } from '../../ipc/hooks.ts'
import { useSettingsWords } from './words.ts'

export interface KeyInputProps {
  readonly id: string
  readonly view: KeyView
  /** undefined: nothing is wanted; null: no line of its own. */
  readonly wanted: string | null | undefined
  readonly disabled: boolean
  /** Empty: none. */
  readonly error: string
  onWant(value: string | null): void
}

const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR']

/** The text that stands, or will stand, in the file; empty shows what holds without it. */
export function KeyInput(props: KeyInputProps) {
  const { id, view, wanted, disabled, error, onWant } = props
  const say = useSettingsWords()
  const value = wanted === undefined ? (view.written ?? '') : (wanted ?? '')
  const gatewayId = useWelcome()?.gatewayId ?? ''
  // Without a line it has been made up once, and is in use.
  const fallback = view.key === 'gateway_id' ? gatewayId : (view.default ?? '')
  const common = {
    id,
    disabled,
    error: error === '' ? undefined : error,
    // A Mantine input takes `aria-describedby` from its own wrapper alone.
    attributes: { input: { 'aria-describedby': error === '' ? `${id}-doc` : `${id}-doc ${id}-error` } },
    classNames: { input: 'mono' },
  }
  if (view.key === 'log_level') {
    const known = levels.includes(value.toUpperCase()) || value === '' ? levels : [...levels, value]
    return (
      <Select
        {...common}
        data={[
          { value: '', label: say('defaultOption', { value: fallback }) },
          ...known.map((level) => ({ value: level, label: level })),
        ]}
        value={levels.includes(value.toUpperCase()) ? value.toUpperCase() : value}
        onChange={(chosen) => onWant(chosen === null || chosen === '' ? null : chosen)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
      />
    )
  }
  return (
    <TextInput
      {...common}
      value={value}
      placeholder={fallback}
      onChange={({ currentTarget }) =>
        // An empty field is no line where there was none, and an empty value where a line says so.
        onWant(currentTarget.value === '' && view.written === null ? null : currentTarget.value)
      }
      rightSection={
        view.unit === null ? undefined : (
          <Text size="xs" className="quiet" pr={10}>
            {view.unit}
          </Text>
        )
      }
      rightSectionWidth={view.unit === null ? undefined : view.unit.length * 8 + 20}
      rightSectionPointerEvents="none"
      spellCheck={false}
      autoComplete="off"
    />
  )
}
