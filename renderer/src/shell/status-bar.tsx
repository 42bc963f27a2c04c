import { Tooltip } from '@mantine/core'
import {
  IconCircleCheck,
  IconCloudCheck,
  IconCloudOff,
  IconCloudUp,
  IconCloudX,
  IconDatabase,
  IconDatabaseX,
  IconLock,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import type { ComponentType, ReactNode } from 'react'
import type { Totals } from '../../../shared/contract/status.ts'
import { useCommonWords } from '../app/common-words.ts'
import { useStatus } from '../app/status-store.ts'
import { useLanguage } from '../app/texts.ts'
import { useWelcome } from '../ipc/hooks.ts'
import { count, duration } from '../ui/format.ts'
import { useFrameWords } from './words.ts'

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
  const welcome = useWelcome()
  return (
    <footer className="frame-bar" aria-label={say('state')}>
      {totals !== null && (
        <>
          {totals.isCollecting ? (
            <Item icon={IconPlayerPlay} tone="good">
              {say('collecting')}
            </Item>
          ) : (
            <Item icon={IconPlayerPause} tone="warn">
              {say('stopped')}
            </Item>
          )}
          <Item icon={IconCircleCheck} tone={totals.devicesGood === totals.devicesTotal ? 'good' : 'warn'}>
            {totals.devicesTotal === 0
              ? say('noDevices')
              : say('devicesGood', { good: totals.devicesGood, total: totals.devicesTotal })}
          </Item>
          <QueueItem totals={totals} amount={count(totals.unsent, language)} />
          <ApiItem totals={totals} />
        </>
      )}
      {welcome !== null && (
        <span style={{ display: 'inline-flex', gap: 12 }}>
          {welcome.access.kind === 'read-only' && (
            <Item icon={IconLock} tone="warn" why={welcome.access.reason}>
              {word('readOnly')}
            </Item>
          )}
          <span className="quiet">{say('gateway', { id: welcome.gatewayId, host: welcome.hostName })}</span>
        </span>
      )}
    </footer>
  )
}

function QueueItem({ totals, amount }: { readonly totals: Totals; readonly amount: string }) {
  const say = useFrameWords()
  const { store, unsent, oldestUnsentMs, takenAtMs } = totals
  if (store.kind === 'failing') {
    return (
      <Item icon={IconDatabaseX} tone="bad" why={store.reason}>
        {say('diskFailing')}
      </Item>
    )
  }
  const age = oldestUnsentMs === null ? null : Math.max(0, takenAtMs - oldestUnsentMs)
  return (
    <Item icon={IconDatabase} tone={age !== null && age > 5 * 60_000 ? 'warn' : 'idle'}>
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
