import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { loadProfiles } from './profile.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function aFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'profiles-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const aProfile = (changes: object = {}): string =>
  JSON.stringify({
    manufacturer: 'Acme',
    model: 'M1',
    protocols: ['RTU'],
    unit_id: 5,
    serial: { baudrate: 19_200, parity: 'E', stopbits: 1 },
    byte_order: 'CDAB',
    confidence: 'one source',
    sources: ['manual'],
    notes: '',
    registers: [
      {
        label: 'U',
        table: 'INPUT',
        address: 0,
        data_type: 'FLOAT32',
        scale: 0.1,
        unit: 'V',
        sources: ['manual'],
      },
      { label: 'PF', table: 'INPUT', address: 2, data_type: 'INT16', scale: 1, unit: '', sources: [] },
    ],
    ...changes,
  })

describe('meter profiles', () => {
  it('that are shipped all load', async () => {
    const { profiles, findings } = await loadProfiles(['config/meters'])
    expect(findings).toEqual([])
    expect(profiles.size).toBe(30)
    expect(profiles.get('eastron-sdm630')).toMatchObject({
      title: 'Eastron SDM630-Modbus (v1/v2, MID)',
      confidence: 'two sources agree',
    })
  })

  it('give the keys of a device section as text', async () => {
    const { profiles } = await loadProfiles([aFolder({ 'acme-m1.json': aProfile() })])
    expect(Object.fromEntries(profiles.get('acme-m1')?.defaults ?? [])).toEqual({
      addressing: 'zero',
      byte_order: 'CDAB',
      registers: '0, 2',
      register_types: 'INPUT, INPUT',
      data_types: 'FLOAT32, INT16',
      labels: 'U, PF',
      scaling_factors: '0.1, 1',
      units: 'V, ""',
      slave_id: '5',
      baudrate: '19200',
      parity: 'E',
      stopbits: '1',
    })
  })

  it('leave out what their sources do not say', async () => {
    const text = aProfile({ unit_id: null, serial: null })
    const { profiles } = await loadProfiles([aFolder({ 'acme-m1.json': text })])
    const keys = [...(profiles.get('acme-m1')?.defaults.keys() ?? [])]
    expect(keys).not.toContain('slave_id')
    expect(keys).not.toContain('baudrate')
  })

  it('are read as Windows saves them; what is no file or none of ours is told, and holds up nothing', async () => {
    const folder = aFolder({ 'NOTEPAD.JSON': `\uFEFF${aProfile()}`, 'long.json': ' '.repeat(5_000_000) })
    mkdirSync(join(folder, 'folder.json'))
    const { profiles, findings } = await loadProfiles([folder])
    expect([...profiles.keys()]).toEqual(['notepad'])
    expect(findings.map(({ message }) => message.slice(folder.length + 1))).toEqual([
      'folder.json is not a meter profile: it is no file',
      'long.json is not a meter profile: it is larger than 4 MB',
    ])
  })

  it('of a later folder replace those of an earlier one', async () => {
    const shipped = aFolder({ 'acme-m1.json': aProfile() })
    const own = aFolder({ 'acme-m1.json': aProfile({ model: 'M1 corrected' }) })
    const { profiles } = await loadProfiles([shipped, own, join(own, 'missing')])
    expect(profiles.get('acme-m1')?.title).toBe('Acme M1 corrected')
  })

  it.each([
    ['no JSON', '{'],
    ['an unknown key', aProfile({ colour: 'red' })],
    ['an address beyond the last one', aProfile().replace('"address":0', '"address":65536')],
    ['a table that Modbus does not have', aProfile().replace('INPUT', 'OUTPUT')],
  ])('with %s are reported with their file and keep no other from loading', async (_what, text) => {
    const { profiles, findings } = await loadProfiles([
      aFolder({ 'bad.json': text, 'good.json': aProfile() }),
    ])
    expect([...profiles.keys()]).toEqual(['good'])
    expect(findings).toHaveLength(1)
    expect(findings[0]?.message).toContain('bad.json is not a meter profile')
  })
})
