import { Text } from '@mantine/core'
import type { Candidate } from '../../../../shared/contract/tester.ts'
import { describePdu } from '../../../../shared/model/address.ts'
import { unitShown } from '../../../../shared/model/shown.ts'
import { useLanguage } from '../../app/texts.ts'
import { count, hexWords } from '../../ui/format.ts'
import { useFindWords } from './find-words.ts'
import { FoundActions } from './found-actions.tsx'
import { NothingFound } from './nothing-found.tsx'
import { useConfigured } from './use-configured.ts'
import type { RunOf } from './use-runner.ts'
import type { Subject } from './use-subject.ts'

interface Props {
  readonly run: RunOf<'find'>
  readonly subject: Subject
  /** What the value is called, as typed. */
  readonly label: string
}

/** What gives the value, best first, and why it stands where it stands. */
export function Candidates({ run, subject, label }: Props) {
  const say = useFindWords()
  const language = useLanguage()
  const { request, result } = run.body
  const device = useConfigured(request.target)
  if (result === null) return null
  const { candidates, total, registersRead } = result
  if (candidates.length === 0) {
    return run.phase === 'running' ? null : <NothingFound result={result} title={say('none')} />
  }
  const named = { label: label.trim(), unit: unitShown(request.shown) }
  return (
    <>
      <Text size="sm" className="quiet" role="status">
        {say('candidatesShown', { shown: candidates.length, total: count(total, language) })}{' '}
        {say('registersRead', { count: registersRead, shown: count(registersRead, language) })}
      </Text>
      <ol className="candidates" aria-label={say('candidates')}>
        {candidates.map((candidate) => (
          <li key={keyOf(candidate)} className="candidate">
            <div className="candidate-what">
              <span className="mono candidate-value">{candidate.value}</span>
              <span className="mono">{wayText(candidate)}</span>
              <span className="mono quiet">{hexWords(candidate.words)}</span>
            </div>
            <div className="quiet candidate-reasons">{candidate.reasons.join(' · ')}</div>
            <FoundActions
              target={request.target}
              places={[{ ...candidate, ...named }]}
              device={device}
              subject={subject}
              of={wayText(candidate)}
            />
          </li>
        ))}
      </ol>
    </>
  )
}

const keyOf = ({ table, address, dataType, byteOrder, factor }: Candidate): string =>
  `${table} ${address} ${dataType} ${byteOrder} ${factor}`

/** `FC4 0 (0x0000) INT32 CDAB × 0.1` */
const wayText = ({ table, address, dataType, byteOrder, factor }: Candidate): string =>
  `${describePdu(table, address)} ${dataType} ${byteOrder}${factor === '1' ? '' : ` × ${factor}`}`
