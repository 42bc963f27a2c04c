import type { ResultOf, UnitTarget } from '../../../../shared/contract/tester.ts'
import { isBitTable, lastAddress, unitId } from '../../../../shared/model/index.ts'
import { heldText } from '../../diagnose/advice.ts'
import { findCost, runFind } from '../../probe/find.ts'
import type { Found } from '../../probe/find-value.ts'
import { type CostedTarget, probeCost, runProbe } from '../../probe/probe.ts'
import { parseShown } from '../../probe/shown.ts'
import type { StretchEnd, StretchRead } from '../../probe/stretch.ts'
import { linkOf, unitText } from '../subject.ts'
import { type RunContext, RunRefusedError, type Tool } from '../tool.ts'

/** One stretch of one table, and all that it could mean. */
export const probeTool: Tool<'probe'> = {
  asks: 'many',
  title: ({ target, table, address, count }) =>
    `${table} ${address} to ${Math.min(address + count - 1, lastAddress)} of ${unitText(target)}`,
  link: ({ target }) => linkOf(target.endpoint),
  cost: ({ target, table, address, count }, timeoutMs) =>
    probeCost(costed(target, timeoutMs), table, address, count),
  async run({ target, table, address, count }, context) {
    const { result, end } = await runProbe({
      ...stretchOf(target, context),
      table,
      address,
      count,
      onProgress: ({ soFar, ...progress }) => context.show(wordsAlone(soFar), progress),
    })
    return { result, trouble: troubleOf(end, target, context) }
  },
}

/** Every reading of thousands of registers is worth its time once, at the end. */
const wordsAlone = ({ words, refusals, latencyMs }: StretchRead): ResultOf<'probe'> => ({
  words: [...words],
  refusals: refusals.map((refusal) => ({ ...refusal })),
  columns: [],
  readings: [],
  latencyMs,
})

/** Searches whose findings are kept for one that narrows them down. */
const remembered = 8

/** Which registers hold what the display shows. */
export function createFindTool(): Tool<'find'> {
  const found = new Map<string, Found>()

  function remember(runId: string, finding: Found): void {
    found.set(runId, finding)
    for (const oldest of found.keys()) if (found.size > remembered) found.delete(oldest)
  }

  function known(runId: string): Found {
    const finding = found.get(runId)
    if (finding === undefined) {
      throw new RunRefusedError('the search that this one narrows down is not known any more: search anew')
    }
    return finding
  }

  return {
    asks: 'many',
    title({ target, tables, shown }) {
      if (tables.every(isBitTable)) {
        throw new RunRefusedError(
          'coils and discrete inputs hold no numbers: search the holding or the input registers',
        )
      }
      if (parseShown(shown) === null) {
        throw new RunRefusedError(`"${shown}" is no decimal number as a display shows it, such as 230.5`)
      }
      return `${shown} of ${unitText(target)}`
    },
    link: ({ target }) => linkOf(target.endpoint),
    cost: ({ target, tables, from, count }, timeoutMs) =>
      findCost(costed(target, timeoutMs), [...new Set(tables)], from, count),
    async run({ target, tables, from, count, shown, narrows }, context) {
      const before = narrows === null ? null : known(narrows)
      const run = await runFind({
        ...stretchOf(target, context),
        tables: [...new Set(tables)],
        address: from,
        count,
        shown,
        narrows: before,
        onProgress: (progress) => context.progress(progress),
      })
      remember(context.runId, run.found)
      return { result: run.result, trouble: troubleOf(run.end, target, context) }
    },
  }
}

const costed = ({ endpoint, timeoutMs, requestDelayMs }: UnitTarget, mostMs: number): CostedTarget => ({
  link: linkOf(endpoint),
  timeoutMs: Math.min(timeoutMs, mostMs),
  requestDelayMs,
})

function stretchOf(
  target: UnitTarget,
  { borrow, timeoutOn, clock, signal }: RunContext<'probe'> | RunContext<'find'>,
) {
  const config = linkOf(target.endpoint)
  return {
    link: borrow(config, 'many').link,
    unitId: unitId(target.unitId),
    timeoutMs: timeoutOn(config, target.timeoutMs),
    requestDelayMs: target.requestDelayMs,
    clock,
    signal,
  }
}

function troubleOf(
  end: StretchEnd,
  { endpoint, timeoutMs }: UnitTarget,
  { timeoutOn }: Pick<RunContext<'probe'>, 'timeoutOn'>,
): string | null {
  if (end.kind !== 'gave-up') return null
  const isCut = end.isSilence === true && timeoutOn(linkOf(endpoint), timeoutMs) < timeoutMs
  return isCut ? `${end.reason}; ${heldText}` : end.reason
}
