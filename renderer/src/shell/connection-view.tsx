import { Button, Center, Loader, PasswordInput, Stack, Title } from '@mantine/core'
import { IconKey, IconPlugConnectedX, IconVersions } from '@tabler/icons-react'
import { useState } from 'react'
import { useStatus } from '../app/status-store.ts'
import { useLanguage } from '../app/texts.ts'
import type { Connection } from '../ipc/client.ts'
import { gateway } from '../ipc/gateway.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { timeOfDay } from '../ui/format.ts'
import { useNow } from '../ui/use-now.ts'
import { useFrameWords } from './words.ts'

type Lost = Extract<Connection, { kind: 'lost' }>
type Refused = Extract<Connection, { kind: 'refused' }>

/** Before the first answer. */
export function ConnectingView() {
  const say = useFrameWords()
  return (
    <Center h="100%" role="status">
      <Stack align="center" gap="sm">
        <Loader size="sm" />
        <span className="quiet">{say('connecting')}</span>
      </Stack>
    </Center>
  )
}

/** Above the page while what it shows gets old. */
export function LostNote({ connection }: { readonly connection: Lost | { readonly kind: 'connecting' } }) {
  const say = useFrameWords()
  const language = useLanguage()
  const nowMs = useNow()
  const takenAtMs = useStatus(({ totals }) => totals?.takenAtMs ?? null)
  const seconds =
    connection.kind === 'lost' ? Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1000)) : 0
  const reason = connection.kind === 'lost' && connection.reason !== '' ? ` (${connection.reason})` : ''
  return (
    <ErrorNote
      tone="warning"
      message={
        <>
          {connection.kind === 'lost' ? say('lost', { reason, seconds }) : say('lostTrying')}{' '}
          {takenAtMs !== null && say('stale', { time: timeOfDay(takenAtMs, language) })}
        </>
      }
      actions={<Button onClick={() => gateway.reconnect()}>{say('tryNow')}</Button>}
    />
  )
}

interface RefusedViewProps {
  readonly connection: Refused
  readonly onToken: (token: string) => void
  /** A token was given in this window, and it was not the one. */
  readonly hasTried: boolean
}

/** Somebody has to act before there is anything to see. */
export function RefusedView({ connection, onToken, hasTried }: RefusedViewProps) {
  const say = useFrameWords()
  switch (connection.code) {
    case 'token':
      return <TokenForm onToken={onToken} hasTried={hasTried} />
    case 'version':
      return (
        <EmptyState
          icon={IconVersions}
          title={say('versionTitle')}
          text={
            <>
              <p>{connection.message}</p>
              <p>{say('versionText')}</p>
            </>
          }
          actions={<Button onClick={() => location.reload()}>{say('reload')}</Button>}
        />
      )
    case 'too-many':
    case 'unreachable':
    case 'not-running':
      return <NotServed connection={connection} />
  }
}

function NotServed({ connection: { code, message } }: { readonly connection: Refused }) {
  const say = useFrameWords()
  const { callDesktop } = gateway
  const openConfig = (): void => {
    void callDesktop?.('desktopOpenConfig', {}).then(() => gateway.reconnect())
  }
  return (
    <EmptyState
      icon={IconPlugConnectedX}
      title={say(code === 'not-running' ? 'notRunningTitle' : 'refusedTitle')}
      text={<div style={{ whiteSpace: 'pre-wrap', textAlign: 'left' }}>{message}</div>}
      actions={
        <>
          <Button onClick={() => gateway.reconnect()}>{say('again')}</Button>
          {callDesktop !== null && (
            <Button variant="default" onClick={openConfig}>
              {say('openConfig')}
            </Button>
          )}
        </>
      }
    />
  )
}

/** A first visit knows no token; after a wrong one it says so. */
function TokenForm({ onToken, hasTried }: Omit<RefusedViewProps, 'connection'>) {
  const say = useFrameWords()
  const [token, setToken] = useState('')
  return (
    <Center h="100%">
      <form
        style={{ width: 380 }}
        onSubmit={(event) => {
          event.preventDefault()
          onToken(token)
        }}
      >
        <Stack gap="sm">
          <Title order={1} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            <IconKey size={20} aria-hidden />
            {say('tokenTitle')}
          </Title>
          <span className="quiet">{say('tokenText')}</span>
          <PasswordInput
            label={say('token')}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            autoComplete="current-password"
            error={hasTried && token === '' ? say('tokenWrong') : undefined}
            autoFocus
          />
          <Button type="submit" disabled={token === ''}>
            {say('connect')}
          </Button>
        </Stack>
      </form>
    </Center>
  )
}
