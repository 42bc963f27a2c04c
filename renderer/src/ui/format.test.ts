import { describe, expect, it } from 'vitest'
import {
  bytes,
  count,
  dateAndTime,
  duration,
  latency,
  measured,
  measuredShort,
  percent,
  shortMoment,
} from './format.ts'

describe('what people read', () => {
  it.each([
    [0, '0 s'],
    [400, '0.4 s'],
    [9_990, '10 s'],
    [59_400, '59 s'],
    [61_000, '1 min'],
    [7_500_000, '2 h 05 min'],
    [4 * 86_400_000 + 3 * 3_600_000, '4 d 3 h'],
    [30 * 86_400_000, '30 d'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text))

  it.each([
    [3.21, '3.2 ms'],
    [41.6, '42 ms'],
    [1_204, '1.20 s'],
  ])('a latency of %d ms is %s', (ms, text) => expect(latency(ms)).toBe(text))

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [999_600, '1.0 MB'],
    [2e9, '2.0 GB'],
  ])('%d bytes are %s', (number, text) => expect(bytes(number)).toBe(text))

  it('a share is whole only where nothing is missing', () => {
    expect(percent(1)).toBe('100 %')
    expect(percent(0.99999)).toBe('99.9 %')
    expect(percent(0.00001)).toBe('0.1 %')
    expect(percent(0)).toBe('0 %')
  })

  it('counts are grouped as the language does', () => {
    expect(count(12_345, 'en')).toBe('12,345')
    expect(count(12_345, 'es')).toBe('12.345')
  })

  it('a missing value is a dash, and never a zero', () => {
    expect(measured(null)).toBe('–')
    expect(measured(0)).toBe('0')
    expect(measured(230.5)).toBe('230.5')
    expect(measured('18446744073709551615')).toBe('18446744073709551615')
  })

  it('a moment of another day or year says so', () => {
    const now = new Date(2026, 10, 24, 20, 15, 3).getTime()
    expect(shortMoment(now - 60_000, 'en', now)).toBe('20:14:03')
    expect(shortMoment(now - 86_400_000, 'en', now)).toContain('23 Nov')
    expect(dateAndTime(new Date(2025, 0, 2, 3, 4, 5).getTime(), 'en', now)).toContain('2025')
  })

  it.each([
    [228.05386, '228.05'],
    [2183.7156, '2183.7'],
    [0.98765, '0.988'],
    [0.00001234, '0.00001234'],
    [1438, '1438'],
    [null, '–'],
  ])('side by side with others %s is %s', (value, text) => expect(measuredShort(value)).toBe(text))

  it('a value that happens to be whole keeps the decimals of its neighbours in time', () => {
    expect(measuredShort(230, true)).toBe('230.00')
    expect(measuredShort(0, true)).toBe('0.000')
    expect(measuredShort(null, true)).toBe('–')
  })
})
