import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RequestOf, RunKind } from '../../../../shared/contract/tester.ts'
import { CostNote, isRefused } from './cost-note.tsx'
import { RunBar } from './run-bar.tsx'
import { useScanWords } from './scan-words.ts'
import { useCost } from './use-cost.ts'
import type { Runner } from './use-runner.ts'

interface Props<K extends RunKind> {
  readonly runner: Runner<K>
  /** null: something is missing. */
  readonly request: RequestOf<K> | null
  readonly text: string
  readonly obstacle: string | null
  /** Fields. */
  readonly children?: ReactNode
}

/** A scan's fields, what it costs, and how far it is. */
export function ScanFrame<K extends RunKind>({ runner, request, text, obstacle, children }: Props<K>) {
  const say = useScanWords()
  const cost = useCost(runner.isBusy ? null : request, runner.run?.phase)
  return (
    <>
      <Text size="sm" className="quiet">
        {text}
      </Text>
      <RunBar
        runner={runner}
        action={say('start')}
        request={isRefused(cost) ? null : request}
        obstacle={request === null ? obstacle : null}
      >
        {children}
      </RunBar>
      {!runner.isBusy && <CostNote cost={cost} />}
    </>
  )
}
