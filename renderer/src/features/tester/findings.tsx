import { Button, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPencil } from '@tabler/icons-react'
import type { ByteOrderAdvice, SanityFinding } from '../../../../shared/contract/tester.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { goTo } from '../../app/navigation.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { sentence } from './sentence.ts'
import { useTesterWords } from './words.ts'

const looks = {
  ok: { icon: IconCircleCheck, tone: 'good', word: 'sanityOk' },
  warning: { icon: IconAlertTriangle, tone: 'warn', word: 'sanityWarning' },
  problem: { icon: IconCircleX, tone: 'bad', word: 'sanityProblem' },
} as const

const rank = { problem: 0, warning: 1, ok: 2 } as const
/** Labels that are named. */
const labelsMost = 4
/** Values that are shown as they would be. */
const agreeingMost = 6

/** Whether the values fit each other: what does not, with what to check, and below it what does. */
export function SanityPanel({ findings }: { readonly findings: readonly SanityFinding[] }) {
  const say = useTesterWords()
  const doubts = findings
    .filter(({ severity }) => severity !== 'ok')
    .toSorted((a, b) => rank[a.severity] - rank[b.severity])
  const fitting = findings.filter(({ severity }) => severity === 'ok')
  return (
    <section className="tester-section">
      <h2>{say('sanity')}</h2>
      {findings.length === 0 && (
        <Text size="sm" className="quiet">
          {say('sanityNone')}
        </Text>
      )}
      {doubts.length > 0 && <FindingList name={say('sanity')} findings={doubts} />}
      {fitting.length > 0 && (
        <details className="findings-fitting">
          <summary>
            <IconCircleCheck size={15} aria-hidden className="inline-icon good" />{' '}
            {say('fitting', { count: fitting.length })}
          </summary>
          <FindingList name={say('fitting', { count: fitting.length })} findings={fitting} />
        </details>
      )}
    </section>
  )
}

function FindingList(props: { readonly name: string; readonly findings: readonly SanityFinding[] }) {
  return (
    <ul className="findings" aria-label={props.name}>
      {props.findings.map((finding) => (
        <Finding key={`${finding.check} ${finding.labels.join(' ')}`} finding={finding} />
      ))}
    </ul>
  )
}

function Finding({ finding }: { readonly finding: SanityFinding }) {
  const say = useTesterWords()
  const { check, severity, labels, measured, expected, advice } = finding
  const { icon: Icon, tone, word } = looks[severity]
  const named = labels.slice(0, labelsMost).join(', ')
  return (
    <li className="finding">
      <span className={`layer-mark ${tone}`}>
        <Icon size={15} aria-hidden /> {say(word)}
      </span>
      <div>
        <div>
          <span className="layer-name">{say(`check-${check}`)}</span>{' '}
          <span className="quiet layer-what" title={labels.join(', ')}>
            {labels.length > labelsMost
              ? say('moreLabels', { labels: named, count: labels.length - labelsMost })
              : named}
          </span>
        </div>
        <dl className="finding-figures">
          <dt className="quiet">{say('measured')}</dt>
          <dd>{measured}</dd>
          <dt className="quiet">{say('expected')}</dt>
          <dd>{expected}</dd>
        </dl>
        {advice !== null && <div>{sentence(advice)}</div>}
      </div>
    </li>
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
  const word = useCommonWords()
  if (advice === null) return null
  const { order, agreeing, reasons } = advice
  return (
    <ErrorNote
      tone="warning"
      title={say('orderTitle', { order })}
      message={
        <>
          {say('orderText')}
          <Table className="tester-table order-table" aria-label={say('orderTitle', { order })}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{word('value')}</Table.Th>
                <Table.Th ta="right">{say('orderNow')}</Table.Th>
                <Table.Th ta="right">{say('orderThen', { order })}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {agreeing.slice(0, agreeingMost).map(({ label, current, suggested }) => (
                <Table.Tr key={label}>
                  <Table.Td>{label}</Table.Td>
                  <Table.Td className="num quiet">{current}</Table.Td>
                  <Table.Td className="num">{suggested}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {agreeing.length > agreeingMost && say('orderMore', { count: agreeing.length - agreeingMost })}
          <ul className="reasons">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          {section !== null && (
            <Button
              variant="default"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => goTo('devices', section)}
            >
              {say('openDevice')}
            </Button>
          )}
        </>
      }
    />
  )
}
