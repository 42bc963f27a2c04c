/** In ms. */
export interface LatencySummary {
  readonly count: number
  readonly minMs: number
  readonly medianMs: number
  /** 95 of 100 were as fast or faster (nearest rank). */
  readonly p95Ms: number
  readonly maxMs: number
}

/** null: there are none. */
export function summarizeLatencies(latenciesMs: readonly number[]): LatencySummary | null {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const [minMs] = sorted
  const maxMs = sorted.at(-1)
  if (minMs === undefined || maxMs === undefined) return null
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? maxMs
  return { count: sorted.length, minMs, medianMs: rank(0.5), p95Ms: rank(0.95), maxMs }
}
