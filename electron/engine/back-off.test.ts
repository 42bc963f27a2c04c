import { expect, it } from 'vitest'
import { backOffMs } from './back-off.ts'

it('a back-off doubles after every failure, up to the cap', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 2_000].map((attempt) => backOffMs(5_000, attempt, 0))
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000])
  expect(backOffMs(5_000, 2_000, 0, 30_000)).toBe(30_000)
})

it('a back-off is shortened by up to a fifth by chance', () => {
  expect(backOffMs(5_000, 1, 0.5)).toBe(4_500)
  expect(backOffMs(5_000, 1, 0.999_999)).toBeGreaterThan(4_000 - 1)
})
