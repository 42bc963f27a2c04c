import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../shared/contract/commands.ts'
import type { ConfigEdit } from '../../shared/contract/config.ts'
import { profileDirsOf } from '../../electron/engine/config/profile-folders.ts'
import { startEngine } from '../../electron/engine/engine.ts'
import { configHandlers } from '../../electron/ipc/handlers/config.ts'
import { deviceHandlers } from '../../electron/ipc/handlers/devices.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { makeSite, type Site } from '../support/gateway-engine.ts'

type EditorHandlers = ReturnType<typeof configHandlers> & ReturnType<typeof deviceHandlers>

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

let site: Site
let handlers: EditorHandlers
beforeAll(async () => {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  site = makeSite(
    `[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${meter.port}\naddressing = zero\nregisters = 0, 4\n` +
      'data_types = UINT64, UINT16\nlabels = Big, Small\nunits = Wh, V\nmax_values = , 10\n',
  )
  closers.push(() => site.remove())
  const engine = await startEngine({
    source: {
      path: site.configPath,
      env: { LOG_FILE: site.logPath },
      overrides: {},
      profileDirs: profileDirsOf(site.configPath, '.'),
    },
    dataDir: site.dataDir,
    version: '0.0.0-test',
    console: null,
    onLogTrouble: () => {},
  })
  closers.push(() => engine.stop())
  const gateway = { engine, version: '0', hostName: 'test', simulator: null }
  handlers = { ...configHandlers(gateway), ...deviceHandlers(gateway) }
})

/** The answer, which has to be what the contract promises. */
async function kept<T>(name: keyof EditorHandlers, answer: Promise<T>): Promise<T> {
  const result = await answer
  expect(commands[name].result.parse(result)).toEqual(result)
  return result
}

const edit: ConfigEdit = { kind: 'set', section: 'A', key: 'labels', value: 'Energy, Small' }

describe('the editor as the interface calls it', () => {
  it('answers in the terms of the contract', async () => {
    const draft = await kept(
      'configDraft',
      handlers.configDraft({ revision: null, edits: [edit], open: ['A'] }),
    )
    expect(draft).toMatchObject({ sections: [{ name: 'A' }], globals: expect.any(Array) })
    const { revision } = await handlers.configDraft({ revision: null, edits: [], open: [] })
    expect(await kept('configSave', handlers.configSave({ revision, edits: [edit] }))).toMatchObject({
      kind: 'saved',
    })
    expect(await kept('configSave', handlers.configSave({ revision, edits: [edit] }))).toMatchObject({
      kind: 'conflict',
    })
    const backups = await handlers.configBackups({})
    expect(await kept('configBackups', handlers.configBackups({}))).toMatchObject({
      backups: [{ sizeBytes: expect.any(Number) }],
    })
    const now = await handlers.configDraft({ revision: null, edits: [], open: [] })
    const restored = { revision: now.revision, backup: backups.backups[0]?.name ?? '' }
    expect(await kept('configRestore', handlers.configRestore(restored))).toMatchObject({ kind: 'saved' })
    await kept('serialPorts', handlers.serialPorts({}))
    const { profiles } = await handlers.profiles({})
    await kept('profiles', handlers.profiles({}))
    expect(profiles.find(({ id }) => id === 'eastron-sdm630')).toMatchObject({
      confidence: 'two sources agree',
    })
  })

  it('keeps a device with unsaved settings as a profile, which is listed at once', async () => {
    const { revision } = await handlers.configDraft({ revision: null, edits: [], open: [] })
    const facts = {
      section: 'A',
      id: 'acme-m1',
      manufacturer: 'Acme',
      model: 'M1',
      notes: '',
      replace: false,
    }
    const request = { ...facts, revision, edits: [edit] }
    const saved = await kept('saveProfile', handlers.saveProfile(request))
    expect(saved).toMatchObject({ kind: 'saved', id: 'acme-m1' })
    expect(await kept('saveProfile', handlers.saveProfile(request))).toMatchObject({ kind: 'exists' })
    const text = readFileSync(saved.kind === 'saved' ? saved.path : '', 'utf8')
    expect(text).toContain('"label": "Energy"')
    await expect(handlers.saveProfile({ ...request, id: '..' })).rejects.toMatchObject({ code: 'invalid' })
    const { profiles } = await handlers.profiles({})
    expect(profiles.find(({ id }) => id === 'acme-m1')).toMatchObject({ confidence: 'own', registerCount: 2 })
  })

  it('reads a device, integers beyond 2^53 with all their digits', async () => {
    const words = [0, 1, 2, 3].map((address) => registerAt(1, 3, address))
    const expected = words.reduce((value, word) => (value << 16n) | BigInt(word), 0n)
    const small = registerAt(1, 3, 4)
    expect(await kept('readNow', handlers.readNow({ deviceId: 'A' }))).toMatchObject({
      deviceId: 'A',
      latencyMs: expect.any(Number),
      values: [
        {
          label: 'Big',
          value: expected.toString(),
          unit: 'Wh',
          quality: 'GOOD',
          detail: null,
          rawWords: words,
        },
        { label: 'Small', value: null, quality: 'BAD_RANGE', detail: `${small} above 10`, rawWords: [small] },
      ],
    })
    const args = { revision: null, section: 'A', deviceId: null }
    const { revision } = await handlers.configDraft({ revision: null, edits: [], open: [] })
    const unsaved = await kept('readDraft', handlers.readDraft({ ...args, revision, edits: [edit] }))
    expect(unsaved).toMatchObject({ kind: 'read', reading: { values: [{ label: 'Energy' }, {}] } })
    const wrong: ConfigEdit = { kind: 'set', section: 'A', key: 'port', value: '0' }
    expect(await kept('readDraft', handlers.readDraft({ ...args, revision, edits: [wrong] }))).toMatchObject({
      kind: 'invalid',
      findings: [{ key: 'port' }],
    })
  })

  it('refuses in words', async () => {
    await expect(handlers.readNow({ deviceId: 'NOBODY' })).rejects.toMatchObject({
      code: 'invalid',
      message: 'there is no device NOBODY',
    })
    const stale = handlers.configDraft({ revision: 'stale', edits: [], open: [] })
    await expect(stale).rejects.toMatchObject({ code: 'conflict' })
    const { revision } = await handlers.configDraft({ revision: null, edits: [], open: [] })
    const restored = handlers.configRestore({ revision, backup: '../config.ini' })
    await expect(restored).rejects.toMatchObject({ code: 'invalid' })
    // A file in the place of the folder: the backup cannot be made, so nothing is saved.
    const folder = `${site.dataDir}/config-backups`
    rmSync(folder, { recursive: true, force: true })
    writeFileSync(folder, '')
    const save = handlers.configSave({
      revision,
      edits: [{ kind: 'set', section: 'A', key: 'name', value: 'x' }],
    })
    await expect(save).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('nothing was changed'),
    })
    expect(existsSync(site.configPath)).toBe(true)
    const after = await handlers.configDraft({ revision: null, edits: [], open: [] })
    expect(after.revision).toBe(revision)
  })
})
