import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { layerToBlame } from './layers.ts'
import { useTesterWords } from './words.ts'

/** The outcome in one sentence, and what to check. */
export function Verdict({ result, isDone }: { readonly result: ResultOf<'test'>; readonly isDone: boolean }) {
  const say = useTesterWords()
  const blamed = layerToBlame(result.layers)
  if (blamed === null) {
    if (!isDone) return null
    return (
      <div className="verdict verdict-good">
        <IconCircleCheck size={26} className="good" aria-hidden />
        <h2>{say('allWorks')}</h2>
      </div>
    )
  }
  const isFailed = blamed.outcome === 'failed'
  const Icon = isFailed ? IconCircleX : IconAlertTriangle
  return (
    <div className={`verdict ${isFailed ? 'verdict-bad' : 'verdict-warn'}`}>
      <Icon size={26} className={isFailed ? 'bad' : 'warn'} aria-hidden />
      <div>
        <h2>{say(isFailed ? 'failsAt' : 'warnsAt', { layer: say(`layer-${blamed.layer}`) })}</h2>
        <p>{sentence(blamed.detail)}</p>
        {blamed.advice !== null && (
          <>
            <h3>{say('check')}</h3>
            <p className="verdict-advice">{sentence(blamed.advice)}</p>
          </>
        )}
      </div>
    </div>
  )
}

/** The engine's words begin small: they stand behind a colon on the command line. */
function sentence(text: string): string {
  // A host name or a path keeps its case.
  const capital = /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
