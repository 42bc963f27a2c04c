import { Button, Group, Text } from '@mantine/core'
import { IconCheck, IconCircleCheck } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { AlertRow } from '../../../../shared/contract/alerts.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { addressOf } from '../../app/navigation.ts'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { duration, shortMoment } from '../../ui/format.ts'
import { endsWhenAcknowledged, iconOf, isAboutDevice, placeOfAlert } from './kinds.ts'
import { useAlertWords } from './words.ts'

/** An alert that goes on: what happened, since when, what to do, and that somebody has seen it. */
export function ActiveAlert({ alert, nowMs }: { readonly alert: AlertRow; readonly nowMs: number }) {
  const say = useAlertWords()
  const language = useLanguage()
  const { id, kind, message, startedAtMs, acknowledgedAtMs } = alert
  const Icon = iconOf[kind]
  const isOpen = acknowledgedAtMs === null
  const row = useRef<HTMLLIElement>(null)
  const [failure, setFailure] = useState<string | null>(null)
  return (
    <li
      ref={row}
      tabIndex={-1}
      className={isOpen ? 'alert-row alert-open' : 'alert-row'}
      aria-labelledby={`${id}-name`}
    >
      <span className={isOpen ? 'bad' : 'idle'} style={{ paddingTop: 1 }}>
        <Icon size={20} stroke={1.7} aria-hidden />
      </span>
      <div style={{ minWidth: 0 }}>
        <Group gap="xs" align="baseline">
          <Text id={`${id}-name`} component="h3" fz="sm" fw={600} m={0}>
            {say(kind)}
          </Text>
          <Way alert={alert} />
        </Group>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {message}
        </Text>
        <Text size="xs" className="quiet" mt={2}>
          {say(`${kind}-do`)}
          {isOpen && endsWhenAcknowledged(kind) && ` ${say('endsItself')}`}
        </Text>
        {failure !== null && <ErrorNote message={say('failed', { message: failure })} />}
      </div>
      <div className="alert-facts">
        <span>{say('since', { time: shortMoment(startedAtMs, language, nowMs) })}</span>
        <span className="num">{duration(nowMs - startedAtMs)}</span>
        <span>{say('seen', { count: alert.count })}</span>
      </div>
      <div className="alert-action">
        {acknowledgedAtMs === null ? (
          <AcknowledgeButton
            alert={alert}
            onDone={() => {
              setFailure(null)
              row.current?.focus()
            }}
            onFailure={setFailure}
          />
        ) : (
          <span className="quiet" style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
            <IconCircleCheck size={15} aria-hidden />
            {say('acknowledged', { time: shortMoment(acknowledgedAtMs, language, nowMs) })}
          </span>
        )}
      </div>
    </li>
  )
}

function AcknowledgeButton(props: {
  readonly alert: AlertRow
  readonly onDone: () => void
  readonly onFailure: (message: string) => void
}) {
  const { alert, onDone, onFailure } = props
  const say = useAlertWords()
  const access = useAccess()
  const [isBusy, setBusy] = useState(false)

  async function acknowledge(): Promise<void> {
    setBusy(true)
    try {
      await gateway.call('acknowledgeAlert', { id: alert.id })
      onDone()
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error))
    }
    setBusy(false)
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconCheck size={14} aria-hidden />}
      loading={isBusy}
      disabled={access.kind === 'read-only'}
      title={access.kind === 'read-only' ? say('readOnly', { reason: access.reason }) : undefined}
      aria-label={say('acknowledgeOf', { what: `${say(alert.kind)} ${alert.subject ?? ''}`.trim() })}
      onClick={() => void acknowledge()}
    >
      {say('acknowledge')}
    </Button>
  )
}

/** Leads to where something can be done: the device's settings, or the page that is named. */
function Way({ alert }: { readonly alert: AlertRow }) {
  const common = useCommonWords()
  const place = placeOfAlert(alert)
  return (
    <a className="alert-subject" href={addressOf(place)}>
      {isAboutDevice(alert.kind) ? alert.subject : common(place.page)}
    </a>
  )
}
