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
import { DesktopWayOut } from './desktop-way-out.tsx'
import { useFrameWords } from './words.ts'

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
export function LostNote({ connection }: { readonly connection: Exclude<Connection, { kind: 'open' }> }) {
  const say = useFrameWords()
  const language = useLanguage()
  const nowMs = useNow()
  const takenAtMs = useStatus(({ totals }) => totals?.takenAtMs ?? null)
  const lost = (): string => {
    switch (connection.kind) {
      case 'connecting':
        return say('lostTrying')
      case 'refused':
        return say('lostAgain', { reason: connection.message })
      case 'lost':
        return say('lost', {
          reason: connection.reason === '' ? '' : ` (${connection.reason})`,
          seconds: Math.max(0, Math.ceil((connection.retryAtMs - nowMs) / 1000)),
        })
    }
  }
  return (
    <ErrorNote
      tone="warning"
      message={
        <>
          {lost()} {takenAtMs !== null && say('stale', { time: timeOfDay(takenAtMs, language) })}
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
      return <NotServed code={connection.code} message={connection.message} />
  }
}

const titles = {
  'not-running': 'notRunningTitle',
  unreachable: 'unreachableTitle',
  'too-many': 'refusedTitle',
} as const

interface NotServedProps {
  readonly code: keyof typeof titles
  readonly message: string
}

function NotServed({ code, message }: NotServedProps) {
  const say = useFrameWords()
  return (
    <EmptyState
      icon={IconPlugConnectedX}
      title={say(titles[code])}
      text={<div style={{ whiteSpace: 'pre-wrap', textAlign: 'left' }}>{message}</div>}
      actions={
        <>
          <Button onClick={() => gateway.reconnect()}>{say('again')}</Button>
          <DesktopWayOut />
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
          <DesktopWayOut />
        </Stack>
      </form>
    </Center>
  )
}
