import { describe, expect, it } from 'vitest'
import type { Addressing, Table } from '../../../shared/model/index.ts'
import { pduAddress } from '../../../shared/model/index.ts'
import { describeAddress, resolveAddress } from './address.ts'

/** The PDU address, or why there is none; a warning stands behind it. */
function read(written: string, table: Table, addressing: Addressing): string {
  const result = resolveAddress(written, table, addressing)
  if (!result.ok) return result.why
  return result.value.warning === null
    ? String(result.value.address)
    : `${result.value.address} ${result.value.warning}`
}

describe('an address', () => {
  it.each<[string, Table, Addressing, string]>([
    ['40001', 'HOLDING', 'auto', '0'],
    ['49999', 'HOLDING', 'auto', '9998'],
    ['400001', 'HOLDING', 'auto', '0'],
    ['465536', 'HOLDING', 'auto', '65535'],
    ['30001', 'INPUT', 'auto', '0'],
    ['10001', 'DISCRETE_INPUT', 'auto', '0'],
    ['00001', 'COIL', 'auto', '0'],
    ['0x2006', 'HOLDING', 'auto', '8198'],
    ['0X9C41', 'HOLDING', 'auto', '40001'],
    ['0', 'HOLDING', 'auto', '0'],
    ['3059', 'INPUT', 'auto', '3059'],
    ['20001', 'HOLDING', 'auto', '20001'],
    ['00012', 'HOLDING', 'auto', '12'],
    ['40000', 'HOLDING', 'auto', '40000'],
    [
      '30001',
      'HOLDING',
      'auto',
      '30001 is read as FC3 30001 (0x7531), but looks like the Modicon address of FC4 0 (0x0000)',
    ],
    ['40001', 'HOLDING', 'zero', '40001'],
    ['1', 'HOLDING', 'one', '0'],
    ['65536', 'HOLDING', 'one', '65535'],
    ['0', 'HOLDING', 'one', 'is 0, but `addressing = one` counts from 1'],
    ['40001', 'HOLDING', 'modicon', '0'],
    ['30001', 'HOLDING', 'modicon', 'belongs to INPUT, but its register type is HOLDING'],
    ['65536', 'HOLDING', 'zero', 'is beyond the last address, 65535'],
    ['0x10000', 'HOLDING', 'auto', 'is beyond the last address, 65535'],
    ['-1', 'HOLDING', 'auto', 'is not an address'],
    ['1.5', 'HOLDING', 'auto', 'is not an address'],
    ['1e3', 'HOLDING', 'auto', 'is not an address'],
    ['', 'HOLDING', 'auto', 'is not an address'],
  ])('%s with %s, addressing = %s: %s', (written, table, addressing, expected) => {
    expect(read(written, table, addressing)).toBe(expected)
  })

  it('that is no Modicon one is refused where those are asked for', () => {
    expect(read('17', 'HOLDING', 'modicon')).toMatch(/is not a Modicon address/)
    expect(read('0x10', 'HOLDING', 'modicon')).toMatch(/is not a Modicon address/)
  })

  it('is shown as written and as it goes over the wire', () => {
    expect(describeAddress('40001', 'HOLDING', pduAddress(0))).toBe('40001 -> FC3 0 (0x0000)')
  })
})
