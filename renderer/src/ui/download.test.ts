import { describe, expect, it } from 'vitest'
import { fileTime, safeFileName } from './download.ts'

describe('a file name', () => {
  it('leads nowhere, whatever it is made from', () => {
    expect(safeFileName('../../etc/passwd')).toBe('_.._etc_passwd')
    expect(safeFileName('..\\..\\autoexec.bat')).toBe('_.._autoexec.bat')
    expect(safeFileName('a\u0000b\nc\u202Egnp.exe')).toBe('a_b_c_gnp.exe')
  })

  it('is one that Windows takes', () => {
    expect(safeFileName('NUL.csv')).toBe('_NUL.csv')
    expect(safeFileName('Meter: 3?.csv')).toBe('Meter_ 3_.csv')
    expect(safeFileName('name. . ')).toBe('name')
  })

  it('is never empty and never endless', () => {
    expect(safeFileName(' ... ')).toBe('export')
    expect(safeFileName('x'.repeat(5_000))).toHaveLength(120)
  })

  it('keeps what people write', () => {
    expect(safeFileName('Cuadro eléctrico 2.csv')).toBe('Cuadro eléctrico 2.csv')
  })

  it('has a time that sorts', () => {
    expect(fileTime(new Date(2026, 10, 4, 9, 5, 3).getTime())).toBe('2026-11-04_09-05-03')
  })
})
