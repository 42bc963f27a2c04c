import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { type FaultMeter, startFaultMeter } from '../support/fault-meter.ts'
import {
  isGood,
  makeSite,
  runEngine,
  type Site,
  type TestEngine,
  unevenSlots,
} from '../support/gateway-engine.ts'
import { waitFor } from '../support/wait.ts'

const intervalMs = 500
const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const section = (id: string, port: number, registers: string): string =>
  `[${id}]\nprotocol = TCP\nhost = 127.0.0.1\nport = ${port}\naddressing = zero\nregisters = ${registers}\n`

interface Running extends TestEngine {
  readonly site: Site
  readonly meters: readonly [FaultMeter, FaultMeter]
  /** The configuration, with this for device B. */
  text(sectionOfB: string): string
}

async function twoDevices(): Promise<Running> {
  const meters = await Promise.all([
    startFaultMeter({ framing: 'mbap' }),
    startFaultMeter({ framing: 'mbap' }),
  ])
  closers.push(...meters.map((meter) => () => meter.close()))
  const text = (sectionOfB: string) =>
    `collection_interval = ${intervalMs}ms\n${section('A', meters[0].port, '1, 2')}${sectionOfB}`
  const site = makeSite(text(section('B', meters[1].port, '7')))
  closers.push(() => site.remove())
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return { ...running, site, meters, text }
}

const of = ({ readings }: TestEngine, id: string) => readings.filter(({ deviceId }) => deviceId === id)
const configAlert = ({ engine }: TestEngine) =>
  engine.monitor.alerts().active.find(({ kind }) => kind === 'config-invalid')

async function more(running: TestEngine, id: string, count = 3): Promise<void> {
  const before = of(running, id).length
  await waitFor(`${count} more readings of ${id}`, () => of(running, id).length >= before + count)
}

/** All values are GOOD and no slot is missing or double. */
function expectUndisturbed(running: TestEngine, id: string): void {
  expect(unevenSlots(of(running, id), intervalMs)).toEqual([])
  expect(of(running, id).every(isGood)).toBe(true)
}

describe.concurrent('config.ini broken while the gateway runs', () => {
  it('changes nothing and is said; repaired, it is applied without a restart, and the others miss no slot', async () => {
    const running = await twoDevices()
    const { site, meters, text } = running
    await more(running, 'B')

    site.configure(text(section('B', meters[1].port, '7, banana')))
    await waitFor('the alert', () => configAlert(running))
    expect(configAlert(running)?.message).toContain('banana')
    await more(running, 'B')
    expect(running.engine.configuration.config?.devices[1]?.registers).toHaveLength(1)
    expectUndisturbed(running, 'A')
    expectUndisturbed(running, 'B')
    expect(site.log()).toMatch(/ERROR - line \d+: .*banana/)

    site.configure(text(section('B', meters[1].port, '7, 9')))
    await waitFor('the new registers', () => of(running, 'B').at(-1)?.measurements.size === 2)
    expect(configAlert(running)).toBeUndefined()
    expect(running.eventsOf('config-applied').at(-1)?.changedDevices).toEqual(['B'])
    expect(site.log()).toContain('configuration applied: B changed')
    await more(running, 'A')
    expectUndisturbed(running, 'A')
    expect(meters[0].connections).toEqual({ accepted: 1, open: 1 })
  })

  it('by any text whatsoever keeps the running configuration', async () => {
    const running = await twoDevices()
    const { site, meters, text } = running
    await more(running, 'A', 1)
    const good = text(section('B', meters[1].port, '7'))
    for (const broken of [
      '\u0000\u0001',
      '[A',
      '[A]\n[A]\n',
      `${good}\n[C]\n`,
      'registers',
      `${good}port = 99999\n`,
    ]) {
      const before = running.eventsOf('config-rejected').length
      site.configure(broken)
      await waitFor(
        `${JSON.stringify(broken)} rejected`,
        () => running.eventsOf('config-rejected').length > before,
      )
    }
    await more(running, 'A')
    expectUndisturbed(running, 'A')
    expectUndisturbed(running, 'B')
    site.configure(good)
    await waitFor('the end of the alert', () => configAlert(running) === undefined)
    expectUndisturbed(running, 'B')
  })
})

describe.concurrent('config.ini emptied while the gateway runs', () => {
  it('by a save that a full disk cut off stops nothing', async () => {
    const running = await twoDevices()
    await more(running, 'A', 1)
    writeFileSync(running.site.configPath, '')
    await waitFor('the alert', () => configAlert(running))
    expect(configAlert(running)?.message).toContain('empty')
    for (const id of ['A', 'B']) {
      await more(running, id)
      expectUndisturbed(running, id)
    }
  })
})

describe.concurrent('a valid change while the gateway runs', () => {
  it('adds and removes devices, and leaves the connection of the others alone', async () => {
    const running = await twoDevices()
    const { site, meters, text } = running
    await more(running, 'B')
    site.configure(text(section('C', meters[1].port, '8')))
    await more(running, 'C')
    const afterRemoval = of(running, 'B').length
    await more(running, 'C')
    expect(of(running, 'B')).toHaveLength(afterRemoval)
    expect(running.eventsOf('config-applied').at(-1)?.changedDevices.toSorted()).toEqual(['B', 'C'])
    expectUndisturbed(running, 'A')
    expect(meters[0].connections).toEqual({ accepted: 1, open: 1 })
  })

  it('that only touches comments reconnects nobody', async () => {
    const running = await twoDevices()
    const { site, meters, text } = running
    await more(running, 'B')
    site.configure(text(`# B is the one by the door\n${section('B', meters[1].port, '7')}`))
    await waitFor('the change', () => running.eventsOf('config-applied').length > 0)
    expect(running.eventsOf('config-applied').at(-1)?.changedDevices).toEqual([])
    await more(running, 'B')
    for (const id of ['A', 'B']) expectUndisturbed(running, id)
    for (const { connections } of meters) expect(connections.accepted).toBe(1)
  })
})
