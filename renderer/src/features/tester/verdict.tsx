import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
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
      return isDone ? <Box tone="good" title={say('allWorks')} advice={null} /> : null
    case 'layer': {
      const { layer, outcome, detail, advice } = verdict.result
      const isFailed = outcome === 'failed'
      return (
        <Box
          tone={isFailed ? 'bad' : 'warn'}
          title={say(isFailed ? 'failsAt' : 'warnsAt', { layer: say(`layer-${layer}`) })}
          advice={advice}
        >
          {/* Which values, the list of layers says, and the table of them. */}
          {layer !== 'values' && <p>{sentence(detail)}</p>}
        </Box>
      )
    }
    case 'misfit': {
      const { severity, advice } = verdict.finding
      const isProblem = severity === 'problem'
      return (
        <Box
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

function Box(props: {
  readonly tone: keyof typeof icons
  readonly title: string
  readonly advice: string | null
  readonly children?: ReactNode
}) {
  const { tone, title, advice, children } = props
  const say = useTesterWords()
  const Icon = icons[tone]
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
