import { describe, expect, it } from 'vitest'
import { emptyRow, type NamedPlace } from '../../../../shared/contract/register-row.ts'
import type { ConfigDraft } from '../../../../shared/contract/config.ts'
import { draftOfStart, placeOfStart } from './start.ts'

const place = (label: string, address: number): NamedPlace => ({
  table: 'INPUT',
  address,
  dataType: 'FLOAT32',
  byteOrder: 'CDAB',
  factor: '1',
  label,
  unit: 'V',
})

/** [SUPPLY] with one register, its addresses counted in some way. */
function fileWith(addressing: string, row: Partial<typeof emptyRow> = {}) {
  const key = { key: 'addressing', effective: addressing } as ConfigDraft['sections'][number]['keys'][number]
  const register = { ...emptyRow, address: '40001', label: 'Voltage_L1', ...row, resolved: null }
  return {
    sections: [{ name: 'SUPPLY', keys: [key] }, { name: 'DEVICE_1' }] as unknown as ConfigDraft['sections'],
    opened: [
      { section: 'SUPPLY', registers: [register], registersFrom: 'file' as const, plan: null, reached: null },
    ],
  }
}

describe('registers that come from a search', () => {
  it('stand behind those of their device, as it counts its addresses, and inherit nothing', () => {
    const start = { kind: 'more-registers', section: 'SUPPLY', places: [place('Energy', 12)] } as const
    expect(placeOfStart(start)).toBe('SUPPLY')
    const { origin, rows } = draftOfStart(start, fileWith('modicon', { factor: '0.1', offset: '5' }))
    expect(origin).toEqual({ kind: 'existing', section: 'SUPPLY' })
    expect(rows?.map(({ address }) => address)).toEqual(['40001', '30013'])
    expect(rows?.[1]).toMatchObject({
      table: 'INPUT',
      byteOrder: 'CDAB',
      factor: '1',
      offset: '0',
      unit: 'V',
    })
    expect(draftOfStart(start, fileWith('zero')).rows?.[1]).toMatchObject({ address: '12', offset: '' })
  })

  it('take another name where theirs is taken, and keep the number of their phase', () => {
    const places = [place('Voltage_L1', 12), place('Voltage_L1', 14), place('', 16), place('', 18)]
    const start = { kind: 'more-registers', section: 'SUPPLY', places } as const
    expect(draftOfStart(start, fileWith('auto')).rows?.map(({ label }) => label)).toEqual([
      'Voltage_L1',
      'Voltage_L1_2',
      'Voltage_L1_3',
      '',
      '',
    ])
  })

  it('become a new device under a name that is free', () => {
    const keys = { protocol: 'TCP', host: 'plc' }
    const start = { kind: 'new-device', keys, rows: [{ ...emptyRow, label: 'A', address: '3' }] } as const
    expect(draftOfStart(start, fileWith('auto'))).toMatchObject({
      origin: { kind: 'new' },
      name: 'DEVICE_2',
      fields: keys,
      rows: [{ label: 'A', address: '3' }],
    })
  })
})
