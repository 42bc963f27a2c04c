import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startFaultApi } from '../support/fault-api.ts'
import { registerAt, startFaultMeter } from '../support/fault-meter.ts'
import { makeSite } from '../support/gateway-engine.ts'
import { startGateway } from '../support/gateway-process.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const intervalMs = 500

interface Delivered {
  readonly seq: number
  readonly device_id: string
  readonly slot: string
  readonly measurements: Readonly<Record<string, { readonly value: unknown; readonly quality: string }>>
}

describe.skipIf(process.platform === 'win32')('a collector that stood still for seconds', () => {
  it('goes on with the right values, and each slot that it missed has a reading that says so', async () => {
    // Late answers, so that requests are in flight whenever it is stopped.
    const meter = await startFaultMeter({ framing: 'mbap', fault: () => ({ kind: 'delay', delayMs: 40 }) })
    closers.push(() => meter.close())
    const api = await startFaultApi()
    closers.push(() => api.close())
    const site = makeSite(`api_url = http://127.0.0.1:${api.port}
collection_interval = ${intervalMs}ms
timeout = 300ms
retry_delay = 100ms
[METER]
protocol = TCP
host = 127.0.0.1
port = ${meter.port}
slave_id = 1, 2, 3
addressing = zero
registers = 1, 2
`)
    closers.push(() => site.remove())
    const gateway = startGateway(site)
    closers.push(() => gateway.child.kill('SIGKILL'))
    const arrived = async (count: number): Promise<void> => {
      const before = api.readings.size
      await waitFor(
        `${count} more readings: ${gateway.output.stderr}`,
        () => api.readings.size >= before + count,
      )
    }
    for (const pauseMs of [700, 3_000]) {
      await arrived(6)
      gateway.child.kill('SIGSTOP')
      await sleep(pauseMs)
      gateway.child.kill('SIGCONT')
    }
    await arrived(24)
    gateway.child.kill('SIGTERM')
    expect(await gateway.ended).toMatchObject({ code: 0, signal: null })

    const readings = [...api.readings.values()] as Delivered[]
    for (const [id, each] of Map.groupBy(readings, ({ device_id: device }) => device)) {
      const slots = each.toSorted((a, b) => a.seq - b.seq).map(({ slot }) => Date.parse(slot))
      const steps = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0))
      expect([id, steps.filter((step) => step !== intervalMs)]).toEqual([id, []])
      for (const { measurements } of each) {
        for (const address of [1, 2]) {
          const { value, quality } = measurements[`R${address}`] ?? {}
          expect(value).toBe(quality === 'GOOD' ? registerAt(Number(id.split('/')[1]), 3, address) : null)
        }
      }
      expect(each.some(({ measurements }) => measurements['R1']?.quality === 'BAD_COMM')).toBe(true)
      expect(each.at(-1)?.measurements['R1']?.quality).toBe('GOOD')
    }
  })
})
