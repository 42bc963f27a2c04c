import type { RequestOf, RunCost, RunKind, RunState } from '../../../shared/contract/tester.ts'
import { CommandError } from '../exit-code.ts'
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
  if (saysCost) shell.note(safe(costText(cost)))
  try {
    const state = await bench.run(request, { signal, onState: (state) => shell.status(progressText(state)) })
    shell.status(null)
    if (state.trouble !== null) shell.note(`error: ${safe(state.trouble)}`)
    return state
  } finally {
    shell.status(null)
  }
}

function costText({ requests, leastMs, likelyMs, mostMs, line, sharedWith }: RunCost): string {
  const shared = sharedWith.length === 0 ? '' : `, between the slots of ${sharedWith.join(', ')}`
  return `${line}${shared}: ${plural(requests, 'request')} at most, likely ${latencyText(likelyMs)} (${latencyText(leastMs)} to ${latencyText(mostMs)}); Ctrl-C stops and keeps what was found`
}

function progressText({ progress: { done, total, remainingMs, doing } }: RunState): string {
  const share = total === 0 ? '' : `${Math.floor((100 * done) / total)} %  `
  const left = remainingMs === null ? '' : `, ${Math.ceil(remainingMs / 1_000)} s left`
  return safe(`${share}${doing}${left}`)
}
