import { emptyRow } from '../../../shared/contract/register-row.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RegisterRow } from '../../../shared/contract/config.ts'
import { parseIni, serializeIni } from './ini-document.ts'
import { editIni } from './ini-edit.ts'
import { editsForRows, type ProfileDefaults, registersFrom, rowsOf } from './register-rows.ts'

const noProfile: ProfileDefaults = new Map()

/** The text with these rows in [A], and the rows that it then has. */
function withRows(
  text: string,
  change: (rows: readonly RegisterRow[]) => readonly RegisterRow[],
  profile = noProfile,
) {
  const document = parseIni(text)
  const edits = editsForRows(document, 'A', profile, change(rowsOf(document, 'A', profile)))
  const edited = editIni(document, edits)
  return { text: serializeIni(edited), rows: rowsOf(edited, 'A', profile), edits }
}

const at = (index: number, changes: Partial<RegisterRow>) => (rows: readonly RegisterRow[]) =>
  rows.map((row, each) => (each === index ? { ...row, ...changes } : row))

const meter = `[A]
registers   = 0, 2,     # voltages
              4, 6
data_types  = FLOAT32
labels      = U1, U2,
              U3, "I, total"   # the current comes last
scale_factors = 1,1, 1 ,0.1
`

describe('the lists of a section', () => {
  it('are rows, an item for all standing in each', () => {
    expect(rowsOf(parseIni(meter), 'A', noProfile)).toMatchObject([
      { address: '0', dataType: 'FLOAT32', label: 'U1', factor: '1', unit: '' },
      { address: '2', dataType: 'FLOAT32', label: 'U2', factor: '1' },
      { address: '4', dataType: 'FLOAT32', label: 'U3', factor: '1' },
      { address: '6', dataType: 'FLOAT32', label: 'I, total', factor: '0.1' },
    ])
  })

  it('that do not change keep their bytes, comments and alignment', () => {
    const { text, edits } = withRows(meter, at(2, { label: 'U31' }))
    expect(edits).toHaveLength(1)
    expect(text).toBe(meter.replace('U3,', 'U31,'))
  })

  it('stay one item for all while all rows agree, and become a list when they do not', () => {
    const all = withRows(meter, (rows) => rows.map((row) => ({ ...row, dataType: 'INT32' })))
    expect(all.text).toBe(meter.replace('FLOAT32', 'INT32'))
    const one = withRows(meter, at(1, { dataType: 'INT32' }))
    expect(one.text).toBe(meter.replace('FLOAT32', 'FLOAT32, INT32, FLOAT32, FLOAT32'))
  })

  it('that are not there appear with the first value, are filled where they must be, and go with the last one', () => {
    const limited = withRows(meter, at(1, { max: '250', unit: 'V' }))
    expect(limited.text).toBe(`${meter}units = "", V, "", ""\nmax_values = , 250, ,\n`)
    expect(withRows(limited.text, at(1, { max: '', unit: '' })).text).toBe(meter)
    expect(withRows(meter, at(0, { byteOrder: 'ABCD' })).text).toBe(meter)
    expect(withRows(meter, at(0, { byteOrder: 'CDAB' })).text).toContain(
      'byte_order = CDAB, ABCD, ABCD, ABCD\n',
    )
  })

  it('take a new row with what all others have', () => {
    const { rows } = withRows(meter, (all) => [...all, { ...emptyRow, address: '8' }])
    expect(rows.at(-1)).toMatchObject({ address: '8', dataType: 'FLOAT32', label: 'R8', factor: '1' })
  })

  it('are written under the name that the section uses for them', () => {
    expect(withRows(meter, at(0, { factor: '10' })).text).toBe(meter.replace('1,1, 1 ,0.1', '10, 1, 1, 0.1'))
  })

  it('of the wrong length are shown with all their items and left alone', () => {
    const wrong = '[A]\nregisters = 0, 2\nlabels = a, b, c\n'
    expect(rowsOf(parseIni(wrong), 'A', noProfile).map(({ label }) => label)).toEqual(['a', 'b', 'c'])
    expect(withRows(wrong, (rows) => rows).text).toBe(wrong)
    expect(withRows(wrong, (rows) => rows.slice(0, 2)).text).toBe('[A]\nregisters = 0, 2\nlabels = a, b\n')
  })
})

describe('a profile', () => {
  const profile = new Map([
    ['registers', '0, 2'],
    ['labels', 'U, I'],
    ['data_types', 'FLOAT32, FLOAT32'],
    ['byte_order', 'CDAB'],
  ])
  const text = '[A]\nprofile = x\n'

  it('gives the rows where the section has none', () => {
    expect(registersFrom(parseIni(text), 'A', profile)).toBe('profile')
    expect(withRows(text, (rows) => rows, profile).text).toBe(text)
    expect(withRows(text, at(1, { label: 'I1' }), profile).text).toBe(`${text}labels = U, I1\n`)
  })

  it('gives its lists no longer where the section lists registers of its own', () => {
    const { text: edited, rows } = withRows(text, at(1, { address: '8' }), profile)
    expect(edited).toBe(`${text}registers = 0, 8\ndata_types = FLOAT32\nlabels = U, I\n`)
    expect(rows).toMatchObject([
      { address: '0', byteOrder: 'CDAB' },
      { address: '8', label: 'I', dataType: 'FLOAT32' },
    ])
    expect(withRows(edited, () => [], profile).text).toBe(text)
  })
})

describe('rows', () => {
  const word = fc.constantFrom(
    '',
    'U1',
    'a b',
    '1',
    '0x20',
    'a,b',
    '# no',
    ';x',
    '5" pipe',
    'ñ',
    '[x]',
    'k = v',
    ' s ',
  )
  const row = fc.record({
    address: fc.constantFrom('0', '40001', '0x2006', '7'),
    table: fc.constantFrom('', 'HOLDING', 'COIL', 'INPUT'),
    dataType: fc.constantFrom('', 'FLOAT32', 'INT16', 'BIT:3'),
    label: word,
    unit: word,
    factor: fc.constantFrom('', '1', '0.1'),
    offset: fc.constantFrom('', '0', '-5'),
    min: fc.constantFrom('', '0', '-1.5'),
    max: fc.constantFrom('', '9'),
    invalid: fc.constantFrom('', '0x8000'),
    byteOrder: fc.constantFrom('', 'ABCD', 'CDAB'),
    scaleFrom: fc.constantFrom('', 'A_SF', '5" pipe'),
  })
  const layouts = [
    '[A]\nprotocol = TCP\n',
    meter,
    '[B]\nx=1\n[A]\nregisters =\n  1,\n  2,\n\n  3\nlabels: a\n  b\n  c\nmin_values = 1,\n  ,\n  3\n\n[C]\n',
    '[A]\r\nregisters=1\r\nunits="V"\r\nmax_values=5',
  ]

  it('written into any layout are read as they are, and written again change nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...layouts),
        fc.array(row, { minLength: 1, maxLength: 12 }),
        (text, wanted) => {
          const once = withRows(text, () => wanted)
          expect(once.rows).toHaveLength(wanted.length)
          for (const [index, asked] of wanted.entries()) {
            const found = Object.entries(once.rows[index] ?? {})
            for (const [field, text] of Object.entries(asked)) {
              const [, read = ''] = found.find(([name]) => name === field) ?? []
              // A default that was typed may go unwritten, where all rows have it.
              if (text !== '' && !(read === '' && isDefault(text, asked)))
                expect([field, read]).toEqual([field, text])
            }
          }
          const again = withRows(once.text, (rows) => rows)
          expect(again.text).toBe(once.text)
        },
      ),
      { numRuns: 300 },
    )
  })
})

const isDefault = (text: string, { address }: RegisterRow): boolean =>
  ['HOLDING', '1', '0', 'ABCD', `R${address}`].includes(text)
