import { expect, it } from 'vitest'
import { safeFileName } from './file-name.ts'

it.each([
  ['readings 2026-11-24.csv', 'readings 2026-11-24.csv'],
  ['Medición ñ.csv', 'Medición ñ.csv'],
  ['../../.ssh/authorized_keys', 'authorized_keys'],
  ['C:\\Windows\\System32\\evil.dll', 'evil.dll'],
  ['.bashrc', 'bashrc'],
  ['..', 'download'],
  ['', 'download'],
  ['a/', 'download'],
  ['a\u0000b\u202e.csv', 'a_b_.csv'],
  ['what?*.csv', 'what__.csv'],
  ['con.csv', '_con.csv'],
  ['LPT1', '_LPT1'],
  ['trailing. . ', 'trailing'],
])('%j is offered as %j', (proposed, name) => expect(safeFileName(proposed)).toBe(name))

it('shortens a name and keeps what kind of file it is', () => {
  const name = safeFileName(`${'x'.repeat(500)}.csv`)
  expect(name).toHaveLength(120)
  expect(name).toMatch(/x\.csv$/)
})
