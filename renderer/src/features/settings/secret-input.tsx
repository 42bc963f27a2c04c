import { Button, Group, PasswordInput, Text } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useState } from 'react'
import type { KeyInputProps } from './key-input.tsx'
import { useSettingsWords } from './words.ts'

/** A value that is never shown: it can be replaced or removed. */
export function SecretInput({ id, view, wanted, disabled, error, onWant }: KeyInputProps) {
  const say = useSettingsWords()
  const [isTyping, setTyping] = useState(false)
  const isSet = view.written !== null && view.written !== ''
  const { key } = view
  if (typeof wanted === 'string' || (isTyping && wanted === undefined)) {
    return (
      <PasswordInput
        id={id}
        value={wanted ?? ''}
        placeholder={say('secretNew')}
        disabled={disabled}
        error={error === '' ? undefined : error}
        onChange={({ currentTarget }) => onWant(currentTarget.value)}
        onBlur={() => setTyping(false)}
        // A Mantine input takes `aria-describedby` from its own wrapper alone.
        attributes={{ input: { 'aria-describedby': `${id}-doc` } }}
        autoComplete="new-password"
        spellCheck={false}
        data-autofocus
        autoFocus
      />
    )
  }
  return (
    <Group gap="xs" mih={30}>
      {isSet ? <IconLock size={16} aria-hidden /> : <IconLockOpen size={16} aria-hidden />}
      <Text size="sm" flex={1}>
        {wanted === null ? say('secretRemoved') : say(isSet ? 'secretSet' : 'secretUnset')}
      </Text>
      <Button
        id={id}
        size="compact-sm"
        variant="default"
        disabled={disabled}
        aria-label={say(isSet ? 'secretReplaceOf' : 'secretSetOf', { key })}
        onClick={() => setTyping(true)}
      >
        {say(isSet ? 'secretReplace' : 'secretSetNow')}
      </Button>
      {isSet && wanted !== null && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={disabled}
          aria-label={say('secretRemoveOf', { key })}
          onClick={() => onWant(null)}
        >
          {say('secretRemove')}
        </Button>
      )}
    </Group>
  )
}
