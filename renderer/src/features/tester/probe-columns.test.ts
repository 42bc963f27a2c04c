import { describe, expect, it } from 'vitest'
import type { ResultOf } from '../../../../shared/contract/tester.ts'
import {
  cellText,
  changedRows,
  hiddenAtFirst,
  isCellChanged,
  isLikely,
  type ProbeColumn,
  shownColumns,
} from './probe-columns.ts'

const column = (dataType: string, byteOrder: ProbeColumn['byteOrder'] = null): ProbeColumn => ({
  dataType,
  byteOrder,
})
const probe = (words: (number | null)[], readings: (string | null)[][]): ResultOf<'probe'> => ({
  words,
  readings,
  refusals: [],
  columns: [column('UINT16')],
  latencyMs: 1,
})

describe('the columns of a probe', () => {
  it('are left out by type, by byte order and when nothing is in them, and know their place among the readings', () => {
    const columns = [
      column('HEX'),
      column('BITS'),
      column('STRING', 'ABCD'),
      column('UINT32', 'ABCD'),
      column('FLOAT32', 'BADC'),
      column('FLOAT32', 'CDAB'),
    ]
    const readings = [['0001', '0', null, '65537', '1', '2']]
    const shown = shownColumns({ ...probe([1], readings), columns }, hiddenAtFirst)
    expect(shown.map(({ dataType, byteOrder, index }) => [dataType, byteOrder, index])).toEqual([
      ['HEX', null, 0],
      ['FLOAT32', 'CDAB', 5],
      ['UINT32', 'ABCD', 3],
    ])
  })
})

describe('what has changed since the last reading', () => {
  const before = probe([1, 2, null], [['1'], ['2'], [null]])
  const now = probe([1, 3, 4], [['1'], ['3'], ['4']])

  it('is a word that is another one; one that was missing says nothing', () => {
    expect(changedRows(before, now)).toEqual([false, true, false])
    expect(changedRows(null, now)).toEqual([false, false, false])
  })

  it('is a reading whose text is another one', () => {
    expect([0, 1, 2].map((row) => isCellChanged(before, now, row, 0))).toEqual([false, true, false])
  })
})

describe('a float in a cell', () => {
  const float = column('FLOAT32', 'ABCD')
  it.each([
    ['230.5', '230.5', true],
    ['230.47999572753906', '230.479996', true],
    ['-9.183549615799121e-41', '-9.184e-41', false],
    ['1.7014118346046923e+38', '1.701e+38', false],
    ['0', '0', true],
    ['NaN', 'NaN', false],
  ])('%s is shown as %s', (text, shown, likely) => {
    expect(cellText(text, float)).toBe(shown)
    expect(isLikely(text, float)).toBe(likely)
  })

  it('of a whole number keeps every digit', () => {
    expect(cellText('18446744073709551615', column('UINT64', 'ABCD'))).toBe('18446744073709551615')
  })
})
