import { assertNever } from '../../../shared/assert-never.ts'
import { pduAddress, type UnitId } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { exceptionText, isGatewayCode } from '../modbus/exception-text.ts'
import type { Link } from '../modbus/link.ts'
import { type ReadOutcome, waitedText } from '../modbus/request.ts'
import { type Answer, type SunSpecDiscovery, walkChain } from './chain.ts'

export interface DiscoverOptions {
  readonly link: Link
  readonly unitId: UnitId
  /** Wait for one answer. */
  readonly timeoutMs: number
  /** Extra silence between two requests. */
  readonly requestDelayMs: number
  readonly clock: Clock
  /** Ends it; what has been found so far is the result. */
  readonly signal?: AbortSignal
  /** Before each request: what has been found so far. */
  readonly onProgress?: (sofar: SunSpecDiscovery) => void
}

/** A request that got no answer is made once more: one lost frame must not end the chain. */
const mostTries = 2

/** Asks a device for its SunSpec models. Never rejects for anything that a device or a line does: see `trouble`. */
export async function discoverSunSpec(options: DiscoverOptions): Promise<SunSpecDiscovery> {
  const { onProgress = () => {} } = options
  const walk = walkChain()
  let step = walk.next()
  while (step.done !== true) {
    const { address, count, sofar } = step.value
    onProgress(sofar)
    step = walk.next(await ask(address, count, options))
  }
  return step.value
}

async function ask(
  address: number,
  count: number,
  { link, unitId, timeoutMs, requestDelayMs, clock, signal }: DiscoverOptions,
): Promise<Answer> {
  let answer: Answer = { kind: 'ended', reason: 'not asked' }
  for (let tries = 0; tries < mostTries; tries++) {
    const outcome = await link.read(
      unitId,
      { table: 'HOLDING', address: pduAddress(address), count },
      { timeoutMs, requestDelayMs, dueMs: clock.monotonicMs(), ...(signal === undefined ? {} : { signal }) },
    )
    answer = answerOf(outcome, timeoutMs)
    if (outcome.kind !== 'timeout' && outcome.kind !== 'bad-frame') return answer
  }
  return answer
}

function answerOf(outcome: ReadOutcome, timeoutMs: number): Answer {
  switch (outcome.kind) {
    case 'data':
      return { kind: 'words', words: outcome.payload }
    case 'exception':
      return {
        kind: isGatewayCode(outcome.code) ? 'ended' : 'refused',
        reason: exceptionText(outcome.code),
      }
    case 'timeout':
      return { kind: 'ended', reason: `no answer within ${waitedText(outcome, timeoutMs)}` }
    case 'bad-frame':
      return { kind: 'ended', reason: `no valid answer: ${outcome.reason}` }
    case 'link-down':
      return { kind: 'ended', reason: outcome.reason }
    case 'aborted':
      return { kind: 'ended', reason: 'stopped' }
    default:
      return assertNever(outcome)
  }
}
