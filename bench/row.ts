/** One line of the benchmark table. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** value / what `against` did in the same run, or value / the bound that `against` states. */
  readonly ratio?: number
  readonly against?: string
}

/** What could not be measured on this machine, and why. */
export interface SkippedRow {
  readonly name: string
  readonly skipped: string
}

export type BenchResult = BenchRow | SkippedRow

/** `value` with its ratio to a bound that the design states. */
export function boundedRow(name: string, value: number, unit: string, bound: number): BenchRow {
  return { name, value, unit, ratio: value / bound, against: `bound: ${bound} ${unit}` }
}
