import type { Table } from '../../../shared/model/index.ts'
import { refusalOfSpan } from './learn.ts'
import type { Learning, Refusal } from './learn.ts'
import type { Span } from './plan.ts'

/** What was learned of a device, for people to see. Addresses are PDU addresses, times monotonic. */
export interface LearnedFacts {
  readonly refused: readonly (Span & Refusal)[]
  /** Registers (or bits) between two values that must not be read along. */
  readonly badGaps: readonly { readonly table: Table; readonly address: number; readonly count: number }[]
  /** Addresses at which a block has to begin, though there is no gap before it. */
  readonly borders: readonly { readonly table: Table; readonly address: number }[]
}

export function learnedFacts(state: Learning): LearnedFacts {
  const { spans } = state
  const refused = spans.flatMap((span, index) => {
    const refusal = refusalOfSpan(state, index)
    return refusal === null ? [] : [{ ...span, ...refusal }]
  })
  const cuts = [...state.cuts.keys()]
    .sort((a, b) => a - b)
    .flatMap((after) => {
      const [before, next] = [spans[after], spans[after + 1]]
      if (before === undefined || next === undefined) return []
      const address = before.address + before.count
      return [{ table: next.table, address, count: next.address - address, nextAddress: next.address }]
    })
  return {
    refused,
    badGaps: cuts
      .filter(({ count }) => count > 0)
      .map(({ table, address, count }) => ({ table, address, count })),
    borders: cuts
      .filter(({ count }) => count <= 0)
      .map(({ table, nextAddress }) => ({ table, address: nextAddress })),
  }
}
