import { Button, Group, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import type { Candidate, ResultOf } from '../../../../shared/contract/tester.ts'
import { describePdu } from '../../../../shared/model/address.ts'
import { goTo } from '../../app/navigation.ts'
import { useLanguage } from '../../app/texts.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { count, hexWords } from '../../ui/format.ts'
import { useProbeWords } from './probe-words.ts'
import { rowOfCandidate, rowsText } from './register-row.ts'
import type { RunOf } from './use-runner.ts'
import type { Subject } from './use-subject.ts'
import { useTesterWords } from './words.ts'

interface Props {
  readonly run: RunOf<'find'>
  readonly result: ResultOf<'find'>
  readonly subject: Subject
}

/** What gives the value, best first, and why it stands where it stands. */
export function Candidates({ run, result, subject }: Props) {
  const say = useProbeWords()
  const sayTester = useTesterWords()
  const language = useLanguage()
  const { candidates, total, registersRead } = result
  const { section } = subject
  if (candidates.length === 0) {
    return run.phase === 'running' ? null : (
      <ErrorNote tone="info" title={say('none')} message={say('noneText')} />
    )
  }
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Text size="sm" className="quiet" role="status">
          {say('found', { shown: candidates.length, total: count(total, language) })}{' '}
          {say('foundRead', { count: count(registersRead, language) })}
        </Text>
        {section !== null && (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPencil size={13} aria-hidden />}
            onClick={() => goTo('devices', section)}
          >
            {sayTester('openDevice')}
          </Button>
        )}
      </Group>
      <ol className="candidates" aria-label={say('candidates')} title={say('copyHelp')}>
        {candidates.map((candidate) => (
          <CandidateRow key={keyOf(candidate)} candidate={candidate} subject={subject} />
        ))}
      </ol>
    </>
  )
}

const keyOf = ({ table, address, dataType, byteOrder, factor }: Candidate): string =>
  `${table} ${address} ${dataType} ${byteOrder} ${factor}`

function CandidateRow({ candidate, subject }: { readonly candidate: Candidate; readonly subject: Subject }) {
  const say = useProbeWords()
  const { table, address, dataType, byteOrder, factor, value, words, reasons } = candidate
  return (
    <li className="candidate">
      <div className="candidate-what">
        <span className="mono candidate-value">{value}</span>
        <span className="mono">
          {describePdu(table, address)} {dataType} {byteOrder}
          {factor !== '1' && ` × ${factor}`}
        </span>
        <span className="mono quiet">{hexWords(words)}</span>
      </div>
      <div className="quiet candidate-reasons">{reasons.join(' · ')}</div>
      <div className="candidate-copy">
        <CopyButton
          text={rowsText([rowOfCandidate(candidate, subject.addressing)])}
          label={say('copyRow')}
          doneLabel={say('copied')}
        />
      </div>
    </li>
  )
}
