import { afterEach, describe, expect, it } from 'vitest'
import { openTestLink, until } from '../support/fault-meter-link.ts'
import type { TestLink } from '../support/fault-meter-link.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import type { FaultMeter } from '../support/fault-meter.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function start(): Promise<{ meter: FaultMeter; test: TestLink }> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  const test = openTestLink({ kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 })
  cleanups.push(meter.close, () => test.link.close())
  return { meter, test }
}

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'TCPConnectWrap')
    .length

const openTimers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('the queue of a link', () => {
  it('sends one request at a time, in the order they were due', async () => {
    const { meter, test } = await start()
    const units = [5, 3, 1, 4, 2]
    await Promise.all(units.map((unit) => test.read(unit, 'HOLDING', 0, 1, { dueMs: unit })))
    expect(meter.requests.map(({ unit }) => unit)).toEqual([1, 2, 3, 4, 5])
    expect(test.frames.map(({ direction }) => direction)).toEqual(units.flatMap(() => ['sent', 'received']))
  })

  it('lets the others go before the retries of a unit that does not answer', async () => {
    const { meter, test } = await start()
    meter.fault = ({ unit }) => ({ kind: unit === 7 ? 'silence' : 'none' })
    const dueMs = performance.now() - 1000
    const retrying = (async () => {
      for (let tries = 0; tries < 3; tries += 1)
        await test.read(7, 'HOLDING', 0, 1, { dueMs, timeoutMs: 150 })
    })()
    const others = [1, 2, 3, 4].map((unit) => test.read(unit, 'HOLDING', 0, 1, { dueMs: dueMs + 1 }))
    await Promise.all([retrying, ...others])
    expect(meter.requests.map(({ unit }) => unit)).toEqual([7, 1, 2, 3, 4, 7, 7])
  })

  it('keeps request_delay of silence between an answer and the next request', async () => {
    const { test } = await start()
    for (const _ of ['first', 'second']) {
      expect(await test.read(1, 'HOLDING', 0, 1, { requestDelayMs: 50 })).toMatchObject({ kind: 'data' })
    }
    const [, answered, next] = test.frames
    expect((next?.wallMs ?? 0) - (answered?.wallMs ?? 0)).toBeGreaterThan(45)
  })

  it('drops a waiting read whose caller gave up, and frees the line of one under way only when it ends', async () => {
    const { meter, test } = await start()
    meter.fault = () => ({ kind: 'delay', delayMs: 40 })
    const abort = new AbortController()
    const underWay = test.read(1, 'HOLDING', 0, 1, { signal: abort.signal })
    const waiting = test.read(2, 'HOLDING', 0, 1, { signal: abort.signal })
    const other = test.read(3, 'HOLDING', 0, 1)
    await until(() => meter.requests.length === 1)
    abort.abort()
    expect(await underWay).toMatchObject({ kind: 'aborted' })
    expect(await waiting).toMatchObject({ kind: 'aborted' })
    expect(await other).toMatchObject({ kind: 'data' })
    expect(meter.requests.map(({ unit }) => unit)).toEqual([1, 3])
    expect(test.frames.map(({ direction }) => direction)).toEqual(['sent', 'received', 'sent', 'received'])
  })
})

describe('closing a link', () => {
  it('ends what waits and what is under way as aborted, twice without harm, and leaves nothing open', async () => {
    const { meter, test } = await start()
    await test.read(1, 'HOLDING', 0, 1)
    const timersBefore = openTimers()
    meter.fault = () => ({ kind: 'silence' })
    const reads = [1, 2, 3].map((unit) => test.read(unit, 'HOLDING', 0, 1, { timeoutMs: 60_000 }))
    await until(() => meter.requests.length === 2)
    await Promise.all([test.link.close(), test.link.close()])
    expect((await Promise.all(reads)).map(({ kind }) => kind)).toEqual(['aborted', 'aborted', 'aborted'])
    await test.link.close()
    await until(() => meter.connections.open === 0)
    expect(test.link.state).toEqual({ kind: 'closed' })
    expect(openTimers()).toBeLessThanOrEqual(timersBefore)
    expect(await test.read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'aborted' })
    expect(meter.connections.accepted).toBe(1)
  })

  it('during a dial leaves no zombie', async () => {
    const before = openSockets()
    const { meter, test } = await start()
    const read = test.read(1, 'HOLDING', 0, 1)
    await test.link.close()
    expect(await read).toMatchObject({ kind: 'aborted' })
    await until(() => meter.connections.open === 0)
    await until(() => openSockets() <= before)
    expect(meter.requests).toEqual([])
  })

  it('that was never used does nothing', async () => {
    const { test } = await start()
    await test.link.close()
    expect(test.states).toEqual([])
  })
})
