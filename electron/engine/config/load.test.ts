import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfiguration } from './load.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-load-'))
})
afterEach(async () => {
  await chmod(folder, 0o755)
  await rm(folder, { recursive: true })
})

const device = (name: string, more = ''): string =>
  `[${name}]\nprotocol = TCP\nhost = ${name}\nregisters = 0\n${more}\n`

async function load(content: string | Buffer, profileDirs: readonly string[] = []) {
  const path = join(folder, 'config.ini')
  await writeFile(path, content)
  return loadConfiguration({
    path,
    env: {},
    overrides: { log_file: join(folder, 'log', 'x.log') },
    profileDirs,
  })
}

describe('loading', () => {
  it('a file that is not there is a finding', async () => {
    const path = join(folder, 'none.ini')
    const { config, findings } = await loadConfiguration({ path, env: {}, overrides: {}, profileDirs: [] })
    expect(config).toBeNull()
    expect(findings).toMatchObject([
      { severity: 'error', message: `${path} cannot be read: it does not exist` },
    ])
  })

  it('what `init` writes has no finding', async () => {
    const template = await readFile(join(import.meta.dirname, '..', '..', '..', 'config', 'config.ini'))
    const { config, findings } = await load(template)
    expect(findings).toEqual([])
    expect(config?.devices.map(({ id }) => id)).toEqual(['DEVICE_1', 'DEVICE_2'])
  })

  it.each([
    ['UTF-16', Buffer.from('\uFEFF[A]\n', 'utf16le'), /UTF-16.*save it as UTF-8/],
    [
      'Latin-1',
      Buffer.from(device('A', 'name = Zähler'), 'latin1'),
      /the line is not UTF-8 text; save the file as UTF-8/,
    ],
  ])('%s is refused and says what to do', async (_name, bytes, expected) => {
    const { config, findings } = await load(bytes)
    expect(config).toBeNull()
    expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(expected)])
  })

  it('a byte order mark stays in the text and is no part of the first section', async () => {
    const { config, text } = await load(`\uFEFF${device('A')}`)
    expect(config?.devices).toHaveLength(1)
    expect(text.startsWith('\uFEFF')).toBe(true)
  })

  it('an interval that the line cannot carry is told with the one that it can', async () => {
    const slow =
      '[A]\nprotocol = RTU\nport = /dev/ttyS0\nbaudrate = 300\nregisters = 0\ndata_types = STRING:100\ninterval = 1\n'
    const { findings } = await load(slow)
    expect(findings).toMatchObject([{ severity: 'warning', section: 'A', key: 'interval', line: 7 }])
    expect(findings[0]?.message).toMatch(/one reading takes 7\.\d+ s on the line; at least 8 s/)
  })

  it('devices that share a line add up', async () => {
    const bus =
      '[BUS]\nprotocol = RTU\nport = /dev/ttyS0\nbaudrate = 9600\nregisters = 0\ndata_types = STRING:100\n'
    const { findings } = await load(`${bus}slave_id = 1, 2, 3, 4, 5\ninterval = 1\n`)
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/the 5 devices of .* need 1\d\d %/),
    ])
    expect((await load(`${bus}slave_id = 1, 2\ninterval = 1\n`)).findings).toEqual([])
  })

  it('a log directory that cannot be made and a missing certificate are told, and do not stop the collection', async () => {
    await writeFile(join(folder, 'log'), 'a file in the way')
    const logged = await load(device('A'))
    expect(logged.config).not.toBeNull()
    expect(logged.findings).toMatchObject([{ severity: 'warning', key: 'log_file' }])
    await rm(join(folder, 'log'))
    const { config, findings } = await load(
      `[DEFAULT]\napi_url = https://api\napi_ca_file = ${folder}/ca.pem\n${device('A')}`,
    )
    expect(config).not.toBeNull()
    expect(findings).toMatchObject([{ severity: 'warning', key: 'api_ca_file', line: 3, section: 'DEFAULT' }])
  })

  it('the first folder that has a profile wins, a broken one is told and does not stop the others', async () => {
    const profile = (unit: string): string =>
      JSON.stringify({
        manufacturer: 'M',
        model: 'X',
        protocols: ['TCP'],
        unit_id: 9,
        serial: null,
        byte_order: 'CDAB',
        confidence: 'one source',
        sources: ['manual'],
        notes: '',
        registers: [
          { label: 'V', table: 'INPUT', address: 4, data_type: 'FLOAT32', scale: 0.1, unit, sources: [] },
        ],
      })
    const [own, shipped] = [join(folder, 'own'), join(folder, 'shipped')]
    await Promise.all([own, shipped].map((path) => mkdir(path)))
    await writeFile(join(own, 'x.json'), profile('V'))
    await writeFile(join(shipped, 'x.json'), profile('kV'))
    await writeFile(join(shipped, 'y.json'), '{')
    const { config, findings, effective } = await load('[A]\nprotocol = TCP\nhost = a\nprofile = x\n', [
      own,
      shipped,
    ])
    expect(findings).toMatchObject([{ severity: 'warning', key: 'profile' }])
    expect(config?.devices).toMatchObject([
      { unitId: 9, registers: [{ label: 'V', unit: 'V', address: 4, table: 'INPUT', byteOrder: 'CDAB' }] },
    ])
    expect(effective).toContainEqual({
      section: 'A',
      key: 'slave_id',
      value: '9',
      source: 'profile',
      line: null,
    })
  })
})
