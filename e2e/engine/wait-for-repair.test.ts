import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { isGood, makeSite, runEngine, type Site } from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function waiting(text: string, prepare: (site: Site) => void = () => {}) {
  const site = makeSite(text)
  closers.push(() => site.remove())
  prepare(site)
  const running = await runEngine(site, systemClock, 'wait')
  closers.push(() => running.engine.stop())
  return { ...running, site }
}

describe('a gateway that waits for its configuration to be repaired', () => {
  it('says what is wrong, and collects as soon as an edit has repaired it', async () => {
    const meter = await startFaultMeter({ framing: 'mbap' })
    closers.push(() => meter.close())
    const section = '[A]\nprotocol = TCP\nhost = 127.0.0.1\nport = wrong\nregisters = 1\n'
    const { engine, readings, site } = await waiting(`collection_interval = 1\n${section}`)
    expect(engine.configState.rejected).toMatchObject([{ section: 'A', key: 'port', severity: 'error' }])
    expect(engine.monitor.alerts().active).toMatchObject([{ kind: 'config-invalid' }])
    expect(engine.monitor.health()).toMatchObject({ ready: false, stalled: [{ stage: 'config' }] })
    expect(engine.gatewayId).toBe('test-gateway')
    expect(site.log()).toContain('port = wrong')

    const { revision } = await engine.editor.draft({ revision: null, edits: [], open: [] })
    const port = { kind: 'set', section: 'A', key: 'port', value: String(meter.port) } as const
    expect(await engine.editor.save(revision, [port])).toMatchObject({ kind: 'saved' })
    await waitFor('a reading', () => readings.some(isGood))
    expect(engine.monitor.alerts().active).toEqual([])
    expect(engine.configState.rejected).toEqual([])
  })

  it('starts without a file, and takes one that appears', async () => {
    const { engine, site } = await waiting('', ({ configPath }) => rmSync(configPath))
    expect(engine.configState).toMatchObject({ revision: '', rejected: [{ severity: 'error' }] })
    writeFileSync(site.configPath, '[DEFAULT]\nretry_delay = 7\n')
    await waitFor('the file', () => engine.configState.rejected.length === 0)
    expect(engine.configuration.config?.retryDelayMs).toBe(7_000)
  })
})

describe('a gateway without a file', () => {
  it('gets one by the first save', async () => {
    const { engine, site } = await waiting('', ({ configPath }) => rmSync(configPath))
    const set = (key: string, value: string) => ({ kind: 'set', section: 'NEW', key, value }) as const
    const edits = [
      { kind: 'add-section', section: 'NEW' } as const,
      set('protocol', 'TCP'),
      set('host', '127.0.0.1'),
      set('registers', '0'),
      set('enabled', 'false'),
    ]
    const draft = await engine.editor.draft({ revision: null, edits, open: ['NEW'] })
    expect(draft).toMatchObject({ revision: '', notWritable: null, sections: [{ deviceIds: ['NEW'] }] })
    expect(await engine.editor.save('', edits)).toMatchObject({ kind: 'saved', backup: null })
    expect(readFileSync(site.configPath, 'utf8')).toBe(
      '[NEW]\nprotocol = TCP\nhost = 127.0.0.1\nregisters = 0\nenabled = false\n',
    )
    expect(engine.configuration.config?.devices).toHaveLength(1)
  })
})

describe('a gateway that does not wait', () => {
  it('refuses to start', async () => {
    const site = makeSite('[A]\n')
    closers.push(() => site.remove())
    await expect(runEngine(site)).rejects.toThrow(/config\.ini/)
  })
})
