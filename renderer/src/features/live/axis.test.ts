import { expect, it } from 'vitest'
import { paddedDomain, timeTicks } from './axis.ts'

it('ticks lie on round times within the span', () => {
  const from = new Date(2026, 10, 24, 20, 0, 13).getTime()
  const ticks = timeTicks(from, from + 300_000, 6)
  expect(ticks.map((tick) => new Date(tick).getSeconds())).toEqual([0, 0, 0, 0, 0])
  expect(ticks.length).toBeLessThanOrEqual(6)
  const day = timeTicks(from, from + 86_400_000, 8)
  expect(day.every((tick) => new Date(tick).getHours() % 3 === 0 && new Date(tick).getMinutes() === 0)).toBe(
    true,
  )
})

it('a constant value gets an axis too', () => {
  expect(paddedDomain([50, 50])).toEqual([49, 51])
  expect(paddedDomain([0, 0])).toEqual([-0.5, 0.5])
  expect(paddedDomain([Infinity, -Infinity])).toEqual([0, 1])
})
