import { describe, expect, it } from 'vitest'
import { parseShown } from './shown.ts'

describe('what a display shows', () => {
  it.each([
    ['230.5', 2305n, 1],
    ['230,5', 2305n, 1],
    ['1 234,5', 12345n, 1],
    ['1.234,5', 12345n, 1],
    ['1,234.5', 12345n, 1],
    ['1.234.567', 1234567n, 0],
    ["1'234.50", 123450n, 2],
    ['1\u00A0234,5', 12345n, 1],
    ['-12', -12n, 0],
    ['−12,0', -120n, 1],
    ['50.02 Hz', 5002n, 2],
    ['0.98', 98n, 2],
    ['.5', 5n, 1],
    ['12345678901234567890', 12345678901234567890n, 0],
  ])('%s is read with its decimals', (text, mantissa, decimals) => {
    expect(parseShown(text)).toEqual({ mantissa, decimals, text })
  })

  it.each(['', '-', '.', 'kWh', '1e5', '0x10', '1-2', '123456789012345678901', '--5'])(
    '%j is no number of a display',
    (text) => {
      expect(parseShown(text)).toBeNull()
    },
  )
})
