import { expect, it } from 'vitest'
import { scannedExtent, searchRange } from './search-range.ts'
import { valuesOf } from './shown-rows.ts'

it('a search looks where it is told to, and not at more than it can', () => {
  const form = { tables: ['HOLDING'], from: '40001', to: '0x01F3', rows: [] } as const
  expect(searchRange(form)).toEqual({ kind: 'fine', tables: ['HOLDING'], from: 0, count: 500 })
  expect(searchRange({ ...form, from: '600' })).toEqual({ kind: 'backwards' })
  expect(searchRange({ ...form, to: '10000' })).toEqual({ kind: 'long' })
  expect(searchRange({ ...form, tables: [] })).toEqual({ kind: 'unfinished' })
})

it('a scan says where there are registers, of the same unit alone', () => {
  const target = {
    endpoint: { kind: 'tcp', host: 'plc', port: 502 },
    unitId: 1,
    timeoutMs: 300,
    requestDelayMs: 0,
  } as const
  const request = { kind: 'scan-registers', target, table: 'INPUT', from: 0, to: 999 } as const
  const stretch = (kind: 'present' | 'refused', from: number, to: number) => ({
    kind,
    from,
    to,
    detail: null,
    words: [],
  })
  const result = {
    present: 60,
    requests: 9,
    stretches: [
      stretch('refused', 0, 39),
      stretch('present', 40, 79),
      stretch('refused', 80, 99),
      stretch('present', 100, 119),
      stretch('refused', 120, 999),
    ],
  }
  expect(scannedExtent(request, result, { ...target, timeoutMs: 1_000 })).toEqual({
    table: 'INPUT',
    from: 40,
    to: 119,
  })
  expect(scannedExtent(request, result, { ...target, unitId: 2 })).toBeNull()
  expect(scannedExtent({ ...request, table: 'COIL' }, result, target)).toBeNull()
})

it('values are asked for as typed, rows without one are not, and a wrong one is not passed over', () => {
  const rows = [
    { label: ' Voltage_L1 ', shown: ' 230,5 V' },
    { label: 'Current_L1', shown: ' ' },
    { label: '', shown: '18 423.5kWh' },
  ]
  expect(valuesOf(rows)).toEqual([
    { label: 'Voltage_L1', unit: 'V', shown: '230,5 V' },
    { label: 'Value_3', unit: 'kWh', shown: '18 423.5kWh' },
  ])
  expect(valuesOf([...rows, { label: 'A', shown: 'much' }])).toBeNull()
  expect(valuesOf([{ label: 'A', shown: '' }])).toBeNull()
})
