import { expect, it } from 'vitest'
import { sparkPath } from './sparkline.tsx'

it('a gap breaks the line, and a lone point is seen', () => {
  expect(sparkPath([0, 10, null, 5], 30, 24)).toBe('M0.0 22.0L10.0 2.0M30.0 12.0h0.1')
})

it('a constant lies in the middle, nothing is nothing', () => {
  expect(sparkPath([7, 7], 10, 20)).toBe('M0.0 10.0L10.0 10.0')
  expect(sparkPath([null, null], 10, 20)).toBe('')
})
