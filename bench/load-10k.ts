import type { BenchResult } from './row.ts'
import { loadRows } from './support/load.ts'

/** Connecting is spread over the first half of the interval; measured is one whole interval after it. */
export function run(): Promise<BenchResult[]> {
  return loadRows({ devices: 10_000, intervalMs: 60_000, warmUpMs: 32_000, measuredMs: 60_000 })
}
