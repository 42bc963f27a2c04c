import { expect, it } from 'vitest'
import { durationText, listText } from './words.ts'

it.each([
  [-5, '0 ms'],
  [40.4, '40 ms'],
  [12_300, '12 s'],
  [59_999, '1 min'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

it('a long list is cut', () => {
  expect(listText(['a', 'b'])).toBe('a, b')
  expect(listText(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more')
})
