import { expect, it } from 'vitest'
import { timeTicks, valueAxis } from './axis.ts'

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

it('values stand at even, round steps around what is shown', () => {
  expect(valueAxis({ min: 225.9, max: 234.4 })).toEqual({
    domain: [225, 235],
    ticks: [225, 230, 235],
    decimals: 0,
  })
  expect(valueAxis({ min: 49.973, max: 50.021 }).ticks).toEqual([49.96, 49.98, 50, 50.02, 50.04])
  expect(valueAxis({ min: -3, max: 12 }).ticks).toEqual([-5, 0, 5, 10, 15])
})

it('holds every pair of values, however far apart or close together', () => {
  for (const [min, max] of [
    [0, 0],
    [50, 50],
    [-7.5, -7.5],
    [0, 1],
    [1e9, 1e9 + 1],
    [-1e-7, 1e-7],
    [0.1, 1e6],
    [-4e12, 4e12],
  ] as const) {
    const { domain, ticks } = valueAxis({ min, max })
    expect(domain[0]).toBeLessThanOrEqual(min)
    expect(domain[1]).toBeGreaterThanOrEqual(max)
    expect(ticks.length).toBeGreaterThanOrEqual(3)
    expect(ticks.length).toBeLessThanOrEqual(8)
  }
})

it('has an axis without values too', () => {
  expect(valueAxis(null).domain).toEqual([0, 1])
})
