import { assertNever } from '../../../../shared/assert-never.ts'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import type { ApiConfig } from '../../../../shared/model/index.ts'
import { type Answer, verdictOf } from '../../upload/answer.ts'
import { noAnswerAdvice, notJsonAdvice, statusAdvice } from '../../upload/api-advice.ts'
import { compressed, createApiClient, endpointOf } from '../../upload/api-client.ts'
import { noAnswerOf } from '../../upload/no-answer.ts'
import { type TestSample, testSample } from '../../upload/test-sample.ts'
import { RunRefusedError, type Tool } from '../tool.ts'
import type { ToolSources } from '../sources.ts'

type Result = ResultOf<'api'>

/** Characters of the answer that are shown. */
const longestShown = 4_096

/** One marked sample is sent over a connection of its own; the journal and its cursor are not touched. */
export function apiTool({ api, gateway }: Pick<ToolSources, 'api' | 'gateway'>): Tool<'api'> {
  function configured(): ApiConfig {
    const config = api()
    if (config === null) {
      throw new RunRefusedError('there is no API to test: set api_url in config.ini (EMS_API_URL)')
    }
    return config
  }

  return {
    asks: 'one',
    title: () => `API ${shownUrl(configured())}`,
    link: () => null,
    cost() {
      const { timeoutMs } = configured()
      return { requests: 1, leastMs: 20, likelyMs: Math.min(500, timeoutMs), mostMs: timeoutMs }
    },
    async run(_request, { clock, signal, progress }) {
      const config = configured()
      const sample = testSample(gateway.id, clock.wallMs())
      // Nothing is judged before an answer has come.
      progress({ done: 0, total: 1, remainingMs: null, doing: shownUrl(config) })
      const startMs = clock.monotonicMs()
      const answer = await post(config, sample, signal)
      const latencyMs = clock.monotonicMs() - startMs
      const result = answer === null ? null : judged(config, sample, answer, latencyMs, clock.wallMs())
      return { result, trouble: null }
    },
  }
}

/** null: `signal` ended it. */
async function post(config: ApiConfig, sample: TestSample, signal: AbortSignal): Promise<Answer | null> {
  try {
    const client = createApiClient(config)
    try {
      return await client.post(await compressed(sample), signal)
    } finally {
      await client.close()
    }
  } catch (error) {
    return noAnswerOf(error)
  }
}

/** Where it was sent; a name, a password and a query may be secrets. */
function shownUrl(config: ApiConfig): string {
  const { origin, pathname, search } = endpointOf(config)
  return `${origin}${pathname}${search === '' ? '' : '?…'}`
}

function judged(
  config: ApiConfig,
  sample: TestSample,
  answer: Answer,
  latencyMs: number,
  wallMs: number,
): Result {
  const facts = { url: shownUrl(config), latencyMs, sent: sample.body }
  if (answer.kind === 'none') {
    const advice = noAnswerAdvice(answer.place)
    return { ...facts, status: null, body: answer.reason, verdict: 'unreachable', advice }
  }
  const { status } = answer
  const body = answer.body.length > longestShown ? `${answer.body.slice(0, longestShown)}…` : answer.body
  const answered: Result = { ...facts, status, body, verdict: 'refused', advice: statusAdvice(status) }
  const verdict = verdictOf(answer, wallMs)
  switch (verdict.kind) {
    case 'delivered': {
      const rejection = verdict.rejected.find(({ seq }) => seq === sample.seq)
      if (rejection !== undefined) {
        const advice = `it takes the batch and refuses the reading in it (${rejection.reason}): ask those who run the API`
        return { ...answered, advice }
      }
      return { ...answered, verdict: 'accepted', advice: isForeign(answer.body) ? notJsonAdvice : null }
    }
    case 'offending':
    case 'too-large':
    case 'refused':
    case 'failed':
      return answered
    default:
      return assertNever(verdict)
  }
}

/** An empty answer is fine; a page is a sign that something else has answered. */
const isForeign = (body: string): boolean => /^\s*</.test(body)
