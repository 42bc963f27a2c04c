import { Skeleton, Stack, Title } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import type { AlertsSnapshot } from '../../../../shared/contract/alerts.ts'
import { useTopic } from '../../ipc/hooks.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { duration } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ActiveAlert } from './active-alert.tsx'
import { PastAlerts } from './past-alerts.tsx'
import { useAlertWords } from './words.ts'
import './alerts.css'

export function AlertsPage() {
  const say = useAlertWords()
  const alerts = useTopic('alerts', {})
  switch (alerts.kind) {
    case 'loading':
      return (
        <Stack aria-busy aria-label={say('loading')}>
          <PageHeader title={say('title')} />
          <Skeleton height={64} />
          <Skeleton height={64} />
        </Stack>
      )
    case 'error':
      return (
        <>
          <PageHeader title={say('title')} />
          <ErrorNote message={say('cannotFollow', { message: alerts.message })} />
        </>
      )
    case 'ready':
      return <Alerts alerts={alerts.data} />
  }
}

function Alerts({ alerts: { active, past } }: { readonly alerts: AlertsSnapshot }) {
  const say = useAlertWords()
  const nowMs = useNow()
  const open = active.filter(({ acknowledgedAtMs }) => acknowledgedAtMs === null).length
  const lastEndMs = past[0]?.endedAtMs ?? null
  return (
    <>
      <PageHeader
        title={say('title')}
        subtitle={active.length === 0 ? undefined : say('summary', { count: active.length, open })}
      />
      {active.length === 0 ? (
        <div className="alert-calm">
          <EmptyState
            icon={IconShieldCheck}
            title={say('calm')}
            text={
              <>
                {say('calmText')}
                {lastEndMs !== null && <div>{say('calmSince', { ago: duration(nowMs - lastEndMs) })}</div>}
              </>
            }
          />
        </div>
      ) : (
        <section aria-labelledby="alerts-active">
          <Title order={2} id="alerts-active" mb="xs">
            {say('activeHeading')}
          </Title>
          <ul className="alert-list" aria-live="polite">
            {active.map((alert) => (
              <ActiveAlert key={alert.id} alert={alert} nowMs={nowMs} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="alerts-past">
        <Title order={2} id="alerts-past" mt="lg" mb="xs">
          {say('pastHeading')}
        </Title>
        <PastAlerts alerts={past} />
      </section>
    </>
  )
}
