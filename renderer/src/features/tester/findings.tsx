import { Button, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPencil } from '@tabler/icons-react'
import type { ByteOrderAdvice, SanityFinding } from '../../../../shared/contract/tester.ts'
import { goTo } from '../../app/navigation.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useTesterWords } from './words.ts'

const looks = {
  ok: { icon: IconCircleCheck, tone: 'good', word: 'sanityOk' },
  warning: { icon: IconAlertTriangle, tone: 'warn', word: 'sanityWarning' },
  problem: { icon: IconCircleX, tone: 'bad', word: 'sanityProblem' },
} as const

const rank = { problem: 0, warning: 1, ok: 2 } as const

/** Whether the values fit each other; what does not, first. */
export function SanityPanel(props: {
  readonly findings: readonly SanityFinding[]
  readonly hasReading: boolean
}) {
  const { findings, hasReading } = props
  const say = useTesterWords()
  if (!hasReading) return null
  return (
    <section className="tester-section">
      <h2>{say('sanity')}</h2>
      {findings.length === 0 ? (
        <Text size="sm" className="quiet">
          {say('sanityNone')}
        </Text>
      ) : (
        <div className="tester-scroll" tabIndex={0} role="region" aria-label={say('sanity')}>
          <Table className="tester-table" aria-label={say('sanity')} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th />
                <Table.Th>{say('label')}</Table.Th>
                <Table.Th>{say('measured')}</Table.Th>
                <Table.Th>{say('expected')}</Table.Th>
                <Table.Th>{say('toCheck')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {findings
                .toSorted((a, b) => rank[a.severity] - rank[b.severity])
                .map((finding) => (
                  <FindingRow key={`${finding.check} ${finding.labels.join(' ')}`} finding={finding} />
                ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  )
}

function FindingRow({ finding }: { readonly finding: SanityFinding }) {
  const say = useTesterWords()
  const { check, severity, labels, measured, expected, advice } = finding
  const { icon: Icon, tone, word } = looks[severity]
  return (
    <Table.Tr className={`finding-${severity}`}>
      <Table.Td className={tone} style={{ whiteSpace: 'nowrap' }}>
        <Icon size={15} aria-hidden className="inline-icon" /> {say(word)}
      </Table.Td>
      <Table.Td>
        {say(`check-${check}`)}
        <div className="quiet finding-labels">{labels.join(', ')}</div>
      </Table.Td>
      <Table.Td className="mono">{measured}</Table.Td>
      <Table.Td className="mono quiet">{expected}</Table.Td>
      <Table.Td>{advice ?? '–'}</Table.Td>
    </Table.Tr>
  )
}

/** Another byte order would fit. It is never applied from here: the technician does it, in the editor. */
export function ByteOrderPanel(props: {
  readonly advice: ByteOrderAdvice | null
  /** Of config.ini; null: the settings were typed. */
  readonly section: string | null
}) {
  const { advice, section } = props
  const say = useTesterWords()
  if (advice === null) return null
  const { order, agreeing, reasons } = advice
  return (
    <section className="tester-section">
      <ErrorNote
        tone="warning"
        title={say('orderTitle', { order })}
        message={
          <>
            {say('orderText')}
            <ul className="reasons">
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
            <Table w="auto" className="tester-table" aria-label={say('orderTitle', { order })}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('label')}</Table.Th>
                  <Table.Th ta="right">{say('orderNow')}</Table.Th>
                  <Table.Th ta="right">{say('orderThen', { order })}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {agreeing.map(({ label, current, suggested }) => (
                  <Table.Tr key={label}>
                    <Table.Td>{label}</Table.Td>
                    <Table.Td className="num">{current}</Table.Td>
                    <Table.Td className="num">{suggested}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </>
        }
        actions={
          section !== null && (
            <Button
              variant="default"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => goTo('devices', section)}
            >
              {say('openDevice')}
            </Button>
          )
        }
      />
    </section>
  )
}
