import { ActionIcon, Badge, Box, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconEraser } from '@tabler/icons-react'
import type { KeyView } from '../../../../shared/contract/config.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { useLanguage } from '../../app/texts.ts'
import { type KeyInputProps, KeyInput } from './key-input.tsx'
import { KeySource, OverrideNote } from './key-source.tsx'
import { textOf } from './key-texts.ts'
import { SecretInput } from './secret-input.tsx'
import { useSettingsWords } from './words.ts'

interface Props {
  readonly view: KeyView
  /** undefined: nothing is wanted; null: no line of its own. */
  readonly wanted: string | null | undefined
  readonly findings: readonly Finding[]
  readonly disabled: boolean
  onWant(value: string | null): void
  onTakeBack(): void
}

/** One key of [DEFAULT]: what it is for, its field, and where the value comes from. */
export function KeyField(props: Props) {
  const { view, wanted, findings, disabled, onWant, onTakeBack } = props
  const say = useSettingsWords()
  const { doc, allowed } = textOf(view, useLanguage())
  const isChanged = wanted !== undefined
  const id = `key-${view.key}`
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  const input: KeyInputProps = { id, view, wanted, disabled, error: errors.join(' '), onWant }
  return (
    <Box className="settings-key" data-key={view.key}>
      <Box>
        <Group gap={6}>
          <Text component="label" htmlFor={id} ff="monospace" fz="sm" fw={600}>
            {view.key}
          </Text>
          {isChanged && (
            <Badge size="xs" variant="light" radius="sm" tt="none">
              {say('changed')}
            </Badge>
          )}
        </Group>
        <Text component="div" id={`${id}-doc`} size="xs" className="quiet">
          {doc}
          <div>{say('allowed', { allowed })}</div>
        </Text>
      </Box>
      <Stack gap={4} miw={0}>
        <div className="settings-field">
          <Box miw={0}>{view.isSecret ? <SecretInput {...input} /> : <KeyInput {...input} />}</Box>
          {isChanged ? (
            <FieldAction label={say('takeBackOf', { key: view.key })} onClick={onTakeBack}>
              <IconArrowBackUp size={16} />
            </FieldAction>
          ) : (
            !view.isSecret &&
            view.written !== null && (
              <FieldAction
                label={say('toDefaultOf', { key: view.key })}
                disabled={disabled}
                onClick={() => onWant(null)}
              >
                <IconEraser size={16} />
              </FieldAction>
            )
          )}
        </div>
        {warnings.map(({ message }) => (
          <Text key={message} size="xs" c="var(--mantine-color-yellow-text)">
            {message}
          </Text>
        ))}
        <OverrideNote view={view} />
      </Stack>
      <KeySource view={view} />
    </Box>
  )
}

function FieldAction(props: {
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: React.ReactNode
}) {
  const { label, disabled = false, onClick, children } = props
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
