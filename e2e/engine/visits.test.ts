import { afterAll, describe, expect, it } from 'vitest'
import type { DeviceRead } from '../../electron/engine/diagnose/read-device.ts'
import type { ConfigEdit } from '../../shared/contract/config.ts'
import { deviceId, type Quality } from '../../shared/model/index.ts'
import { type Fault, registerAt, startFaultMeter } from '../support/fault-meter.ts'
import {
  isGood,
  makeSite,
  qualitiesOf,
  runEngine,
  type TestEngine,
  unevenSlots,
} from '../support/gateway-engine.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const intervalMs = 500
const section = (id: string, port: number, unit: number, more = ''): string =>
  `[${id}]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${port}\nslave_id = ${unit}\naddressing = zero\nregisters = 1, 2\ntimeout = 0.4\n${more}`

async function gateway(sections: string): Promise<TestEngine> {
  const site = makeSite(`collection_interval = ${intervalMs}ms\nmax_retries = 0\n${sections}`)
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return running
}

async function aMeter() {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  return meter
}

const of = ({ readings }: TestEngine, id: string) => readings.filter((reading) => reading.deviceId === id)

async function more(running: TestEngine, id: string, count = 3): Promise<void> {
  const before = of(running, id).length
  await waitFor(`${count} more readings of ${id}`, () => of(running, id).length >= before + count)
}

describe('reading a device outside its schedule', () => {
  it('uses the connection that is open, and stores nothing', async () => {
    const meter = await aMeter()
    const running = await gateway(section('A', meter.port, 1))
    await more(running, 'A', 1)
    const read = await running.engine.readNow(deviceId('A'))
    expect(read?.reading.measurements.get('R1')).toMatchObject({
      quality: 'GOOD',
      value: registerAt(1, 3, 1),
    })
    expect(read?.rawWords).toEqual([[registerAt(1, 3, 1)], [registerAt(1, 3, 2)]])
    expect(meter.connections).toEqual({ accepted: 1, open: 1 })
    await more(running, 'A', 2)
    expect(unevenSlots(of(running, 'A'), intervalMs)).toEqual([])
    expect(await running.engine.readNow(deviceId('B'))).toBeNull()
  })

  it('opens a connection of its own for a device that is not collected, and closes it', async () => {
    const meter = await aMeter()
    const { engine } = await gateway(section('A', meter.port, 1, 'enabled = false\n'))
    const read = await engine.readNow(deviceId('A'))
    expect(read !== null && isGood(read.reading)).toBe(true)
    await waitFor('the end of the connection', () => meter.connections.open === 0)
  })

  it.each<[string, Fault, Quality]>([
    ['silent', { kind: 'silence' }, 'BAD_COMM'],
    ['slow', { kind: 'delay', delayMs: 40 }, 'GOOD'],
  ])(
    'makes no other device on the line miss more than one slot, were it %s to a hundred requests',
    async (_name, fault, quality) => {
      const meter = await aMeter()
      meter.fault = ({ unit }) => (unit === 9 ? fault : { kind: 'none' })
      const running = await gateway(section('A', meter.port, 1))
      await more(running, 'A', 2)
      const addresses = Array.from({ length: 100 }, (_, index) => index * 50).join(', ')
      const draft = await running.engine.editor.draftDevice({
        revision: null,
        edits: [
          { kind: 'duplicate-section', section: 'A', name: 'NEW' },
          { kind: 'set', section: 'NEW', key: 'slave_id', value: '9' },
          { kind: 'set', section: 'NEW', key: 'timeout', value: '60' },
          { kind: 'set', section: 'NEW', key: 'registers', value: addresses },
        ],
        section: 'NEW',
        deviceId: null,
      })
      if (draft.kind === 'invalid') throw new Error(JSON.stringify(draft.findings))
      const { reading } = await running.engine.readDraft(draft.device)
      expect(new Set(qualitiesOf(reading))).toEqual(new Set([quality]))
      await more(running, 'A', 2)
      const skipped = running.eventsOf('slots-skipped').reduce((sum, { count }) => sum + count, 0)
      expect(skipped).toBeLessThanOrEqual(1)
      expect(meter.connections.accepted).toBeLessThanOrEqual(2)
    },
  )

  it('tries a connection that the collector has given up for the moment', async () => {
    const meter = await aMeter()
    const { port } = meter
    await meter.close()
    const running = await gateway(section('A', port, 1))
    await waitFor('the back-off', () =>
      running.eventsOf('link-state').some(({ state }) => state.kind === 'backoff'),
    )
    const read = await running.engine.readNow(deviceId('A'))
    expect(read?.reading.measurements.get('R1')).toMatchObject({
      value: null,
      quality: 'BAD_COMM',
      detail: expect.stringContaining('refused'),
    })
  })
})

describe.skipIf(!hasSocat)('a serial line that is collected', () => {
  it('is read by a new device with its settings, and is not asked with others', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    closers.push(() => meter.close())
    const running = await gateway(
      `[BUS]\nprotocol = RTU\nport = ${pair.master}\nbaudrate = 115200\naddressing = zero\nregisters = 1\n`,
    )
    await more(running, 'BUS', 1)
    const { engine } = running
    const asNew = async (...edits: readonly ConfigEdit[]): Promise<DeviceRead> => {
      const draft = await engine.editor.draftDevice({
        revision: null,
        edits: [{ kind: 'duplicate-section', section: 'BUS', name: 'NEW' }, ...edits],
        section: 'NEW',
        deviceId: null,
      })
      if (draft.kind === 'invalid') throw new Error(JSON.stringify(draft.findings))
      return engine.readDraft(draft.device)
    }
    const set = (key: string, value: string): ConfigEdit => ({ kind: 'set', section: 'NEW', key, value })
    const { reading } = await asNew(set('slave_id', '5'))
    expect(reading.measurements.get('R1')).toMatchObject({ quality: 'GOOD', value: registerAt(5, 3, 1) })

    const asked = meter.requests.filter(({ unit }) => unit === 5).length
    await expect(
      asNew(set('slave_id', '5'), set('baudrate', '9600'), set('enabled', 'false')),
    ).rejects.toThrow(
      `the line is in use by BUS: ${pair.master} at 115200 8N1; save these settings, or disable it first`,
    )
    expect(meter.requests.filter(({ unit }) => unit === 5)).toHaveLength(asked)
    await more(running, 'BUS', 2)
    expect(of(running, 'BUS').every(isGood)).toBe(true)
  })
})

describe.skipIf(!hasSocat)('a serial line that is read before it is collected', () => {
  it('is free for the collector as soon as the device is saved', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    closers.push(() => meter.close())
    meter.fault = () => ({ kind: 'silence' })
    const running = await gateway(
      `[BUS]\nprotocol = RTU\nport = ${pair.master}\nbaudrate = 115200\naddressing = zero\nregisters = 1\ntimeout = 60\nenabled = false\n`,
    )
    const { engine } = running
    const read = engine.readNow(deviceId('BUS'))
    await waitFor('the visit', () => meter.requests.length > 0)
    meter.fault = () => ({ kind: 'none' })
    const { revision } = await engine.editor.draft({ revision: null, edits: [], open: [] })
    await engine.editor.save(revision, [{ kind: 'set', section: 'BUS', key: 'enabled', value: 'true' }])
    await more(running, 'BUS', 2)
    expect(running.eventsOf('link-state').filter(({ state }) => state.kind === 'backoff')).toEqual([])
    // Whoever was reading there goes on over the collector's connection.
    expect((await read)?.reading.measurements.get('R1')).toMatchObject({ quality: 'GOOD' })
  })
})

describe('a paused gateway', () => {
  it('asks no device, also after a change of the file, reads on demand, and goes on where it is told', async () => {
    const meter = await aMeter()
    const running = await gateway(section('A', meter.port, 1))
    const { engine } = running
    await more(running, 'A', 1)
    await engine.pause()
    expect(engine.isCollecting).toBe(false)
    await waitFor('the end of the connection', () => meter.connections.open === 0)
    const asked = meter.requests.length

    const { revision } = await engine.editor.draft({ revision: null, edits: [], open: [] })
    await engine.editor.save(revision, [{ kind: 'set', section: 'A', key: 'name', value: 'Renamed' }])
    expect(engine.configuration.config?.devices[0]?.name).toBe('Renamed')
    expect(meter.requests).toHaveLength(asked)
    expect(engine.monitor.status().devices).toMatchObject([{ state: { kind: 'connecting' } }])
    expect(engine.monitor.health()).toEqual({ ready: true, stalled: [] })

    expect((await engine.readNow(deviceId('A')))?.reading.deviceName).toBe('Renamed')
    await engine.resume()
    await more(running, 'A', 2)
    expect(running.eventsOf('collecting').map(({ isCollecting }) => isCollecting)).toEqual([false, true])
  })
})

describe('twenty devices', () => {
  it('miss no slot while another one is edited', async () => {
    const meters = await Promise.all(Array.from({ length: 21 }, aMeter))
    const sections = meters.map(({ port }, index) => section(`D${index}`, port, 1))
    const running = await gateway(sections.join(''))
    const { engine } = running
    await more(running, 'D20', 2)

    const edits: readonly ConfigEdit[] = [
      { kind: 'set', section: 'D0', key: 'name', value: 'Edited' },
      { kind: 'set', section: 'D0', key: 'labels', value: 'a, b' },
      { kind: 'set', section: 'D0', key: 'host', value: 'localhost' },
      { kind: 'set', section: 'D0', key: 'enabled', value: 'false' },
      { kind: 'remove-section', section: 'D0' },
    ]
    for (const edit of edits) {
      const { revision } = await engine.editor.draft({ revision: null, edits: [edit], open: ['D0'] })
      expect(await engine.editor.save(revision, [edit])).toMatchObject({ kind: 'saved' })
      await more(running, 'D20', 2)
    }
    expect(
      new Set(running.eventsOf('config-applied').flatMap(({ changedDevices }) => changedDevices)),
    ).toEqual(new Set(['D0']))
    expect(running.eventsOf('config-applied')).toHaveLength(edits.length)
    for (const [index, { connections }] of meters.entries()) {
      if (index === 0) continue
      expect(unevenSlots(of(running, `D${index}`), intervalMs), `D${index}`).toEqual([])
      expect(connections.accepted).toBe(1)
    }
    expect(of(running, 'D20').every(isGood)).toBe(true)
    expect(running.eventsOf('slots-skipped')).toEqual([])
  })
})
