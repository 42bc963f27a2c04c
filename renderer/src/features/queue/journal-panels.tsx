import { Progress, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { QueueSnapshot } from '../../../../shared/contract/queue.ts'
import { useLanguage } from '../../app/texts.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { bytes, count, dateAndTime, duration, latency, percent, shortMoment } from '../../ui/format.ts'
import { Figures, Panel } from './figures.tsx'
import { useQueueWords } from './words.ts'

interface Props {
  readonly queue: QueueSnapshot
  readonly nowMs: number
}

export function LastAnswerPanel({ queue: { lastAttempt }, nowMs }: Props) {
  const say = useQueueWords()
  const language = useLanguage()
  return (
    <Panel id="queue-answer" title={say('lastAnswer')}>
      {lastAttempt === null ? (
        <Text size="sm" className="quiet">
          {say('noAttempt')}
        </Text>
      ) : (
        <Figures
          rows={[
            [say('status'), <Status key="status" status={lastAttempt.status} />],
            [say('when'), shortMoment(lastAttempt.atMs, language, nowMs)],
            [say('latency'), latency(lastAttempt.latencyMs)],
            [
              say('batch'),
              `${say('readings', { count: lastAttempt.readings, number: count(lastAttempt.readings, language) })}, ${bytes(lastAttempt.bytes)}`,
            ],
            [
              say('accepted'),
              say('acceptedOf', {
                accepted: count(lastAttempt.acknowledged, language),
                sent: count(lastAttempt.readings, language),
              }),
            ],
          ]}
        />
      )}
    </Panel>
  )
}

function Status({ status }: { readonly status: number | null }) {
  const say = useQueueWords()
  const isGood = status !== null && status >= 200 && status < 300
  const Icon = isGood ? IconCheck : IconAlertTriangle
  return (
    <span className={isGood ? 'good' : 'bad'} style={{ whiteSpace: 'nowrap' }}>
      <Icon size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> {status ?? say('noAnswer')}
    </span>
  )
}

export function JournalPanel({ queue }: { readonly queue: QueueSnapshot }) {
  const say = useQueueWords()
  const language = useLanguage()
  const { storedReadings, sizeBytes, maxSizeBytes, maxAgeMs, store } = queue
  const share = maxSizeBytes === 0 ? 0 : sizeBytes / maxSizeBytes
  return (
    <Panel id="queue-journal" title={say('journal')}>
      {store.kind === 'failing' && (
        <ErrorNote
          title={say('failing')}
          message={say('failingText', { count: store.waitingReadings, reason: store.reason })}
        />
      )}
      <Figures
        rows={[
          [
            say('stored'),
            say('readings', { count: storedReadings, number: count(storedReadings, language) }),
          ],
          [say('size'), say('sizeOf', { size: bytes(sizeBytes), most: bytes(maxSizeBytes) })],
          [say('age'), duration(maxAgeMs)],
        ]}
      />
      <Progress
        value={100 * share}
        color={share > 0.9 ? 'red' : 'petrol'}
        size="sm"
        aria-label={say('sizeBar', { percent: percent(share) })}
      />
    </Panel>
  )
}

/** What left the journal undelivered; the newest first. */
export function LossesPanel({ losses }: { readonly losses: QueueSnapshot['losses'] }) {
  const say = useQueueWords()
  const language = useLanguage()
  const range = (first: string | null, last: string | null): string => {
    if (first === null || last === null) return say('unknown')
    return first === last ? first : `${first} – ${last}`
  }
  const moment = (ms: number | null): string | null => (ms === null ? null : dateAndTime(ms, language))
  const number = (seq: number | null): string | null => (seq === null ? null : String(seq))
  return (
    <Panel id="queue-losses" title={say('losses')}>
      {losses.length === 0 ? (
        <Text size="sm" className="quiet">
          {say('noLosses')}
        </Text>
      ) : (
        <>
          <Text size="sm" className="quiet">
            {say('lossesText')}
          </Text>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{say('lossRecorded')}</Table.Th>
                <Table.Th ta="right">{say('lossCount')}</Table.Th>
                <Table.Th>{say('lossReason')}</Table.Th>
                <Table.Th>{say('lossSlots')}</Table.Th>
                <Table.Th>{say('lossSeqs')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {losses
                .toSorted((a, b) => b.recordedAtMs - a.recordedAtMs)
                .map((loss) => (
                  <Table.Tr key={`${loss.recordedAtMs} ${loss.reason} ${loss.firstSeq}`}>
                    <Table.Td className="mono">{dateAndTime(loss.recordedAtMs, language)}</Table.Td>
                    <Table.Td className="num">{count(loss.count, language)}</Table.Td>
                    <Table.Td>{say(loss.reason)}</Table.Td>
                    <Table.Td className="mono">
                      {range(moment(loss.firstSlotMs), moment(loss.lastSlotMs))}
                    </Table.Td>
                    <Table.Td className="mono">{range(number(loss.firstSeq), number(loss.lastSeq))}</Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Panel>
  )
}
