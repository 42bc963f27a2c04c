import { expect, it } from 'vitest'
import { valueText } from './value-text.ts'

it('shows a value as it was read, without the noise of its conversion', () => {
  expect(valueText(233.4)).toBe('233.4')
  expect(valueText(12_345_678_901)).toBe('12345678901')
  expect(valueText(49.97999954223633)).toBe('49.9800')
  expect(valueText(0)).toBe('0')
})

it('a missing value is no zero', () => {
  expect(valueText(null)).toBe('–')
})
