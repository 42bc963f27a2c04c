import { Text } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { useStatus } from '../../app/status-store.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ByteOrderPanel, SanityPanel } from './findings.tsx'
import { LayerList } from './layer-list.tsx'
import { ReportPanel } from './report-panel.tsx'
import { RunBar } from './run-bar.tsx'
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
  const tested = run?.body.request.subject
  const testedSection = useStatus(({ devices }) =>
    tested?.kind === 'device' ? (devices.get(tested.deviceId)?.section ?? null) : null,
  )
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
          <div className="test-found">
            <LayerList layers={result?.layers ?? []} isRunning={run?.phase === 'running' || isBusy} />
            {result !== null && result.reading !== null && <ValuesTable reading={result.reading} />}
          </div>
          <div className="test-outcome" aria-live="polite">
            {result !== null && <Outcome result={result} isDone={run?.phase === 'done'} />}
            {result !== null && run?.phase === 'done' && (
              <>
                <ByteOrderPanel advice={result.byteOrder} section={testedSection} />
                {result.reading !== null && <SanityPanel findings={result.sanity} />}
              </>
            )}
          </div>
        </div>
      )}
      <ReportPanel subject={subject.testSubject} />
    </>
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
