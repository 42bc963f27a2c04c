import type { ResultOf } from '../../../shared/contract/tester.ts'
import { isBitTable, type LinkConfig, type Table } from '../../../shared/model/index.ts'
import { costModelOf } from '../modbus/cost.ts'
import { interpretWords } from './interpret.ts'
import {
  blocksOf,
  mostRequests,
  patience,
  readStretch,
  type StretchEnd,
  type StretchOptions,
} from './stretch.ts'

export interface Probed {
  readonly result: ResultOf<'probe'>
  readonly end: StretchEnd
}

/** Reads one stretch of one table and says all that it could mean. Never rejects for anything that a device or a line does. */
export async function runProbe(options: StretchOptions): Promise<Probed> {
  const read = await readStretch(options)
  const { table, words, refusals, latencyMs, end } = read
  return {
    result: {
      words: [...words],
      refusals: refusals.map((refusal) => ({ ...refusal })),
      ...(await interpretWords(table, words)),
      latencyMs,
    },
    end,
  }
}

export interface StretchCost {
  /** When nothing is refused. */
  readonly requests: number
  /** Everything answers at once. */
  readonly leastMs: number
  /** The unit is silent, or refuses everything. */
  readonly mostMs: number
  readonly likelyMs: number
}

export interface CostedTarget {
  readonly link: LinkConfig
  readonly timeoutMs: number
  readonly requestDelayMs: number
  /** Measured time of one small request, where the line is in use already. */
  readonly roundTripMs?: number
}

/** What a meter on a serial line usually takes before it answers. */
const usualTurnaroundMs = 30

export function probeCost(target: CostedTarget, table: Table, address: number, count: number): StretchCost {
  const blocks = blocksOf(table, address, count)
  const facts = target.roundTripMs === undefined ? {} : { roundTripMs: target.roundTripMs }
  const least = costModelOf(target, facts)
  const likely = costModelOf(target, { ...facts, turnaroundMs: usualTurnaroundMs })
  const sum = (model: typeof least): number =>
    blocks.reduce((ms, block) => ms + model.requestMs(table, block.count), 0)
  const likelyMs = sum(likely)
  const silentMs = Math.min(patience, blocks.length) * (target.timeoutMs + least.requestMs(table, 0))
  const refusedMs = mostRequests(table, address, count) * likely.requestMs(table, isBitTable(table) ? 8 : 1)
  return {
    requests: blocks.length,
    leastMs: sum(least),
    mostMs: Math.max(silentMs, refusedMs, likelyMs),
    likelyMs,
  }
}
