import { describe, expect, it } from 'vitest'
import { interpretWords } from './interpret.ts'

async function cell(
  words: readonly (number | null)[],
  index: number,
  dataType: string,
  order: string | null,
): Promise<string | null | undefined> {
  const { columns, readings } = await interpretWords('HOLDING', words)
  const column = columns.findIndex((entry) => entry.dataType === dataType && entry.byteOrder === order)
  if (column === -1) throw new Error(`no column ${dataType} ${order}`)
  return readings[index]![column]
}

describe('the readings of words', () => {
  it('show one register as hexadecimal, integers, bits and text', async () => {
    expect(await cell([0xff41], 0, 'HEX', null)).toBe('FF41')
    expect(await cell([0xff41], 0, 'UINT16', null)).toBe('65345')
    expect(await cell([0xff41], 0, 'INT16', null)).toBe('-191')
    expect(await cell([0xff41], 0, 'BITS', null)).toBe('1111 1111 0100 0001')
    expect(await cell([0xff41], 0, 'TEXT', null)).toBe('.A')
  })

  it('show a float as the gateway would store it, in all four orders', async () => {
    expect(await cell([0x4366, 0x199a], 0, 'FLOAT32', 'ABCD')).toBe('230.1')
    expect(await cell([0x199a, 0x4366], 0, 'FLOAT32', 'CDAB')).toBe('230.1')
    expect(await cell([0x6643, 0x9a19], 0, 'FLOAT32', 'BADC')).toBe('230.1')
    expect(await cell([0x9a19, 0x6643], 0, 'FLOAT32', 'DCBA')).toBe('230.1')
  })

  it('show 64-bit integers to the last digit', async () => {
    expect(await cell([0xffff, 0xffff, 0xffff, 0xfffe], 0, 'UINT64', 'ABCD')).toBe('18446744073709551614')
    expect(await cell([0xfffe, 0xffff, 0xffff, 0xffff], 0, 'INT64', 'CDAB')).toBe('-2')
  })

  it('show what is no number as such, never as 0', async () => {
    expect(await cell([0x7fc0, 0], 0, 'FLOAT32', 'ABCD')).toBe('NaN')
    expect(await cell([0x7f80, 0], 0, 'FLOAT32', 'ABCD')).toBe('Infinity')
    expect(await cell([0xfff0, 0, 0, 0], 0, 'FLOAT64', 'ABCD')).toBe('-Infinity')
  })

  it('show nothing where a word is missing or the value would reach past the end', async () => {
    expect(await cell([1, null, 3], 0, 'UINT32', 'ABCD')).toBeNull()
    expect(await cell([1, null, 3], 1, 'HEX', null)).toBeNull()
    expect(await cell([1, null, 3], 2, 'UINT32', 'ABCD')).toBeNull()
    expect(await cell([1, null, 3], 2, 'UINT16', null)).toBe('3')
  })

  it('show a whole text beside the register that it begins at', async () => {
    const words = [0, 0x5344, 0x4d36, 0x3330, 0, 7]
    expect(await cell(words, 1, 'STRING', 'ABCD')).toBe('SDM630')
    expect(await cell(words, 2, 'STRING', 'ABCD')).toBeNull()
    expect(await cell([0x4453, 0x364d, 0x3033], 0, 'STRING', 'BADC')).toBe('SDM630')
  })

  it('have no columns for bits', async () => {
    expect(await interpretWords('COIL', [1, 0])).toEqual({ columns: [], readings: [[], []] })
  })
})
