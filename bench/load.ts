import type { BenchResult } from './row.ts'
import { loadRows } from './support/load.ts'

export function run(): Promise<BenchResult[]> {
  return loadRows({ devices: 1_000, intervalMs: 1_000, warmUpMs: 10_000, measuredMs: 30_000 })
}
