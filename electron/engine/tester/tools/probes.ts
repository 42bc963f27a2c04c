import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { lastAddress } from '../../../../shared/model/index.ts'
import { probeCost, runProbe } from '../../probe/probe.ts'
import type { StretchRead } from '../../probe/stretch.ts'
import { linkOf, unitText } from '../subject.ts'
import type { Tool } from '../tool.ts'
import { costedTarget, stretchOf, troubleOf } from './stretches.ts'

/** One stretch of one table, and all that it could mean. */
export const probeTool: Tool<'probe'> = {
  asks: 'many',
  title: ({ target, table, address, count }) =>
    `${table} ${address} to ${Math.min(address + count - 1, lastAddress)} of ${unitText(target)}`,
  link: ({ target }) => linkOf(target.endpoint),
  cost: ({ target, table, address, count }, timeoutMs) =>
    probeCost(costedTarget(target, timeoutMs), table, address, count),
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
