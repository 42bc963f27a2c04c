/** @param share 0.5: the median; 1: the largest */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
