import { isBitTable, type Table } from '../../../../shared/model/index.ts'
import { noNumberText, parseShown, type Shown } from '../../../../shared/model/shown.ts'
import { runFind } from '../../probe/find.ts'
import { runFindSeveral } from '../../probe/find-several.ts'
import type { Found } from '../../probe/find-value.ts'
import { tablesCost } from '../../probe/read-tables.ts'
import { linkOf, unitText } from '../subject.ts'
import { RunRefusedError, type Tool } from '../tool.ts'
import { costedTarget, stretchOf, troubleOf } from './stretches.ts'

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
      refuseBits(tables)
      void numberShown(shown)
      return `${shown} of ${unitText(target)}`
    },
    link: ({ target }) => linkOf(target.endpoint),
    cost: ({ target, tables, from, count }, timeoutMs) =>
      tablesCost(costedTarget(target, timeoutMs), [...new Set(tables)], from, count),
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

/** Where the values are that the display shows at one time. */
export const findSeveralTool: Tool<'find-several'> = {
  asks: 'many',
  title({ target, tables, values }) {
    refuseBits(tables)
    for (const { shown } of values) void numberShown(shown)
    const [first] = values
    const what = values.length === 1 && first !== undefined ? first.shown : `${values.length} values`
    return `${what} of ${unitText(target)}`
  },
  link: ({ target }) => linkOf(target.endpoint),
  cost: ({ target, tables, from, count }, timeoutMs) =>
    tablesCost(costedTarget(target, timeoutMs), [...new Set(tables)], from, count),
  async run({ target, tables, from, count, values }, context) {
    const { result, end } = await runFindSeveral({
      ...stretchOf(target, context),
      tables: [...new Set(tables)],
      address: from,
      count,
      values: values.map(({ label, unit, shown }) => ({ label, unit, shown: numberShown(shown) })),
      onProgress: (progress) => context.progress(progress),
    })
    return { result, trouble: troubleOf(end, target, context) }
  },
}

function refuseBits(tables: readonly Table[]): void {
  if (!tables.every(isBitTable)) return
  throw new RunRefusedError(
    'coils and discrete inputs hold no numbers: search the holding or the input registers',
  )
}

function numberShown(text: string): Shown {
  const shown = parseShown(text)
  if (shown === null) throw new RunRefusedError(noNumberText(text))
  return shown
}
