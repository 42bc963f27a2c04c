import { Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useTopic, useWelcome } from '../../ipc/hooks.ts'
import { bytes, count } from '../../ui/format.ts'
import { Backups } from './backups.tsx'
import { SettingsGroup } from './settings-group.tsx'
import { useSettingsWords } from './words.ts'

/** Which gateway this is, and what it keeps where. */
export function AboutTab() {
  const say = useSettingsWords()
  const welcome = useWelcome()
  if (welcome === null) {
    return (
      <Text size="sm" pt="sm" className="quiet">
        {say('notConnected')}
      </Text>
    )
  }
  const { version, gatewayId, hostName, configPath, access } = welcome
  return (
    <Stack gap="sm" pt="sm">
      <SettingsGroup id="settings-about" title={say('aboutGateway')}>
        <dl className="settings-facts">
          <Fact name={say('version')}>Gateway EMS {version}</Fact>
          <Fact name={say('gatewayId')}>{gatewayId}</Fact>
          <Fact name={say('host')}>{hostName}</Fact>
          <Fact name={say('configPath')}>{configPath}</Fact>
          <LogFolder />
          <Journal />
          <Fact name={say('access')}>
            {access.kind === 'full' ? say('accessFull') : say('accessReadOnly', { reason: access.reason })}
          </Fact>
        </dl>
      </SettingsGroup>
      <Backups />
    </Stack>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="quiet">{name}</dt>
      <dd className="mono">{children}</dd>
    </>
  )
}

function LogFolder() {
  const say = useSettingsWords()
  const [folder, setFolder] = useState('')
  useEffect(() => {
    gateway.call('logFiles', {}).then(
      (files) => setFolder(files.folder),
      (error: unknown) => setFolder(error instanceof Error ? error.message : String(error)),
    )
  }, [])
  return <Fact name={say('logFolder')}>{folder}</Fact>
}

function Journal() {
  const say = useSettingsWords()
  const language = useLanguage()
  const queue = useTopic('queue', {})
  if (queue.kind !== 'ready') return null
  const { storedReadings, sizeBytes, maxSizeBytes } = queue.data
  return (
    <Fact name={say('stored')}>
      {say('storedText', {
        count: count(storedReadings, language),
        size: bytes(sizeBytes),
        most: bytes(maxSizeBytes),
      })}
    </Fact>
  )
}
