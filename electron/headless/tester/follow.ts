import type { RequestOf, RunCost, RunKind, RunState } from '../../../shared/contract/tester.ts'
import { durationText } from '../../engine/log/words.ts'
import { CommandError, ExitCode } from '../exit-code.ts'
import type { Shell } from '../shell.ts'
import { latencyText, plural, safe } from '../text.ts'
import type { AtBench } from './open-bench.ts'

/**
 * Says what a run will take, runs it with its progress on the terminal, and gives its end.
 *
 * @throws CommandError it cannot be started
 */
export async function follow<K extends RunKind>(
  request: RequestOf<K>,
  { bench, signal }: Pick<AtBench, 'bench' | 'signal'>,
  shell: Shell,
  { saysCost }: { readonly saysCost: boolean },
): Promise<RunState> {
  const cost = await bench.cost(request)
  if (cost.refusal !== null) throw new CommandError(safe(cost.refusal))
  if (saysCost) shell.note(safe(costText(cost) + quickerText(request.kind, cost)))
  try {
    const state = await bench.run(request, { signal, onState: (state) => shell.status(progressText(state)) })
    shell.status(null)
    if (state.trouble !== null) shell.note(`error: ${safe(state.trouble)}`)
    if (state.phase === 'stopped') shell.note('stopped: this is what was found until then')
    return state
  } finally {
    shell.status(null)
  }
}

/** A run that broke off is no success, whatever it has found until then; one that a person stopped is. */
export const exitOf = ({ phase }: Pick<RunState, 'phase'>, isFound: boolean): ExitCode =>
  isFound && phase !== 'failed' ? ExitCode.fine : ExitCode.failed

function costText({ requests, leastMs, likelyMs, mostMs, line, sharedWith }: RunCost): string {
  const shared = sharedWith.length === 0 ? '' : `, between the slots of ${sharedWith.join(', ')}`
  return `${line}${shared}: about ${plural(requests, 'request')}, likely ${spanText(likelyMs)} (${spanText(leastMs)} to ${spanText(mostMs)}); Ctrl-C stops and keeps what was found`
}

/** Ids that nobody has cost a whole timeout each. */
const quickerText = (kind: RunKind, { likelyMs }: RunCost): string =>
  kind === 'scan-units' && likelyMs > 60_000 ? '; a shorter --timeout is quicker' : ''

/** Nobody waits in hundreds of seconds. */
const spanText = (ms: number): string => (ms < 60_000 ? latencyText(ms) : durationText(ms))

function progressText({ progress: { done, total, remainingMs, doing } }: RunState): string {
  const share = total === 0 ? '' : `${Math.floor((100 * done) / total)} %  `
  const left = remainingMs === null ? '' : `, ${durationText(Math.max(1_000, remainingMs))} left`
  return safe(`${share}${doing}${left}`)
}
