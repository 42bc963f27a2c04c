import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { configFeed } from '../../electron/ipc/feeds/config.ts'
import type { ConfigEdit } from '../../shared/contract/config.ts'
import { makeSite, runEngine, type Site, type TestEngine } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Edited extends TestEngine {
  readonly site: Site
  onDisk(): string
  revision(): Promise<string>
}

async function gatewayWith(text: string, prepare: (site: Site) => void = () => {}): Promise<Edited> {
  const site = makeSite(text)
  prepare(site)
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return {
    ...running,
    site,
    onDisk: () => readFileSync(site.configPath, 'utf8'),
    revision: async () =>
      (await running.engine.editor.draft({ revision: null, edits: [], open: [] })).revision,
  }
}

const meter = '[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = 9\nregisters = 0, 2\nlabels = U, I\n'
const set = (key: string, value: string, section = 'A'): ConfigEdit => ({ kind: 'set', section, key, value })

describe('a draft', () => {
  it('tells what edits would mean, and writes nothing', async () => {
    const { engine, onDisk } = await gatewayWith(meter)
    const before = onDisk()
    const draft = await engine.editor.draft({
      revision: null,
      edits: [set('slave_id', '1,2'), set('interval', '5')],
      open: ['A'],
    })
    expect(draft).toMatchObject({
      notWritable: null,
      text: '',
      findings: [],
      sections: [{ name: 'A', deviceIds: ['A/1', 'A/2'], endpoint: '127.0.0.1:9', registerCount: 2 }],
      opened: [
        {
          registersFrom: 'file',
          registers: [
            { address: '0', label: 'U', resolved: 'FC3 0 (0x0000)' },
            { address: '2', label: 'I', resolved: 'FC3 2 (0x0002)' },
          ],
          plan: {
            requests: [{ functionCode: 3, address: 0, count: 3, wasted: 1 }],
            linkDevices: ['A/1', 'A/2'],
          },
        },
      ],
    })
    expect(draft.diff.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => [kind, text])).toEqual([
      ['added', 'slave_id = 1,2'],
      ['added', 'interval = 5'],
    ])
    const key = (name: string) => draft.sections[0]?.keys.find((each) => each.key === name)
    expect(key('interval')).toMatchObject({ written: '5', effective: '5', source: 'file' })
    expect(key('timeout')).toMatchObject({ written: null, effective: '3', source: 'default', unit: 's' })
    expect(key('baudrate')).toBeUndefined()
    expect(onDisk()).toBe(before)
  })

  it('shows sections with errors, and says of edits that cannot be made why', async () => {
    const { engine } = await gatewayWith(meter)
    const { findings, sections, opened } = await engine.editor.draft({
      revision: null,
      edits: [
        set('port', 'banana'),
        set('name', 'two\nlines'),
        { kind: 'remove-section', section: 'NOBODY' },
      ],
      open: ['A'],
    })
    expect(findings).toMatchObject([
      { severity: 'error', section: 'A', key: 'name' },
      { severity: 'error', section: 'NOBODY', message: expect.stringContaining('no section') },
      { severity: 'error', section: 'A', key: 'port', found: 'banana', line: 7 },
    ])
    expect(sections).toMatchObject([
      { name: 'A', deviceIds: [], endpoint: '127.0.0.1:banana', registerCount: 2 },
    ])
    expect(opened).toMatchObject([{ plan: null, reached: null, registers: [{ label: 'U' }, { label: 'I' }] }])
  })

  it('tells how a device is reached by what its keys mean, however they are written', async () => {
    const serial =
      '[A]\nprotocol = modbus_rtu\nport = /dev/ttyX0\nparity = even\ntimeout = 1.5min\nrequest_delay = 0.02s\nregisters = 0\n'
    const tcp = '[B]\nprotocol = TCP\nhost = [::1]\ntimeout = 12.6ms\nregisters = 0\n'
    const { engine } = await gatewayWith(`[DEFAULT]\nenabled = false\n${serial}${tcp}`)
    const { opened } = await engine.editor.draft({ revision: null, edits: [], open: ['A', 'B'] })
    const line = { baudRate: 9_600, parity: 'E', stopBits: 1, dataBits: 8 }
    expect(opened.map(({ reached }) => reached)).toEqual([
      {
        endpoint: { kind: 'rtu', path: '/dev/ttyX0', ...line },
        timeoutMs: 90_000,
        requestDelayMs: 20,
      },
      { endpoint: { kind: 'tcp', host: '::1', port: 502 }, timeoutMs: 13, requestDelayMs: 0 },
    ])
  })

  it('of another revision than the one on disk is refused', async () => {
    const { engine } = await gatewayWith(meter)
    const stale = engine.editor.draft({ revision: 'stale', edits: [], open: [] })
    await expect(stale).rejects.toMatchObject({ kind: 'conflict' })
  })
})

describe('a save', () => {
  it('is applied when it answers, once, and keeps what it replaced', async () => {
    const { engine, onDisk, eventsOf, revision, site } = await gatewayWith(meter)
    const before = onDisk()
    const outcome = await engine.editor.save(await revision(), [set('enabled', 'false')])
    expect(outcome).toEqual({ kind: 'saved', revision: await revision(), backup: expect.any(String) })
    expect(onDisk()).toBe(`${before}enabled = false\n`)
    expect(engine.configuration.config?.devices).toMatchObject([{ enabled: false }])
    expect(engine.configState).toMatchObject({ revision: await revision(), rejected: [] })

    // A change by another program is seen after it, and is the second one that is applied.
    site.configure(meter)
    await waitFor('the change from outside', () => engine.configuration.config?.devices[0]?.enabled === true)
    expect(eventsOf('config-applied')).toHaveLength(2)

    const backups = await engine.editor.backups()
    expect(backups.map(({ name }) => name)).toEqual([outcome.kind === 'saved' ? outcome.backup : null])
  })

  it('with errors is refused, and nothing is written', async () => {
    const { engine, onDisk, revision } = await gatewayWith(meter)
    const before = onDisk()
    const outcome = await engine.editor.save(await revision(), [set('port', '99999')])
    expect(outcome).toMatchObject({ kind: 'invalid', findings: [{ key: 'port', severity: 'error' }] })
    expect(await engine.editor.save(await revision(), [set('name', 'a\u0007b')])).toMatchObject({
      kind: 'invalid',
    })
    expect(onDisk()).toBe(before)
  })

  it('of a file that somebody else saved meanwhile writes nothing and shows both', async () => {
    const { engine, onDisk, revision, site } = await gatewayWith(meter)
    const read = await revision()
    site.configure(`# theirs\n${meter}`)
    const theirs = onDisk()
    const outcome = await engine.editor.save(read, [set('name', 'Ours')])
    expect(outcome).toEqual({
      kind: 'conflict',
      revision: await revision(),
      theirs,
      ours: theirs.replace('# theirs\n', '') + 'name = Ours\n',
    })
    expect(onDisk()).toBe(theirs)
    // On top of theirs it is written.
    const again = await engine.editor.save(await revision(), [set('name', 'Ours')])
    expect(again).toMatchObject({ kind: 'saved' })
    expect(onDisk()).toBe(`${theirs}name = Ours\n`)
  })

  it('may repair a broken file step by step, and not break it further', async () => {
    const broken = `${meter}${meter.replace('[A]', '[B]')}`.replaceAll('port = 9', 'port = 0')
    const { engine, revision, site, onDisk } = await gatewayWith(meter)
    site.configure(broken)
    await waitFor('the rejection', () => engine.configState.rejected.length > 0)
    const worse = await engine.editor.save(await revision(), [set('port', '502'), set('interval', 'soon')])
    expect(worse.kind).toBe('invalid')
    expect((await engine.editor.save(await revision(), [set('port', '502')])).kind).toBe('saved')
    expect(engine.configState.rejected).toMatchObject([{ section: 'B', key: 'port' }])
    expect((await engine.editor.save(await revision(), [set('port', '502', 'B')])).kind).toBe('saved')
    expect(engine.configState.rejected).toEqual([])
    expect(onDisk()).not.toContain('port = 0')
  })

  it('of two people at once is one save and one conflict', async () => {
    const { engine, revision } = await gatewayWith(meter)
    const read = await revision()
    const outcomes = await Promise.all(
      ['1', '2'].map((id) => engine.editor.save(read, [set('slave_id', id)])),
    )
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'saved'])
  })

  it('through a symbolic link writes to where it points', async () => {
    let target = ''
    const { engine, revision, site } = await gatewayWith(meter, ({ configPath, folder }) => {
      target = join(folder, 'elsewhere.ini')
      writeFileSync(target, readFileSync(configPath))
      rmSync(configPath)
      symlinkSync(target, configPath)
    })
    expect((await engine.editor.save(await revision(), [set('name', 'Linked')])).kind).toBe('saved')
    expect(lstatSync(site.configPath).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toContain('name = Linked')
  })
})

describe('the config topic', () => {
  it('tells of each version of the file, whether it runs or not', async () => {
    const { engine, revision, site } = await gatewayWith(meter)
    const feed = configFeed(engine)
    expect(feed.snapshot()).toMatchObject({ revision: await revision(), rejected: [] })
    expect(feed.take()).toBeNull()
    await engine.editor.save(await revision(), [set('name', 'x')])
    expect(feed.take()).toMatchObject({
      kind: 'snapshot',
      data: { revision: await revision(), rejected: [] },
    })
    site.configure('[A]\n')
    const news = await waitFor('the rejection', () => feed.take())
    expect(news).toMatchObject({ data: { revision: await revision(), rejected: [{ section: 'A' }, {}] } })
    feed.close()
    site.configure(meter)
    await waitFor('the repair', () => engine.configState.rejected.length === 0)
    expect(feed.take()).toBeNull()
  })
})

describe('backups', () => {
  it('come back, and what they replace becomes one', async () => {
    const { engine, revision, onDisk } = await gatewayWith(meter)
    const first = onDisk()
    await engine.editor.save(await revision(), [{ kind: 'remove-section', section: 'A' }])
    const [backup] = await engine.editor.backups()
    const outcome = await engine.editor.restore(await revision(), backup?.name ?? '')
    expect(outcome.kind).toBe('saved')
    expect(onDisk()).toBe(first)
    expect(engine.configuration.config?.devices).toHaveLength(1)
    expect(await engine.editor.backups()).toHaveLength(2)
  })

  it('are those of the list alone, whatever path is asked for', async () => {
    const { engine, revision, site } = await gatewayWith(meter)
    mkdirSync(join(site.dataDir, 'config-backups'))
    writeFileSync(join(site.folder, 'config.ini.2026-01-01T00-00-00.000Z'), '[X]\n')
    for (const name of [
      '../../config.ini.2026-01-01T00-00-00.000Z',
      '../config.ini',
      '/etc/passwd',
      'config.ini',
      '',
      '..',
      'config.ini.2026-01-01T00-00-00.000Z',
    ]) {
      const restored = engine.editor.restore(await revision(), name)
      await expect(restored, name).rejects.toMatchObject({ kind: 'invalid' })
    }
  })
})

describe('a secret', () => {
  const token = 'hunter2hunter2'
  const text = `api_url = http://127.0.0.1:9\napi_token = ${token}  # ask Eva\n# api_token=${token}old\n${meter}`

  it('is in nothing that the editor shows, and a mask that comes back leaves it as it is', async () => {
    const { engine, revision, onDisk, site } = await gatewayWith(text)
    const before = onDisk()
    const whole = await engine.editor.draft({
      revision: null,
      edits: [set('api_token', 'other', 'DEFAULT')],
      open: [],
    })
    expect(JSON.stringify(whole)).not.toMatch(/hunter|other/)
    expect(whole.diff.filter(({ kind }) => kind !== 'same')).toMatchObject([
      { kind: 'removed', text: 'api_token = ****  # ask Eva' },
      { kind: 'added', text: 'api_token = ****  # ask Eva' },
    ])

    const { text: shown } = await engine.editor.draft({ revision: null, edits: [], open: [] })
    expect(shown).not.toContain('hunter')
    const replaced = shown.replace('[A]', '[A]\n# here').replace('# ask Eva', '# ask Eva or Ana')
    await engine.editor.save(await revision(), [
      { kind: 'replace-text', text: replaced },
      set('api_token', '****', 'DEFAULT'),
    ])
    expect(onDisk()).toBe(before.replace('[A]', '[A]\n# here').replace('# ask Eva', '# ask Eva or Ana'))

    const stale = await revision()
    site.configure(`# theirs\n${text}`)
    const conflict = await engine.editor.save(stale, [set('name', 'x')])
    expect(conflict.kind).toBe('conflict')
    expect(JSON.stringify(conflict)).not.toContain('hunter')
  })
})

describe('a file that cannot be edited', () => {
  it('because it is no UTF-8 text is not damaged', async () => {
    const { engine, revision, site } = await gatewayWith(meter)
    const read = await revision()
    const bytes = Buffer.concat([readFileSync(site.configPath), Buffer.from([0x23, 0xe4, 0x0a])])
    writeFileSync(site.configPath, bytes)
    await expect(engine.editor.save(read, [set('name', 'x')])).rejects.toMatchObject({ kind: 'invalid' })
    expect(readFileSync(site.configPath)).toEqual(bytes)
  })

  it.skipIf(process.getuid?.() === 0)('because of its rights says so', async () => {
    const { engine, site } = await gatewayWith(meter)
    chmodSync(site.configPath, 0o444)
    const { notWritable } = await engine.editor.draft({ revision: null, edits: [], open: [] })
    expect(notWritable).toContain('cannot be written by the user that runs the gateway')
  })
})
