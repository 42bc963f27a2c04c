import { describe, expect, it } from 'vitest'
import type { WireReading } from '../engine/store/wire.ts'
import { csvHeader, csvRows, csvText } from './csv.ts'

const reading = (measurements: WireReading['measurements'], id = 'METER'): WireReading => ({
  seq: 7,
  device_id: id,
  device_name: 'Meter',
  device_type: 'METER',
  timestamp: '2026-11-23T20:15:00.212Z',
  slot: '2026-11-23T20:15:00.000Z',
  latency_ms: 1,
  measurements,
})

const head = '2026-11-23T20:15:00.212Z,2026-11-23T20:15:00.000Z'

describe('CSV', () => {
  it('has one row for each value, in the columns of the header', () => {
    expect(csvHeader.trim().split(',')).toHaveLength(8)
    const rows = csvRows(
      reading({
        Voltage: { value: 230.5, unit: 'V', quality: 'GOOD' },
        Current: { value: null, unit: 'A', quality: 'BAD_RANGE', detail: '812.4 above 100' },
        Closed: { value: true, unit: '', quality: 'GOOD' },
      }),
    )
    expect(rows).toBe(
      `${head},METER,Voltage,230.5,V,GOOD,\n` +
        `${head},METER,Current,,A,BAD_RANGE,812.4 above 100\n` +
        `${head},METER,Closed,true,,GOOD,\n`,
    )
  })

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1', "'+1"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
  ])('text %j is written as %j: no spreadsheet takes it for a formula', (text, cell) => {
    expect(csvText(text)).toBe(cell)
  })

  it('keeps numbers numbers, negative and huge ones too', () => {
    const rows = csvRows(
      reading({
        Small: { value: -1.5, unit: '', quality: 'GOOD' },
        Huge: { value: '-9223372036854775808', unit: '', quality: 'GOOD' },
        Text: { value: '-1+2', unit: '', quality: 'GOOD' },
      }),
    )
    expect(rows.split('\n').map((row) => row.split(',')[4])).toEqual([
      '-1.5',
      '-9223372036854775808',
      "'-1+2",
      undefined,
    ])
  })

  it('escapes ids, labels and units as well', () => {
    const rows = csvRows(reading({ '=L': { value: 1, unit: '+u', quality: 'GOOD' } }, '=id'))
    expect(rows).toBe(`${head},'=id,'=L,1,'+u,GOOD,\n`)
  })
})
