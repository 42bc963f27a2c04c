/** One line of the benchmark table. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** value / what `against` did in the same run. */
  readonly ratio?: number
  readonly against?: string
}
