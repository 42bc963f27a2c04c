import type { ResultOf } from '../../../shared/contract/tester.ts'
import { isBitTable, type Table } from '../../../shared/model/index.ts'
import { type CostedTarget, probeCost, type StretchCost } from './probe.ts'
import {
  readStretch,
  type Refusal,
  type StretchEnd,
  type StretchOptions,
  type StretchProgress,
  type StretchRead,
} from './stretch.ts'

export interface TablesOptions extends Omit<StretchOptions, 'table' | 'onProgress'> {
  /** One after the other; tables of bits hold no numbers and are not read. */
  readonly tables: readonly Table[]
  readonly onProgress?: (progress: Omit<StretchProgress, 'soFar'>) => void
}

export interface TablesRead {
  readonly reads: readonly StretchRead[]
  /** Done also where a part of it could not be read, as long as something was. */
  readonly end: StretchEnd
}

/** The same stretch of several tables, for a search. Never rejects for anything that a device or a line does. */
export async function readTables(options: TablesOptions): Promise<TablesRead> {
  const { tables, onProgress, ...stretch } = options
  const numberTables = tables.filter((table) => !isBitTable(table))
  const reads: StretchRead[] = []
  let end: StretchEnd = { kind: 'done' }
  for (const [index, table] of numberTables.entries()) {
    const tablesAfter = numberTables.length - 1 - index
    const read = await readStretch({
      ...stretch,
      table,
      ...(onProgress === undefined
        ? {}
        : {
            onProgress: ({ done, total, remainingMs, doing }: StretchProgress) =>
              onProgress({
                // Each table counts alike, whatever is refused in it.
                done: done + index * total,
                total: total * numberTables.length,
                remainingMs:
                  remainingMs === null || done === 0
                    ? null
                    : remainingMs + tablesAfter * total * (remainingMs / Math.max(1, total - done)),
                doing: numberTables.length === 1 ? doing : `${table}, ${doing}`,
              }),
          }),
    })
    reads.push(read)
    end = read.end
    // A table that the unit does not know says nothing of the next one.
    if (end.kind === 'stopped' || (end.kind === 'gave-up' && !read.isThere)) break
  }
  if (end.kind === 'gave-up' && reads.some(({ words }) => words.some((word) => word !== null)))
    end = { kind: 'done' }
  return { reads, end }
}

/** What a search says of what it was looking in. */
export function extentOf(
  reads: readonly StretchRead[],
): Pick<ResultOf<'find'>, 'registersRead' | 'isThere' | 'refusals'> {
  return {
    registersRead: reads.reduce((sum, { words }) => sum + words.filter((word) => word !== null).length, 0),
    isThere: reads.some(({ isThere }) => isThere),
    refusals: reads.flatMap(({ table, refusals }): Refusal[] =>
      refusals.map((refusal) =>
        reads.length === 1 ? { ...refusal } : { ...refusal, detail: `${table}: ${refusal.detail}` },
      ),
    ),
  }
}

export function tablesCost(
  target: CostedTarget,
  tables: readonly Table[],
  from: number,
  count: number,
): StretchCost {
  return tables
    .filter((table) => !isBitTable(table))
    .map((table) => probeCost(target, table, from, count))
    .reduce(
      (sum, cost) => ({
        requests: sum.requests + cost.requests,
        leastMs: sum.leastMs + cost.leastMs,
        mostMs: sum.mostMs + cost.mostMs,
        likelyMs: sum.likelyMs + cost.likelyMs,
      }),
      { requests: 0, leastMs: 0, mostMs: 0, likelyMs: 0 },
    )
}
