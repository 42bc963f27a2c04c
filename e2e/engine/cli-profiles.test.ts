import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveProfile } from '../../electron/engine/config/save-profile.ts'
import { aDevice } from '../support/device.ts'
import { runCli } from '../support/cli.ts'

let folder: string
let options: readonly string[]
const own = (name: string): string => join(folder, 'meters', name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-profiles-'))
  const path = join(folder, 'config.ini')
  writeFileSync(
    path,
    `[DEFAULT]\nlog_file = ${join(folder, 'log')}\n\n[SUPPLY]\nname = Supply\nprotocol = TCP\nhost = meter\nregisters = 0, 2\n` +
      'labels = U, P\nscaling_factors = 0.1\n',
  )
  options = ['--config', path]
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('gateway-ems profiles', () => {
  it('shows registers, sources, doubts and how to use a profile', async () => {
    const { code, stdout } = await runCli(['profiles', 'show', 'orno-we-514-515', ...options])
    expect(code).toBe(0)
    expect(stdout).toContain('one source: not verified on hardware')
    expect(stdout).toContain('  notes: ')
    expect(stdout).toMatch(/^Voltage\S* +HOLDING \d+ /m)
    expect(stdout.trimEnd()).toMatch(/\n {2}profile = orno-we-514-515$/)
  })

  it('that rest on one source are said once by check, which is content all the same', async () => {
    const section = (name: string, unit: number) =>
      `[${name}]\nprotocol = TCP\nhost = meter\nslave_id = ${unit}\nprofile = orno-we-514-515\n`
    const path = join(folder, 'two.ini')
    writeFileSync(path, `[DEFAULT]\nlog_file = ${join(folder, 'log')}\n${section('A', 1)}${section('B', 2)}`)
    const { code, stdout } = await runCli(['check', '--config', path])
    expect(code).toBe(0)
    expect(stdout.split('\n').filter((line) => line.startsWith('note: '))).toEqual([
      'note: profile orno-we-514-515 (A, B) rests on one source; compare its values with the display',
    ])
  })

  it('names the nearest one for an id that there is not', async () => {
    const { code, stderr } = await runCli(['profiles', 'show', 'eastron-sdm360', ...options])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: there is no profile eastron-sdm360; did you mean eastron-sdm630?\n',
    })
  })

  it('saves a device as a profile of one’s own, and writes over none unless told', async () => {
    const save = ['profiles', 'save', 'SUPPLY', 'acme-m1', ...options]
    const saved = await runCli([...save, '--manufacturer', 'Acme', '--model', 'M1'])
    expect(saved).toMatchObject({
      code: 0,
      stdout: `${own('acme-m1.json')}: 2 registers; use it with: profile = acme-m1\n`,
    })
    const again = await runCli(save)
    expect(again.code).toBe(2)
    expect(again.stderr).toContain(`${own('acme-m1.json')} is there already`)
    expect(readFileSync(own('acme-m1.json'), 'utf8')).toContain('"Acme"')
    expect((await runCli([...save, '--replace'])).code).toBe(0)
    expect(readFileSync(own('acme-m1.json'), 'utf8')).toContain('"Own profile"')
    expect(readdirSync(join(folder, 'meters'))).toEqual(['acme-m1.json'])

    const shown = await runCli(['profiles', ...options])
    expect(shown.stdout).toMatch(/^acme-m1 +2 +your own/m)
  })

  it.each(['../escape', 'profile.schema', 'A b', 'con', 'com1.x', '', 'a.'])(
    'saves none under the id %j',
    async (id) => {
      const facts = { manufacturer: 'Acme', model: 'M1', notes: '', replace: true, nowMs: 0 }
      const device = aDevice({ kind: 'tcp', host: 'meter', port: 502, pipelining: 1 })
      const request = { ...facts, device, configPath: join(folder, 'config.ini'), id }
      await expect(saveProfile(request)).rejects.toThrow('cannot be the id of a profile')
    },
  )

  it('warns of a file that is none, with its path and the reason, and lists the others', async () => {
    mkdirSync(join(folder, 'meters'), { recursive: true })
    writeFileSync(own('broken.json'), '{"manufacturer": "Acme"')
    const { code, stdout, stderr } = await runCli(['profiles', ...options])
    rmSync(own('broken.json'))
    expect(code).toBe(1)
    expect(stderr).toContain(`${own('broken.json')} is not a meter profile: `)
    expect(stdout).toContain('eastron-sdm630')
  })
})
