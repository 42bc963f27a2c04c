import { useCallback, useEffect, useRef, useState } from 'react'
import type { RequestOf, RunBody, RunKind, RunState } from '../../../../shared/contract/tester.ts'
import { gateway } from '../../ipc/gateway.ts'
import { useTopic } from '../../ipc/hooks.ts'
import { useRunChoice } from './run-store.ts'

export type RunOf<K extends RunKind> = RunState & { readonly body: Extract<RunBody, { kind: K }> }

export interface Runner<K extends RunKind> {
  /** The run that is looked at, until the next one says something; null: there is none. */
  readonly run: RunOf<K> | null
  /** It runs, or is about to. */
  readonly isBusy: boolean
  /** Why it could not be started, stopped or followed. */
  readonly trouble: string | null
  start(request: RequestOf<K>): Promise<void>
  stop(): Promise<void>
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The newest run of one kind: what this window started, or what the gateway knows of. */
export function useRunner<K extends RunKind>(kind: K): Runner<K> {
  const own = useRunChoice((choice) => choice.own[kind])
  const follow = useRunChoice((choice) => choice.follow)
  const listed = useTopic('runs', {})
  const runs = listed.kind === 'ready' ? listed.data.runs : null
  const runId = own ?? runs?.find((each) => each.kind === kind)?.id ?? null
  // One that is not listed yet has just been started here; one that has ended only has to be shown.
  const mayRun = runs !== null && (runs.find(({ id }) => id === runId)?.phase ?? 'running') === 'running'
  const { run, failure } = useFollowedRun(runId)
  const [isStarting, setStarting] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const starting = useRef<Promise<{ readonly runId: string }> | null>(null)
  const start = useCallback(
    async (request: RequestOf<K>): Promise<void> => {
      setStarting(true)
      setTrouble(null)
      try {
        starting.current = gateway.call('startRun', { request })
        follow(kind, (await starting.current).runId)
      } catch (error) {
        setTrouble(messageOf(error))
      } finally {
        starting.current = null
        setStarting(false)
      }
    },
    [kind, follow],
  )
  const shown = run !== null && isOfKind(run, kind) ? run : null
  const isAwaited = mayRun && runId !== null && failure === null && run?.id !== runId
  return {
    run: shown,
    isBusy: isStarting || isAwaited || shown?.phase === 'running',
    trouble: trouble ?? failure,
    start,
    async stop() {
      try {
        // It may be stopped before it is known under which name it runs.
        const id = starting.current === null ? runId : (await starting.current).runId
        if (id !== null) await gateway.call('stopRun', { runId: id })
      } catch (error) {
        setTrouble(messageOf(error))
      }
    },
  }
}

function isOfKind<K extends RunKind>(run: RunState, kind: K): run is RunOf<K> {
  return run.body.kind === kind
}

interface Followed {
  readonly run: RunState | null
  readonly failure: { readonly runId: string; readonly message: string } | null
}

/** What was seen of the last run stays in view until the next one has said something. */
function useFollowedRun(runId: string | null): {
  readonly run: RunState | null
  readonly failure: string | null
} {
  const [{ run, failure }, setFollowed] = useState<Followed>({ run: null, failure: null })
  useEffect(() => {
    if (runId === null) return
    return gateway.subscribe(
      'run',
      { runId },
      {
        onSnapshot: (run) => setFollowed({ run, failure: null }),
        // A gateway that was started again knows nothing of it; what was seen of it stays.
        onError: (message) =>
          setFollowed(({ run }) =>
            run?.id === runId
              ? { run: endedBy(run, message), failure: null }
              : { run: null, failure: { runId, message } },
          ),
      },
    )
  }, [runId])
  return { run, failure: failure?.runId === runId ? failure.message : null }
}

const endedBy = (run: RunState, trouble: string): RunState =>
  run.phase === 'running' ? { ...run, phase: 'failed', trouble, endedAtMs: Date.now() } : run
