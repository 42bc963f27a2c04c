import { Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconPlugConnectedX } from '@tabler/icons-react'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { latency } from '../../ui/format.ts'
import { RunBar } from './run-bar.tsx'
import { useRunner } from './use-runner.ts'
import { VerdictBox } from './verdict.tsx'
import { useTesterWords } from './words.ts'

const looks = {
  accepted: { icon: IconCircleCheck, tone: 'good' },
  refused: { icon: IconCircleX, tone: 'bad' },
  unreachable: { icon: IconPlugConnectedX, tone: 'bad' },
} as const

/** Does the API take a reading, and if not, why not? */
export function ApiTab() {
  const say = useTesterWords()
  const runner = useRunner('api')
  const result = runner.run?.body.result ?? null
  return (
    <>
      <Text size="sm" className="quiet">
        {say('apiText')}
      </Text>
      <RunBar runner={runner} action={say('apiSend')} request={{ kind: 'api' }} />
      {result !== null && <Answer result={result} />}
    </>
  )
}

function Answer({ result }: { readonly result: ResultOf<'api'> }) {
  const say = useTesterWords()
  const { verdict, advice, url, status, latencyMs, sent, body } = result
  return (
    <div role="status" className="api-answer">
      <VerdictBox {...looks[verdict]} title={say(verdict)} advice={advice} />
      <dl className="tester-figures">
        <div>
          <dt className="quiet">{say('url')}</dt>
          <dd className="mono">{url}</dd>
        </div>
        <div>
          <dt className="quiet">{say('status')}</dt>
          <dd className="mono">{status ?? say('noAnswer')}</dd>
        </div>
        <div>
          <dt className="quiet">{say('latency')}</dt>
          <dd className="mono">{latency(latencyMs)}</dd>
        </div>
      </dl>
      <div className="api-texts">
        <JsonText title={say('sent')} text={sent} />
        <JsonText title={say('body')} text={body === '' ? say('emptyBody') : body} />
      </div>
    </div>
  )
}

function JsonText({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section>
      <h3>{title}</h3>
      <pre className="mono tester-pre" tabIndex={0} aria-label={title}>
        {pretty(text)}
      </pre>
    </section>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
