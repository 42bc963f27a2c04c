import { describe, expect, it } from 'vitest'
import { fit, latencyText, padStart, sizeText, textTable, widthOfText } from './text.ts'

describe('text on a terminal', () => {
  it.each([
    ['abc', 3],
    ['Zähler', 6],
    ['e\u0301', 1],
    ['電力', 4],
    ['\u001b[31mred\u001b[0m', 3],
    ['', 0],
  ])('%j takes %i columns', (text, width) => {
    expect(widthOfText(text)).toBe(width)
  })

  it('is cut to what fits, with a mark', () => {
    expect(fit('Voltage_L1', 10)).toBe('Voltage_L1')
    expect(fit('Voltage_L1', 6)).toBe('Volta…')
    expect(fit('電力メータ', 5)).toBe('電力…')
    expect(fit('abc', 0)).toBe('')
  })

  it('stands in columns as wide as their widest cell', () => {
    expect(
      textTable(
        ['ID', 'N'],
        [
          ['電', '7'],
          ['abcd', '12'],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['ID     N', '電     7', 'abcd  12'])
  })

  it('from a file or a device cannot move the cursor or start a line', () => {
    expect(textTable(['A'], [['x\u001b[2Jy\nz']])[1]).toBe('x\\x1b[2Jy\\nz')
  })

  it('has units that people read', () => {
    expect([0, 900, 12_700, 2 ** 31].map(sizeText)).toEqual(['0 B', '900 B', '12.4 KB', '2.0 GB'])
    expect([0.42, 250, 2_400].map(latencyText)).toEqual(['0.4 ms', '250 ms', '2.4 s'])
    expect(padStart('7', 3)).toBe('  7')
  })
})
