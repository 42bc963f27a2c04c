import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { AlertKind } from '../../shared/model/index.ts'
import { type FaultApi, startFaultApi } from '../support/fault-api.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import {
  isGood,
  makeSite,
  runEngine,
  type Site,
  type TestEngine,
  unevenSlots,
} from '../support/gateway-engine.ts'
import { canMount, mountSmallDisk } from '../support/small-disk.ts'
import { waitFor } from '../support/wait.ts'

const intervalMs = 500
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Gateway {
  readonly site: Site
  readonly api: FaultApi
}

/** @param parent folder of data and log */
async function aSite(parent?: string): Promise<Gateway> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const api = await startFaultApi()
  closers.push(() => api.close())
  const site = makeSite(
    `api_url = http://127.0.0.1:${api.port}
collection_interval = ${intervalMs}ms
[METER]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
slave_id = 1, 2, 3
addressing = zero
registers = 1, 2
`,
    parent,
  )
  closers.push(() => site.remove())
  return { site, api }
}

async function start(site: Site): Promise<TestEngine> {
  const running = await runEngine(site)
  closers.push(() => running.engine.stop())
  return running
}

async function more({ readings }: TestEngine, count: number): Promise<void> {
  const before = readings.length
  await waitFor(`${count} more readings`, () => readings.length >= before + count)
}

const isRaised = ({ engine }: TestEngine, wanted: AlertKind): boolean =>
  engine.monitor.alerts().active.some(({ kind }) => kind === wanted)

const slotKey = (device: string, slotMs: number) => `${device} ${new Date(slotMs).toISOString()}`
const delivered = ({ readings }: FaultApi): readonly string[] =>
  Array.from(readings.values(), (reading) => {
    const { device_id: device, slot } = reading as { device_id: string; slot: string }
    return `${device} ${slot}`
  })

function expectNoSlotLost({ readings, eventsOf }: TestEngine): void {
  for (const each of Map.groupBy(readings, ({ deviceId }) => deviceId).values()) {
    expect(unevenSlots(each, intervalMs)).toEqual([])
    expect(each.every(isGood)).toBe(true)
  }
  expect(eventsOf('slots-skipped')).toEqual([])
}

describe.skipIf(!canMount)('a disk that is full (needs root on Linux)', () => {
  it('stops neither collection nor, later, delivery: alert, not ready, and afterwards every slot arrives', async () => {
    const disk = mountSmallDisk(4 * 1024 * 1024)
    closers.push(() => disk.unmount())
    const { site, api } = await aSite(disk.dir)
    const running = await start(site)
    await waitFor('the first readings to arrive', () => api.readings.size >= 6)

    disk.fill()
    await waitFor('the alert', () => isRaised(running, 'disk'))
    const before = running.readings.length
    await more(running, 18)
    expect(running.engine.monitor.health()).toMatchObject({
      ready: false,
      stalled: expect.arrayContaining([expect.objectContaining({ reason: expect.stringContaining('full') })]),
    })
    expect(running.engine.journal.stats().waitingReadings).toBeGreaterThanOrEqual(18)

    disk.empty()
    await waitFor('the end of the alert', () => !isRaised(running, 'disk'))
    const wanted = running.readings.slice(0, before + 18).map((each) => slotKey(each.deviceId, each.slotMs))
    await waitFor('every slot at the API', () => {
      const arrived = new Set(delivered(api))
      return wanted.every((slot) => arrived.has(slot))
    })
    expect(new Set(delivered(api)).size).toBe(delivered(api).length)
    expect(running.engine.journal.losses()).toEqual([])
    expectNoSlotLost(running)
    await waitFor('readiness', () => running.engine.monitor.health().ready)
  })
})

describe('a journal that is damaged', () => {
  const journalPath = ({ dataDir }: Site) => join(dataDir, 'gateway.db')
  const setAside = ({ dataDir }: Site) =>
    readdirSync(dataDir).filter((name) => /^gateway\.db\.corrupt-[^-]+$/.test(name))

  /** A gateway that has stored and delivered something, stopped. */
  async function used(): Promise<Gateway & { readonly lastSeq: number }> {
    const gateway = await aSite()
    const first = await runEngine(gateway.site)
    await waitFor('readings at the API', () => gateway.api.readings.size >= 12)
    await first.engine.stop()
    return { ...gateway, lastSeq: Math.max(...gateway.api.readings.keys()) }
  }

  const damages: readonly (readonly [name: string, damage: (path: string) => void])[] = [
    ['is no database any more', (path) => writeFileSync(path, Buffer.alloc(20_000, 'not a database '))],
    [
      'has garbage in its pages',
      (path) => {
        const file = openSync(path, 'r+')
        const garbage = Buffer.alloc(statSync(path).size - 4_096, 0xa5)
        writeSync(file, garbage, 0, garbage.length, 4_096)
        closeSync(file)
      },
    ],
  ]
  it.each(damages)(
    'because it %s is set aside; collection goes on, and no seq is used again',
    async (_, damage) => {
      const { site, api, lastSeq } = await used()
      damage(journalPath(site))
      const running = await start(site)
      await waitFor('new readings at the API', () => Math.max(...api.readings.keys()) >= lastSeq + 9)
      expect(setAside(site)).toHaveLength(1)
      expect(isRaised(running, 'journal-replaced')).toBe(true)
      expect(site.log()).toMatch(/ERROR - the journal was damaged: set aside as .*gateway\.db\.corrupt-/)
      for (const { body } of api.requests) {
        for (const reading of JSON.parse(body).readings)
          expect(reading).toEqual(api.readings.get(reading.seq))
      }
      expectNoSlotLost(running)
    },
  )
})
