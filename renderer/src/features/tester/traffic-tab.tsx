import { Button, Group, Skeleton } from '@mantine/core'
import {
  IconArrowsLeftRight,
  IconDownload,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import { DeviceFilter } from '../../app/device-filter.tsx'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { downloadBytes } from '../../ui/download.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { count } from '../../ui/format.ts'
import {
  cleared,
  emptyWindow,
  type FrameWindow,
  paused,
  resumed,
  withFrames,
  withSnapshot,
} from './frame-window.ts'
import { FrameList } from './frame-list.tsx'
import { useTrafficWords } from './traffic-words.ts'
import './traffic.css'

/** Every frame as it goes over the wire; the gateway holds them only while somebody looks. */
export function TrafficTab() {
  const [deviceId, setDeviceId] = useState<string | null>(null)
  return <Traffic key={deviceId ?? ''} deviceId={deviceId} onDevice={setDeviceId} />
}

interface Props {
  /** null: all frames. */
  readonly deviceId: string | null
  readonly onDevice: (deviceId: string | null) => void
}

function Traffic({ deviceId, onDevice }: Props) {
  const say = useTrafficWords()
  const language = useLanguage()
  const { followed, change } = useFrames(deviceId)
  const [trouble, setTrouble] = useState<string | null>(null)
  const view = followed.kind === 'ready' ? followed.view : emptyWindow
  const isPaused = view.isPaused

  async function save(format: 'pcapng' | 'text'): Promise<void> {
    setTrouble(null)
    try {
      const { fileName, base64 } = await gateway.call('trafficFile', { deviceId, format })
      downloadBytes(
        fileName,
        Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
      )
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    }
  }

  return (
    <div className="traffic">
      <Group gap="xs">
        <DeviceFilter value={deviceId} onChange={onDevice} />
        <Button
          variant={isPaused ? 'filled' : 'default'}
          leftSection={
            isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
          }
          disabled={followed.kind !== 'ready'}
          onClick={() => change(isPaused ? resumed : paused)}
        >
          {say(isPaused ? 'goOn' : 'pause')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconTrash size={15} aria-hidden />}
          disabled={view.frames.length === 0}
          onClick={() => change(cleared)}
        >
          {say('clear')}
        </Button>
        {(['pcapng', 'text'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            title={say(`${format}Hint`)}
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => void save(format)}
          >
            {say(format === 'pcapng' ? 'exportPcapng' : 'exportText')}
          </Button>
        ))}
        <span className="quiet" data-testid="frame-count">
          {say('shown', { count: view.frames.length, shown: count(view.frames.length, language) })}
          {view.dropped > 0 &&
            ` · ${say('dropped', { count: view.dropped, shown: count(view.dropped, language) })}`}
        </span>
        {isPaused && (
          <span className="warn" role="status">
            {say('paused', { count: count(view.waiting.length, language) })}
          </span>
        )}
      </Group>
      {trouble !== null && <ErrorNote message={say('exportFailed', { message: trouble })} />}
      {followed.kind === 'loading' && (
        <Skeleton role="status" aria-busy aria-label={say('loading')} style={{ flex: 1 }} />
      )}
      {followed.kind === 'failed' && (
        <ErrorNote message={say('cannotFollow', { message: followed.message })} />
      )}
      {followed.kind === 'ready' &&
        (view.frames.length === 0 ? (
          <EmptyState
            icon={IconArrowsLeftRight}
            title={say('emptyTitle')}
            text={say(deviceId === null ? 'emptyText' : 'emptyDevice')}
          />
        ) : (
          <FrameList frames={view.frames} isPaused={isPaused} />
        ))}
    </div>
  )
}

type Followed =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly view: FrameWindow }

function useFrames(deviceId: string | null): {
  readonly followed: Followed
  readonly change: (how: (view: FrameWindow) => FrameWindow) => void
} {
  const [followed, setFollowed] = useState<Followed>({ kind: 'loading' })
  const change = useCallback(
    (how: (view: FrameWindow) => FrameWindow): void =>
      setFollowed((known) => (known.kind === 'ready' ? { kind: 'ready', view: how(known.view) } : known)),
    [],
  )
  useEffect(
    () =>
      gateway.subscribe(
        'traffic',
        { deviceId },
        {
          onSnapshot: ({ frames, dropped }) =>
            setFollowed((known) => ({
              kind: 'ready',
              view: withSnapshot(known.kind === 'ready' ? known.view : emptyWindow, frames, dropped),
            })),
          onDelta: ({ frames, dropped }) => change((view) => withFrames(view, frames, dropped)),
          onError: (message) => setFollowed({ kind: 'failed', message }),
        },
      ),
    [deviceId, change],
  )
  return { followed, change }
}
