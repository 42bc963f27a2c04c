import { Button, Group, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DesktopState } from '../../../../shared/contract/desktop.ts'
import type { Desktop } from './use-desktop.ts'
import { useSettingsWords } from './words.ts'

/** The gateway of this computer, or another one by its address and token. */
export function LookAtForm({ desktop, state }: { readonly desktop: Desktop; readonly state: DesktopState }) {
  const say = useSettingsWords()
  const { lookingAt, canKeepToken } = state
  const [target, setTarget] = useState(lookingAt.kind)
  const [address, setAddress] = useState(lookingAt.kind === 'remote' ? lookingAt.address : '')
  const [token, setToken] = useState('')
  const lookAtLocal = (): void =>
    void desktop.perform((call) => call('desktopLookAt', { target: { kind: 'local' }, token: null }))
  const lookAtRemote = (): void =>
    void desktop.perform((call) =>
      call('desktopLookAt', {
        target: { kind: 'remote', address: address.trim() },
        token: token === '' ? null : token,
      }),
    )
  return (
    <Stack gap="xs" p="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label={say('gatewayToLookAt')}
          value={target}
          disabled={desktop.isBusy}
          data={[
            { value: 'local', label: say('local') },
            { value: 'remote', label: say('remote') },
          ]}
          onChange={(chosen) => {
            setTarget(chosen === 'remote' ? 'remote' : 'local')
            if (chosen === 'local' && lookingAt.kind === 'remote') lookAtLocal()
          }}
        />
        <Text size="sm" className="quiet">
          {say('lookedAtNow', {
            address: lookingAt.kind === 'remote' ? lookingAt.address : say('local'),
          })}
        </Text>
      </Group>
      {target === 'remote' && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            lookAtRemote()
          }}
        >
          <Group align="flex-start" gap="sm">
            <TextInput
              label={say('address')}
              description={say('addressText')}
              value={address}
              maxLength={300}
              w={280}
              required
              spellCheck={false}
              onChange={({ currentTarget }) => setAddress(currentTarget.value)}
            />
            <PasswordInput
              label={say('token')}
              description={say(canKeepToken ? 'tokenKept' : 'tokenNotKept')}
              value={token}
              maxLength={1_024}
              w={320}
              autoComplete="off"
              onChange={({ currentTarget }) => setToken(currentTarget.value)}
            />
          </Group>
          <Button type="submit" mt="sm" loading={desktop.isBusy} disabled={address.trim() === ''}>
            {say('connect')}
          </Button>
        </form>
      )}
    </Stack>
  )
}
