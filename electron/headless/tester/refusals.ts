import type { ResultOf, RunState } from '../../../shared/contract/tester.ts'
import { safe } from '../text.ts'

type Refusals = ResultOf<'find'>['refusals']

const mostLines = 6

/** `914 to 2999: exception 2 …`, what could not be read: a value may be there. */
export function refusalLines(refusals: Refusals): readonly string[] {
  const lines = refusals
    .slice(0, mostLines)
    .map(({ address, count, detail }) =>
      safe(`not read: ${address}${count === 1 ? '' : ` to ${address + count - 1}`}: ${detail}`),
    )
  return refusals.length > mostLines
    ? [...lines, `not read: ${refusals.length - mostLines} more stretches`]
    : lines
}

/** Nothing shows the value: what to do; null where the search was stopped, and nothing follows from that. */
export function nothingAdvice(
  { phase }: Pick<RunState, 'phase'>,
  { registersRead, isThere }: Pick<ResultOf<'find'>, 'registersRead' | 'isThere'>,
): string | null {
  if (phase === 'stopped') return null
  if (registersRead > 0)
    return 'Look at other tables or addresses (--tables, --from, --count), and type the value with its decimals.'
  return isThere
    ? 'Nothing could be read: the unit answers, but refuses what was asked; `scan registers` finds what it has.'
    : 'Nothing could be read: `scan units` finds the unit ids that answer, `test` names what fails on the way.'
}
