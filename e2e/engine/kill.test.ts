import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunningCli } from '../support/cli.ts'
import { type FaultApi, startFaultApi } from '../support/fault-api.ts'
import { seeded } from '../support/fault-meter-soak.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { makeSite, type Site } from '../support/gateway-engine.ts'
import { committedReadings, killGateway, startGateway } from '../support/gateway-process.ts'
import { waitFor } from '../support/wait.ts'

const kills = Number(process.env['GATEWAY_EMS_KILLS'] ?? 5)
const random = seeded(20_261_123)

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/**
 * Ten readings every half second, and two of slots that last longer than a restart takes; to an API that stores some
 * batches without saying so.
 */
async function setUp(): Promise<{ site: Site; api: FaultApi }> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  closers.push(() => meter.close())
  const api = await startFaultApi({
    fault: () => (random() < 0.2 ? { kind: 'close-after-storing' } : { kind: 'take' }),
  })
  closers.push(() => api.close())
  const site = makeSite(`api_url = http://127.0.0.1:${api.port}
collection_interval = 500ms
[METER]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
slave_id = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
addressing = zero
registers = 1, 2
[SLOW]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
slave_id = 21, 22
interval = 5
addressing = zero
registers = 1, 2
`)
  closers.push(() => site.remove())
  return { site, api }
}

/** Any moment: while it starts, while it commits, while it sends. */
async function anyMoment(process: RunningCli, api: FaultApi): Promise<void> {
  const requests = api.requests.length
  if (random() < 0.3) return sleep(random() * 1_500)
  await waitFor(`a batch: ${process.output.stderr}`, () => api.requests.length > requests)
  if (random() < 0.7) await sleep(random() * 700)
}

const entries = (readings: ReadonlyMap<number, unknown>) => [...readings].toSorted(([a], [b]) => a - b)

describe('a collector killed at any moment', () => {
  it(
    `${kills} times keeps what it committed, and nothing arrives twice`,
    async () => {
      const { site, api } = await setUp()
      let known: ReadonlyMap<number, string> = new Map()
      for (let round = 0; round < kills; round += 1) {
        const process = startGateway(site)
        await anyMoment(process, api)
        const before = committedReadings(site)
        await killGateway(process)
        const after = committedReadings(site)
        for (const seen of [known, before]) {
          for (const [seq, json] of seen) expect([round, seq, after.get(seq)]).toEqual([round, seq, json])
        }
        known = after
      }

      const process = startGateway(site)
      const last = Math.max(...known.keys()) + 20
      await waitFor(
        `seq ${last} at the API: ${process.output.stderr}`,
        () => Math.max(...api.readings.keys()) >= last,
        60_000,
      )
      process.child.kill('SIGTERM')
      expect(await process.ended).toMatchObject({ code: 0, signal: null })

      const stored = committedReadings(site)
      // Numbers may be left out, never used for something else.
      for (const [seq, json] of known) expect(stored.get(seq)).toBe(json)
      for (const { body } of api.requests) {
        for (const reading of JSON.parse(body).readings) {
          expect(reading).toEqual(JSON.parse(stored.get(reading.seq) ?? '"not stored"'))
        }
      }
      const delivered = entries(api.readings)
      const until = Math.max(...api.readings.keys())
      expect(delivered.map(([seq]) => seq)).toEqual(
        entries(stored).flatMap(([seq]) => (seq <= until ? [seq] : [])),
      )
      const slots = Array.from(stored.values(), (json) => {
        const { device_id: device, slot }: { device_id: string; slot: string } = JSON.parse(json)
        return `${device} ${slot}`
      })
      expect(new Set(slots).size).toBe(slots.length)
    },
    60_000 + kills * 10_000,
  )
})
