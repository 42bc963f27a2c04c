import { IconAlertTriangle, IconCircleCheck, IconCircleX, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { assertNever } from '../../../../shared/assert-never.ts'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { verdictOf } from './layers.ts'
import { sentence } from './sentence.ts'
import { useTesterWords } from './words.ts'

/** The outcome in one sentence, and what to check. */
export function Verdict({ result, isDone }: { readonly result: ResultOf<'test'>; readonly isDone: boolean }) {
  const say = useTesterWords()
  const verdict = verdictOf(result)
  switch (verdict.kind) {
    case 'works':
      return isDone ? <VerdictBox tone="good" title={say('allWorks')} advice={null} /> : null
    case 'layer': {
      const { layer, outcome, detail, advice } = verdict.result
      const isFailed = outcome === 'failed'
      return (
        <VerdictBox
          tone={isFailed ? 'bad' : 'warn'}
          title={say(isFailed ? 'failsAt' : 'warnsAt', { layer: say(`layer-${layer}`) })}
          advice={advice}
        >
          {/* Which values, the list of layers says, and the table of them. */}
          {layer !== 'values' && <p>{sentence(detail)}</p>}
        </VerdictBox>
      )
    }
    case 'misfit': {
      const { severity, advice } = verdict.finding
      const isProblem = severity === 'problem'
      return (
        <VerdictBox
          tone={isProblem ? 'bad' : 'warn'}
          title={say(isProblem ? 'misfit-problem' : 'misfit-warning')}
          advice={advice}
        />
      )
    }
    default:
      return assertNever(verdict)
  }
}

const icons = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX } as const

/** A sentence that one sees from afar, what follows from it, and what to check. */
export function VerdictBox(props: {
  readonly tone: keyof typeof icons
  readonly title: string
  readonly advice: string | null
  /** Where it says more than that of the tone. */
  readonly icon?: TablerIcon
  readonly children?: ReactNode
}) {
  const { tone, title, advice, icon: Icon = icons[tone], children } = props
  const say = useTesterWords()
  return (
    <div className={`verdict verdict-${tone}`}>
      <Icon size={26} className={tone} aria-hidden />
      <div>
        <h2>{title}</h2>
        {children}
        {advice !== null && (
          <>
            <h3>{say('check')}</h3>
            <p className="verdict-advice">{sentence(advice)}</p>
          </>
        )}
      </div>
    </div>
  )
}
