import { Text } from '@mantine/core'
import { IconInfoCircle, IconStethoscope } from '@tabler/icons-react'
import type { ResultOf, TestSubject } from '../../../../shared/contract/tester.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ByteOrderPanel, SanityPanel } from './findings.tsx'
import { LayerList } from './layer-list.tsx'
import { ReportPanel } from './report-panel.tsx'
import { RunBar } from './run-bar.tsx'
import { endpointText } from './target.ts'
import { useRunner } from './use-runner.ts'
import type { Subject } from './use-subject.ts'
import { ValuesTable } from './values-table.tsx'
import { Verdict } from './verdict.tsx'
import { useTesterWords } from './words.ts'

/** Layer by layer, until the one that fails; then what the values say of each other. */
export function TestTab({ subject }: { readonly subject: Subject }) {
  const say = useTesterWords()
  const runner = useRunner('test')
  const { run, isBusy } = runner
  const request =
    subject.testSubject === null ? null : ({ kind: 'test', subject: subject.testSubject } as const)
  const result = run?.body.result ?? null
  return (
    <>
      <RunBar
        runner={runner}
        action={say('testRun')}
        request={request}
        obstacle={request === null ? say('settingsNeeded') : null}
      />
      {run === null && !isBusy ? (
        <EmptyState icon={IconStethoscope} title={say('testEmptyTitle')} text={say('testEmptyText')} />
      ) : (
        <div className="test-columns">
          <LayerList layers={result?.layers ?? []} isRunning={run?.phase === 'running' || isBusy} />
          <div className="test-outcome" aria-live="polite">
            {run !== null && (
              <SubjectLine runSubject={run.body.request.subject} chosen={subject.testSubject} />
            )}
            {result !== null && <Outcome result={result} isDone={run?.phase === 'done'} />}
          </div>
        </div>
      )}
      {result !== null && result.reading !== null && <ValuesTable reading={result.reading} />}
      {result !== null && run?.phase === 'done' && (
        <>
          <SanityPanel findings={result.sanity} hasReading={result.reading !== null} />
          <ByteOrderPanel advice={result.byteOrder} section={subject.section} />
        </>
      )}
      <ReportPanel subject={subject.testSubject} />
    </>
  )
}

/** A result may be of something else than what is chosen now. */
function SubjectLine(props: { readonly runSubject: TestSubject; readonly chosen: TestSubject | null }) {
  const { runSubject, chosen } = props
  const say = useTesterWords()
  const name =
    runSubject.kind === 'device'
      ? runSubject.deviceId
      : `${endpointText(runSubject.target.endpoint)}, ${say('unit', { unitId: runSubject.target.unitId })}`
  if (JSON.stringify(runSubject) === JSON.stringify(chosen)) {
    return <div className="quiet mono test-subject">{name}</div>
  }
  return (
    <div className="warn test-subject">
      <IconInfoCircle size={15} aria-hidden className="inline-icon" /> {say('ofAnother', { name })}
    </div>
  )
}

function Outcome({ result, isDone }: { readonly result: ResultOf<'test'>; readonly isDone: boolean }) {
  const say = useTesterWords()
  return (
    <>
      <Verdict result={result} isDone={isDone} />
      {result.holders.length > 0 && (
        <ErrorNote
          tone="warning"
          title={say('holders')}
          message={result.holders.map(({ pid, command }) => (
            <div key={pid}>
              {say('holder', { pid })} <span className="mono">{command}</span>
            </div>
          ))}
        />
      )}
      {result.throughCollector && (
        <Text size="sm" className="quiet">
          {say('throughCollector')}
        </Text>
      )}
      {isDone && result.failedLayer === null && result.reading === null && (
        <Text size="sm" className="quiet">
          {say('noRegisters')}
        </Text>
      )}
    </>
  )
}
