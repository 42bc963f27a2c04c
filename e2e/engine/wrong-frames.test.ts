import { afterAll, describe, expect, it } from 'vitest'
import { openTestLink } from '../support/fault-meter-link.ts'
import type { TestLink } from '../support/fault-meter-link.ts'
import type { SoakResult } from '../support/fault-meter-soak.ts'
import { rtuFaults, soak, tcpFaults } from '../support/fault-meter-soak.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'

const cleanups: (() => Promise<void>)[] = []
// They run side by side: what one has opened must not be closed by the end of another.
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function keep(test: TestLink): TestLink {
  cleanups.push(() => test.link.close())
  return test
}

function expectNoWrongValue(result: SoakResult): void {
  expect(result.wrong).toEqual([])
  expect(result.outcomes.data).toBeGreaterThan(0)
  expect(result.outcomes.timeout).toBeGreaterThan(0)
  expect(result.outcomes['bad-frame']).toBeGreaterThan(0)
  expect(new Set(result.recovered)).toEqual(new Set(['data']))
}

describe.concurrent('thousands of reads from a meter that misbehaves at random', () => {
  it.each([1, 4])('give no wrong value over TCP, %i in flight', async (pipelining) => {
    const timeoutMs = 30
    const meter = await startFaultMeter({ framing: 'mbap', oneAtATime: pipelining === 1 })
    cleanups.push(() => meter.close())
    const config = { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining } as const
    const test = keep(openTestLink(config, { retryDelayMs: 1 }))
    const faults = tcpFaults(timeoutMs)
    const result = await soak(test, meter, {
      reads: 2000,
      timeoutMs,
      share: 0.25,
      seed: 7,
      atOnce: pipelining,
      faults,
    })
    expectNoWrongValue(result)
  })

  it('give no wrong value through RTU over TCP', async () => {
    const timeoutMs = 30
    const meter = await startFaultMeter({ framing: 'rtu' })
    cleanups.push(() => meter.close())
    const config = { kind: 'rtu-over-tcp', host: '127.0.0.1', port: meter.port } as const
    const test = keep(openTestLink(config, { retryDelayMs: 1 }))
    const faults = rtuFaults(timeoutMs)
    const result = await soak(test, meter, { reads: 600, timeoutMs, share: 0.1, seed: 8, faults })
    expectNoWrongValue(result)
  })

  it.skipIf(!hasSocat)('give no wrong value over a serial line', async () => {
    const timeoutMs = 30
    const pair = await openPtyPair()
    cleanups.push(() => pair.close())
    const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
    cleanups.push(() => meter.close())
    const test = keep(
      openTestLink({
        kind: 'rtu',
        path: pair.master,
        baudRate: 115_200,
        parity: 'N',
        stopBits: 1,
        dataBits: 8,
      }),
    )
    const faults = rtuFaults(timeoutMs)
    const result = await soak(test, meter, { reads: 1000, timeoutMs, share: 0.2, seed: 9, faults })
    expectNoWrongValue(result)
  })
})
