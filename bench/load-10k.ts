import type { BenchResult } from './row.ts'
import { loadRows } from './support/load.ts'

/** Half a minute in which every device is connected, and a part of the first minute on the grid: all is measured. */
export function run(): Promise<BenchResult[]> {
  return loadRows({ devices: 10_000, intervalMs: 60_000, warmUpMs: 0, measuredMs: 50_000 })
}
