import { Button, Skeleton, Stack } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommonWords } from '../../app/common-words.ts'
import { ConfirmDialog } from '../../app/confirm.tsx'
import { goTo } from '../../app/navigation.ts'
import { useStatus } from '../../app/status-store.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { DeviceTable } from './device-table.tsx'
import { TotalsStrip } from './totals-strip.tsx'
import { useOverviewWords } from './words.ts'

/** Every device at a glance, and what the gateway does as a whole. */
export function OverviewPage() {
  const say = useOverviewWords()
  const totals = useStatus((status) => status.totals)
  const hasDevices = useStatus(({ order }) => order.length > 0)
  const isUnknown = useStatus(({ failure }) => failure !== null)
  const isReadOnly = useAccess().kind === 'read-only'
  const [isAsking, setIsAsking] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const word = useCommonWords()
  if (totals === null) return isUnknown ? null : <Loading word={word('loading')} />

  async function act(work: () => Promise<unknown>): Promise<void> {
    setIsAsking(false)
    setTrouble(null)
    await work().catch((error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)))
  }
  const start = (): void => void act(() => gateway.call('startCollecting', {}))

  return (
    <>
      <PageHeader
        title={say('title')}
        actions={
          !hasDevices ? undefined : totals.isCollecting ? (
            <Button
              variant="default"
              leftSection={<IconPlayerPause size={15} aria-hidden />}
              disabled={isReadOnly}
              onClick={() => setIsAsking(true)}
            >
              {say('stop')}
            </Button>
          ) : (
            <Button
              leftSection={<IconPlayerPlay size={15} aria-hidden />}
              disabled={isReadOnly}
              onClick={start}
            >
              {say('start')}
            </Button>
          )
        }
      />
      {trouble !== null && <ErrorNote message={trouble} />}
      {!totals.isCollecting && hasDevices && <ErrorNote tone="warning" message={say('stoppedNote')} />}
      {hasDevices ? (
        <>
          <TotalsStrip totals={totals} />
          <DeviceTable />
        </>
      ) : (
        <NoDevices isReadOnly={isReadOnly} act={act} />
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={say('stopTitle')}
        action={say('stop')}
        isDangerous
        onConfirm={() => void act(() => gateway.call('stopCollecting', {}))}
        onCancel={() => setIsAsking(false)}
      >
        {say('stopText')}
      </ConfirmDialog>
    </>
  )
}

/** The table's shape, until the gateway has said what there is. */
function Loading({ word }: { readonly word: string }) {
  return (
    <Stack gap="xs" role="status" aria-label={word}>
      <Skeleton height={26} width={160} />
      <Skeleton height={40} width={520} mb="sm" />
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={38} />
      ))}
    </Stack>
  )
}

interface NoDevicesProps {
  readonly isReadOnly: boolean
  readonly act: (work: () => Promise<unknown>) => Promise<void>
}

function NoDevices({ isReadOnly, act }: NoDevicesProps) {
  const say = useOverviewWords()
  const { callDesktop } = gateway
  return (
    <EmptyState
      icon={IconPlugConnected}
      title={say('emptyTitle')}
      text={say('emptyText')}
      actions={
        <>
          <Button disabled={isReadOnly} onClick={() => goTo('devices', '+')}>
            {say('add')}
          </Button>
          <Button
            variant="default"
            disabled={isReadOnly}
            onClick={() => void act(() => gateway.call('loadSimulator', {}))}
          >
            {say('simulator')}
          </Button>
          {callDesktop !== null && (
            <Button variant="default" onClick={() => void act(() => callDesktop('desktopOpenConfig', {}))}>
              {say('open')}
            </Button>
          )}
        </>
      }
    />
  )
}
