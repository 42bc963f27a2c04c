import { emptyRow } from '../../../../shared/contract/register-row.ts'
import { describe, expect, it } from 'vitest'
import type { RegisterRow } from '../../../../shared/contract/config.ts'
import { cellsOf, csvOf, rowsOfCsv, separatorOf, textOfFile, tsvOf } from './csv.ts'

const row = (given: Partial<RegisterRow>): RegisterRow => ({ ...emptyRow, ...given })
const rows = [
  row({
    address: '40001',
    table: 'HOLDING',
    dataType: 'INT32',
    label: 'Power, total',
    factor: '0.1',
    unit: 'W',
  }),
  row({ address: '0x2006', label: '=HYPERLINK("x")', min: '-10.5', max: '1e6', invalid: '0x8000' }),
  row({ address: '3', label: "'=a", unit: '"', offset: '-1' }),
  row({ address: '4', label: '-L1', unit: '°C' }),
]

describe('a register table as CSV', () => {
  it.each([',', ';', '\t'] as const)('comes back as it was, separated by %j', (separator) => {
    const imported = rowsOfCsv(csvOf(rows, separator))
    expect(imported).toEqual({ rows, ignored: [], hasHeader: true })
  })

  it('is no formula in a spreadsheet, and its numbers stay numbers', () => {
    const lines = csvOf(rows, ',').split('\r\n')
    expect(lines[2]).toContain(`"'=HYPERLINK(""x"")"`)
    expect(lines[2]).toContain(',-10.5,')
    expect(lines[4]).toContain(`,'-L1,`)
  })

  it('with semicolons has decimal commas, for the spreadsheets that want them', () => {
    expect(csvOf(rows, ';')).toContain(';0,1;')
    expect(rowsOfCsv('address;factor;label\n1;0,001;a,b').rows).toEqual([
      row({ address: '1', factor: '0.001', label: 'a,b' }),
    ])
  })

  it('is read by the names of its columns: in English, in Spanish, as in config.ini', () => {
    for (const header of [
      'Register;Data type;Name;Unit',
      'Dirección;Tipo de dato;Nombre;Unidad',
      'registers;data_types;labels;units',
    ]) {
      expect(rowsOfCsv(`\uFEFF${header}\r\n30001;FLOAT32;U;V\r\n`).rows).toEqual([
        row({ address: '30001', dataType: 'FLOAT32', label: 'U', unit: 'V' }),
      ])
    }
  })

  it('is read as Excel writes it: UTF-8, "Unicode text", and the plain CSV of Western Windows', () => {
    const text = 'Dirección;Nombre;Unidad\r\n1;Temperatura;°C\r\n'
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`),
      utf16,
      Buffer.from(utf16).swap16(),
      // Of the letters here it has the same bytes.
      Buffer.from(text, 'latin1'),
      Buffer.from(`sep=;\r\n${text}`),
    ]) {
      expect(rowsOfCsv(textOfFile(bytes)).rows).toEqual([
        row({ address: '1', label: 'Temperatura', unit: '°C' }),
      ])
    }
  })

  it('says which columns it cannot use', () => {
    expect(rowsOfCsv('address,colour,label\n1,red,A')).toEqual({
      rows: [row({ address: '1', label: 'A' })],
      ignored: ['colour'],
      hasHeader: true,
    })
  })

  it('without a header is taken in the order of the table', () => {
    expect(rowsOfCsv('40001,HOLDING,INT16\n40002,HOLDING,INT16\n')).toMatchObject({
      hasHeader: false,
      rows: [{ address: '40001', dataType: 'INT16' }, { address: '40002' }],
    })
    expect(rowsOfCsv('').rows).toEqual([])
  })

  it('may begin with empty lines, and end its lines as an old Mac does', () => {
    const rows = [{ address: '0', label: 'U1', factor: '0.1' }, { address: '2' }]
    expect(rowsOfCsv('\n\naddress;label;factor\n0;U1;0,1\n2').rows).toMatchObject(rows)
    expect(rowsOfCsv('sep=;\raddress;label;factor\r0;U1;0,1\r2;a,b,c,d,e').rows).toMatchObject(rows)
    expect(rowsOfCsv('address;label;factor\r0;U1;0,1\r2;a,b,c,d,e').rows).toMatchObject(rows)
  })
})

describe('cells', () => {
  it('may hold separators, quotes and line breaks', () => {
    expect(cellsOf('"a;b";"say ""x""";"two\r\nlines"\r\n;2', ';')).toEqual([
      ['a;b', 'say "x"', 'two\r\nlines'],
      ['', '2'],
    ])
  })

  it('may hold a quote that means inches', () => {
    expect(cellsOf('5";x\n"half;y', ';')).toEqual([
      ['5"', 'x'],
      ['"half', 'y'],
    ])
  })

  it('are copied so that they can be pasted', () => {
    const cells = [
      ['a\tb', '1'],
      ['', 'x\ny'],
    ]
    expect(cellsOf(tsvOf(cells), '\t')).toEqual(cells)
    expect(separatorOf(tsvOf([['1', '2']]))).toBe('\t')
  })
})
