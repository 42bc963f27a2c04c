import { Button, Group } from '@mantine/core'
import { IconChartLine, IconPencil, IconRefresh, IconStethoscope } from '@tabler/icons-react'
import { useState } from 'react'
import type { TakenReading } from '../../../../shared/contract/common.ts'
import type { DeviceRow } from '../../../../shared/contract/status.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { goTo, testAddress } from '../../app/navigation.ts'
import { reasonOf, type ShownState } from '../../app/state-badge.tsx'
import { TakenValues } from '../../app/taken-values.tsx'
import { useLanguage } from '../../app/texts.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { duration, latency, shortMoment, timeOfDay } from '../../ui/format.ts'
import { useOverviewWords } from './words.ts'

type Reading =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly reading: TakenReading }
  | { readonly kind: 'failed'; readonly message: string }

/** All of a device below its row: why it is as it is, and what can be done. */
export function DeviceDetails({ row, state }: { readonly row: DeviceRow; readonly state: ShownState }) {
  const say = useOverviewWords()
  const word = useCommonWords()
  const language = useLanguage()
  const access = useAccess()
  const [taken, setTaken] = useState<Reading>({ kind: 'none' })

  async function readNow(): Promise<void> {
    setTaken({ kind: 'reading' })
    try {
      setTaken({ kind: 'read', reading: await gateway.call('readNow', { deviceId: row.id }) })
    } catch (error) {
      setTaken({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }

  const retryTime = state.kind === 'backoff' ? timeOfDay(state.retryAtMs, language) : ''
  return (
    <div className="overview-more">
      {state.kind !== 'good' && <div>{reasonOf(state, word, retryTime)}</div>}
      <dl className="overview-facts">
        <Fact name={say('endpoint')} value={`${row.protocol} ${row.endpoint}`} />
        <Fact name={say('unit')} value={String(row.unitId)} />
        <Fact name={say('interval')} value={duration(row.intervalMs)} />
        <Fact
          name={say('lastAnswer')}
          value={row.lastAnswerMs === null ? say('neverAnswered') : shortMoment(row.lastAnswerMs, language)}
        />
        <Fact
          name={say('lastHour')}
          value={[
            say('readingCount', { count: row.readingsLastHour }),
            say('errorCount', { count: row.errorsLastHour }),
            say('skippedCount', { count: row.skippedLastHour }),
          ].join(', ')}
        />
      </dl>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={taken.kind === 'reading'}
          disabled={access.kind === 'read-only' || row.state.kind === 'disabled'}
          title={say('readNowHint')}
          onClick={() => void readNow()}
        >
          {say('readNow')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconChartLine size={15} aria-hidden />}
          onClick={() => goTo('live', row.id)}
        >
          {say('chart')}
        </Button>
        <Button
          component="a"
          href={testAddress(row.id)}
          variant="default"
          leftSection={<IconStethoscope size={15} aria-hidden />}
        >
          {word('testDevice')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPencil size={15} aria-hidden />}
          onClick={() => goTo('devices', row.section)}
        >
          {say('edit')}
        </Button>
        {access.kind === 'read-only' && access.reason !== '' && (
          <span className="quiet">{`${word('readOnly')}: ${access.reason}`}</span>
        )}
      </Group>
      {taken.kind === 'failed' && <ErrorNote message={taken.message} />}
      {taken.kind === 'read' && <TakenTable reading={taken.reading} />}
    </div>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="quiet">{name}</dt>
      <dd className="mono">{value}</dd>
    </div>
  )
}

function TakenTable({ reading }: { readonly reading: TakenReading }) {
  const { timestampMs, latencyMs } = reading
  const say = useOverviewWords()
  const language = useLanguage()
  const time = timeOfDay(timestampMs, language)
  return (
    <div role="status">
      <div className="quiet">
        {say('readAt', { time, latency: latencyMs === null ? '–' : latency(latencyMs) })}
      </div>
      <TakenValues reading={reading} name={say('readNow')} className="overview-taken" />
    </div>
  )
}
