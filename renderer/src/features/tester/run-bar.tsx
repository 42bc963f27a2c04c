import { Button, Group, Progress, Text } from '@mantine/core'
import { IconInfoCircle, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { RequestOf, RunKind, RunRequest, RunState } from '../../../../shared/contract/tester.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { useLanguage } from '../../app/texts.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { count, duration, shortMoment, timeTaken } from '../../ui/format.ts'
import { isOfAnother, targetOf } from './run-target.ts'
import type { Runner } from './use-runner.ts'
import { useTesterWords } from './words.ts'

interface Props<K extends RunKind> {
  readonly runner: Runner<K>
  /** What the button says. */
  readonly action: string
  /** null: it cannot be started. */
  readonly request: RequestOf<K> | null
  /** Why not; null: the button's state says enough. */
  readonly obstacle?: string | null
  /** Without when it ran and how long: for runs of a moment. */
  readonly isBrief?: boolean
  /** Fields that stand before the button. */
  readonly children?: ReactNode
}

/** Starts and stops a run, and says how far it is and how it ended. */
export function RunBar<K extends RunKind>({
  runner,
  action,
  request,
  obstacle = null,
  isBrief = false,
  children,
}: Props<K>) {
  const say = useTesterWords()
  const word = useCommonWords()
  const access = useAccess()
  const isLocked = access.kind === 'read-only'
  const { run, isBusy, trouble } = runner
  return (
    <>
      <form
        className="run-bar"
        onSubmit={(event) => {
          event.preventDefault()
          if (request !== null && !isBusy && !isLocked) void runner.start(request)
        }}
      >
        {children}
        {isBusy ? (
          <Button
            type="button"
            variant="default"
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            disabled={isLocked}
            onClick={() => void runner.stop()}
          >
            {say('stop')}
          </Button>
        ) : (
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={isLocked || request === null}
          >
            {action}
          </Button>
        )}
        {run !== null && !isBrief && <RunTimes run={run} />}
      </form>
      {isLocked && access.reason !== '' && (
        <Text size="sm" className="quiet">
          {word('readOnlyWhy', { reason: access.reason })}
        </Text>
      )}
      {!isBusy && !isLocked && obstacle !== null && (
        <Text size="sm" className="quiet">
          {obstacle}
        </Text>
      )}
      {trouble !== null && <ErrorNote message={say('notStarted', { message: trouble })} />}
      {run?.phase === 'running' && <RunProgressBar progress={run.progress} />}
      {run?.phase === 'failed' && <ErrorNote message={say('failed', { message: run.trouble ?? '' })} />}
      {run !== null && request !== null && isOfAnother(run.body.request, request) && (
        <OfAnother request={run.body.request} />
      )}
      {run?.phase === 'stopped' && <ErrorNote tone="info" message={say('stopped')} />}
    </>
  )
}

/** Something else has been chosen since. */
function OfAnother({ request }: { readonly request: RunRequest }) {
  const say = useTesterWords()
  const target = targetOf(request)
  if (target === null) return null
  const { name, unitId } = target
  return (
    <div className="warn" role="status">
      <IconInfoCircle size={15} aria-hidden className="inline-icon" />{' '}
      {say('ofAnother', { name: unitId === null ? name : `${name}, ${say('unit', { unitId })}` })}
    </div>
  )
}

function RunTimes({ run: { startedAtMs, endedAtMs } }: { readonly run: RunState }) {
  const say = useTesterWords()
  const language = useLanguage()
  const time = shortMoment(startedAtMs, language)
  return (
    <span className="quiet run-times">
      {endedAtMs === null
        ? say('runningSince', { time })
        : say('ranAt', { time, duration: timeTaken(endedAtMs - startedAtMs) })}
    </span>
  )
}

function RunProgressBar({ progress }: { readonly progress: RunState['progress'] }) {
  const say = useTesterWords()
  const language = useLanguage()
  const { done, total, remainingMs, doing } = progress
  const isKnown = total > 0
  return (
    <div className="run-progress">
      <Progress
        value={isKnown ? Math.min(100, (100 * done) / total) : 100}
        animated={!isKnown}
        size="sm"
        color="petrol"
        aria-label={say('progress')}
      />
      <Group gap="md" className="quiet" fz="sm">
        {isKnown && (
          <span className="mono">
            {say('doneOf', { done: count(done, language), total: count(total, language) })}
          </span>
        )}
        {remainingMs !== null && <span className="mono">{say('left', { time: duration(remainingMs) })}</span>}
        {doing !== '' && <span>{doing}</span>}
      </Group>
    </div>
  )
}
