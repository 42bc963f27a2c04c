import { Tooltip } from '@mantine/core'
import {
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconCloudX,
  IconDatabase,
  IconDatabaseX,
  IconDevices,
  IconLock,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnectedX,
} from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import type { Totals } from '../../../shared/contract/status.ts'
import { useCommonWords } from '../app/common-words.ts'
import { useStatus } from '../app/status-store.ts'
import { useLanguage } from '../app/texts.ts'
import { useConnection } from '../ipc/hooks.ts'
import { count, duration } from '../ui/format.ts'
import { useFrameWords } from './words.ts'

/** Readings that have waited longer than this are worth a look. */
const lateMs = 5 * 60_000

interface ItemProps {
  readonly icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>
  readonly tone?: 'good' | 'warn' | 'bad' | 'idle'
  readonly why?: string
  readonly children: ReactNode
}

function Item({ icon: Icon, tone = 'idle', why, children }: ItemProps) {
  const item = (
    <span style={{ display: 'inline-flex', gap: 5, alignItems: 'center', whiteSpace: 'nowrap' }}>
      <span className={tone} style={{ display: 'inline-flex' }}>
        <Icon size={15} stroke={1.8} aria-hidden />
      </span>
      <span style={{ fontVariantNumeric: 'tabular-nums' }}>{children}</span>
    </span>
  )
  return why === undefined ? item : <Tooltip label={why}>{item}</Tooltip>
}

/** What is always to be seen, whatever page is open. */
export function StatusBar() {
  const say = useFrameWords()
  const word = useCommonWords()
  const language = useLanguage()
  const totals = useStatus((status) => status.totals)
  const connection = useConnection()
  const welcome = connection.kind === 'open' ? connection.welcome : null
  const isStale = totals !== null && connection.kind !== 'open'
  return (
    <footer className="frame-bar" aria-label={say('state')}>
      {(connection.kind === 'lost' || connection.kind === 'refused') && (
        <Item icon={IconPlugConnectedX} tone="bad">
          {say('notConnected')}
        </Item>
      )}
      {totals !== null && (
        <span className={isStale ? 'frame-bar-items is-stale' : 'frame-bar-items'}>
          {totals.isCollecting ? (
            <Item icon={IconPlayerPlay} tone="good">
              {say('collecting')}
            </Item>
          ) : (
            <Item icon={IconPlayerPause} tone="warn">
              {say('stopped')}
            </Item>
          )}
          <Item icon={IconDevices} tone={toneOfDevices(totals)}>
            {totals.devicesTotal === 0
              ? say('noDevices')
              : say('devicesGood', { good: totals.devicesGood, total: totals.devicesTotal })}
          </Item>
          <QueueItem totals={totals} amount={count(totals.unsent, language)} />
          <ApiItem totals={totals} />
        </span>
      )}
      {welcome !== null && (
        <span className="frame-bar-gateway">
          {welcome.access.kind === 'read-only' && (
            <Item icon={IconLock} tone="warn" why={welcome.access.reason}>
              {word('readOnly')}
            </Item>
          )}
          <Tooltip label={`${welcome.gatewayId} · ${welcome.configPath} · ${welcome.version}`}>
            <span className="quiet">
              {say('gateway', { id: shortId(welcome.gatewayId), host: welcome.hostName })}
            </span>
          </Tooltip>
        </span>
      )}
    </footer>
  )
}

function toneOfDevices({ isCollecting, devicesGood, devicesTotal }: Totals): ItemProps['tone'] {
  if (!isCollecting || devicesTotal === 0) return 'idle'
  return devicesGood === devicesTotal ? 'good' : 'warn'
}

/** An id that nobody has chosen is long; its beginning is enough beside the computer's name. */
const shortId = (id: string): string => (id.length <= 24 ? id : `${id.slice(0, 8)}…`)

function QueueItem({ totals, amount }: { readonly totals: Totals; readonly amount: string }) {
  const say = useFrameWords()
  const { store, unsent, oldestUnsentMs, takenAtMs, upload } = totals
  if (store.kind === 'failing') {
    return (
      <Item icon={IconDatabaseX} tone="bad" why={store.reason}>
        {say('diskFailing')}
      </Item>
    )
  }
  const age = oldestUnsentMs === null ? null : Math.max(0, takenAtMs - oldestUnsentMs)
  // Without an API nothing is late.
  const isLate = upload.kind !== 'off' && age !== null && age > lateMs
  return (
    <Item icon={IconDatabase} tone={isLate ? 'warn' : 'idle'}>
      {unsent === 0 || age === null ? say('queueEmpty') : say('unsent', { amount, age: duration(age) })}
    </Item>
  )
}

function ApiItem({ totals: { upload } }: { readonly totals: Totals }) {
  const say = useFrameWords()
  switch (upload.kind) {
    case 'off':
      return (
        <Item icon={IconCloudOff} why={say('apiOffWhy')}>
          {say('apiOff')}
        </Item>
      )
    case 'idle':
      return (
        <Item icon={IconCloudCheck} tone="good">
          {say('apiIdle')}
        </Item>
      )
    case 'sending':
      return (
        <Item icon={IconCloudUp} tone="good">
          {say('apiSending')}
        </Item>
      )
    case 'backoff':
      return (
        <Item icon={IconCloudX} tone="warn" why={upload.reason}>
          {say('apiBackoff')}
        </Item>
      )
    case 'refused':
      return (
        <Item icon={IconCloudX} tone="bad" why={upload.reason}>
          {say('apiRefused', { status: upload.status })}
        </Item>
      )
  }
}
