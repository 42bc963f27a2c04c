import { Table, Text } from '@mantine/core'
import { useState } from 'react'
import type { AlertRow } from '../../../../shared/contract/alerts.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { addressOf } from '../../app/navigation.ts'
import { useLanguage } from '../../app/texts.ts'
import { count, dateAndTime, duration } from '../../ui/format.ts'
import { SearchField } from '../../ui/search-field.tsx'
import { iconOf, isAboutDevice, placeOfAlert } from './kinds.ts'
import { useAlertWords } from './words.ts'

/** What is over, newest first. */
export function PastAlerts({ alerts }: { readonly alerts: readonly AlertRow[] }) {
  const say = useAlertWords()
  const common = useCommonWords()
  const [wanted, setWanted] = useState('')
  const needle = wanted.trim().toLowerCase()
  const shown = alerts.filter(({ kind, subject, message }) =>
    `${say(kind)} ${subject ?? ''} ${message}`.toLowerCase().includes(needle),
  )
  if (alerts.length === 0)
    return (
      <Text size="sm" className="quiet">
        {say('noPast')}
      </Text>
    )
  return (
    <>
      <div className="alert-tools">
        <SearchField
          value={wanted}
          onChange={setWanted}
          label={say('find')}
          clearLabel={common('clear')}
          width={260}
        />
        <span className="quiet">{say('pastNote', { count: 200 })}</span>
      </div>
      {shown.length === 0 ? (
        <Text size="sm" className="quiet">
          {say('noMatch', { text: wanted })}
        </Text>
      ) : (
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('kind')}</Table.Th>
              <Table.Th>{say('subject')}</Table.Th>
              <Table.Th>{say('message')}</Table.Th>
              <Table.Th>{say('started')}</Table.Th>
              <Table.Th ta="right">{say('duration')}</Table.Th>
              <Table.Th ta="right">{say('count')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((alert) => (
              <PastAlert key={`${alert.id} ${alert.startedAtMs}`} alert={alert} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  )
}

function PastAlert({ alert }: { readonly alert: AlertRow }) {
  const say = useAlertWords()
  const language = useLanguage()
  const { kind, message, startedAtMs, endedAtMs } = alert
  const Icon = iconOf[kind]
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
          <Icon size={15} className="idle" aria-hidden /> {say(kind)}
        </span>
      </Table.Td>
      <Table.Td className="alert-about">
        {isAboutDevice(kind) ? <a href={addressOf(placeOfAlert(alert))}>{alert.subject}</a> : say('whole')}
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{message}</Table.Td>
      <Table.Td className="mono" style={{ whiteSpace: 'nowrap' }}>
        {dateAndTime(startedAtMs, language)}
      </Table.Td>
      <Table.Td className="num">{endedAtMs === null ? '–' : duration(endedAtMs - startedAtMs)}</Table.Td>
      <Table.Td className="num">{count(alert.count, language)}</Table.Td>
    </Table.Tr>
  )
}
