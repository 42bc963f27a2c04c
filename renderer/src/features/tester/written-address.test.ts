import { describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/model/index.ts'
import { readAddress, resolvedText } from './written-address.ts'

describe('an address as typed', () => {
  it.each<[string, Table, string | null]>([
    ['40001', 'HOLDING', '→ FC3 0 (0x0000)'],
    ['400001', 'HOLDING', '→ FC3 0 (0x0000)'],
    ['30013', 'INPUT', '→ FC4 12 (0x000C)'],
    ['00001', 'COIL', '→ FC1 0 (0x0000)'],
    ['0x2006', 'HOLDING', '→ FC3 8198 (0x2006)'],
    [' 17 ', 'INPUT', '→ FC4 17 (0x0011)'],
    ['65535', 'HOLDING', '→ FC3 65535 (0xFFFF)'],
    ['65536', 'HOLDING', null],
    ['-1', 'HOLDING', null],
    ['', 'HOLDING', null],
    ['12,5', 'HOLDING', null],
  ])('%s in %s leads to %s', (written, table, expected) => {
    expect(resolvedText(written, table)).toBe(expected)
  })

  it('that looks like one of another table says of which', () => {
    expect(readAddress('30001', 'HOLDING')).toEqual({ kind: 'read', address: 30_001, looksLike: 'INPUT' })
    expect(readAddress('00012', 'HOLDING')).toEqual({ kind: 'read', address: 12, looksLike: null })
  })
})
