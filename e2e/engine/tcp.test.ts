import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { openTestLink, payloadOf, readRequest, until } from '../support/fault-meter-link.ts'
import type { TestLink } from '../support/fault-meter-link.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import type { Fault, FaultMeter } from '../support/fault-meter.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function start(pipelining = 1): Promise<{ meter: FaultMeter; test: TestLink }> {
  const meter = await startFaultMeter({ framing: 'mbap', oneAtATime: pipelining === 1 })
  const test = openTestLink({ kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining })
  cleanups.push(meter.close, () => test.link.close())
  return { meter, test }
}

/** A free port that refuses connections, as far as one can tell. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/**
 * A port that leaves dials unanswered: it listens with the shortest backlog in a thread that never runs its event loop
 * again, and the backlog is filled.
 */
async function openBlackHole(): Promise<{ port: number; close: () => Promise<void> }> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
     })`,
    { eval: true },
  )
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  await new Promise((resolve) => setTimeout(resolve, 50))
  const fillers = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => undefined))
  await new Promise((resolve) => setTimeout(resolve, 50))
  return {
    port,
    close: async () => {
      fillers.forEach((filler) => filler.destroy())
      await worker.terminate()
    },
  }
}

describe('a read over Modbus TCP', () => {
  it.each([
    ['HOLDING', 10, 125],
    ['INPUT', 0, 1],
    ['COIL', 3, 2000],
    ['DISCRETE_INPUT', 7, 9],
  ] as const)('of %s %i + %i gives what the meter holds there', async (table, address, count) => {
    const { test } = await start()
    const outcome = await test.read(5, table, address, count)
    expect(outcome).toMatchObject({ kind: 'data', payload: payloadOf(5, readRequest(table, address, count)) })
  })

  it('whose echo looks like its answer is not answered by it', async () => {
    const { meter, test } = await start()
    meter.fault = () => ({ kind: 'echo', apartMs: 20 })
    expect(await test.read(1, 'COIL', 0x03_10, 20)).toMatchObject({
      kind: 'bad-frame',
      reason: expect.stringContaining('echo'),
    })
  })

  it('dials on the first read, not before', async () => {
    const { meter, test } = await start()
    expect(test.link.state).toEqual({ kind: 'closed' })
    expect(meter.connections.accepted).toBe(0)
    await test.read(1, 'HOLDING', 0, 1)
    expect(test.states.map(({ kind }) => kind)).toEqual(['connecting', 'open'])
    expect(meter.connections.accepted).toBe(1)
  })

  it('10,000 exceptions leave one connection open', async () => {
    const { meter, test } = await start()
    meter.fault = () => ({ kind: 'exception', code: 2 })
    for (let index = 0; index < 10_000; index += 1) {
      const outcome = await test.read(1, 'HOLDING', index, 1, { timeoutMs: 5000 })
      if (outcome.kind !== 'exception' || outcome.code !== 2) expect.unreachable(JSON.stringify(outcome))
    }
    expect(meter.connections).toMatchObject({ accepted: 1, open: 1 })
    expect(test.states).toHaveLength(2)
  })

  it('that is answered too late gives a timeout, and the late answer reaches nobody', async () => {
    const { meter, test } = await start()
    const faults: Fault[] = [{ kind: 'delay', delayMs: 300 }]
    meter.fault = () => faults.shift() ?? { kind: 'none' }
    expect(await test.read(1, 'HOLDING', 0, 2, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    for (let index = 0; index < 20; index += 1) {
      const request = readRequest('HOLDING', 100 + index, 2)
      const outcome = await test.read(1, 'HOLDING', 100 + index, 2)
      expect(outcome).toMatchObject({ kind: 'data', payload: payloadOf(1, request) })
    }
    expect(meter.connections.accepted).toBe(2)
    await until(() => meter.connections.open === 1)
  })

  it.each<Fault>([
    { kind: 'wrong-unit' },
    { kind: 'wrong-function' },
    { kind: 'wrong-byte-count', by: 2 },
    { kind: 'wrong-byte-count', by: -2 },
    { kind: 'wrong-size', by: 1 },
    { kind: 'wrong-size', by: -1 },
    { kind: 'wrong-protocol' },
    { kind: 'wrong-length', by: 300 },
    { kind: 'wrong-length', by: 0xff00 },
  ])('answered with $kind $by is a bad frame and costs the connection, nothing else', async (fault) => {
    const { meter, test } = await start()
    const faults: Fault[] = [fault]
    meter.fault = () => faults.shift() ?? { kind: 'none' }
    expect(await test.read(1, 'HOLDING', 4, 3)).toMatchObject({ kind: 'bad-frame' })
    const outcome = await test.read(1, 'HOLDING', 8, 3)
    expect(outcome).toMatchObject({ kind: 'data', payload: payloadOf(1, readRequest('HOLDING', 8, 3)) })
    expect(meter.connections.accepted).toBe(2)
  })

  it.each<Fault>([
    { kind: 'wrong-transaction', by: -1 },
    { kind: 'wrong-transaction', by: 256 },
    { kind: 'wrong-transaction', by: 0x8000 },
  ])('is not served with an answer whose transaction id is off by $by', async (fault) => {
    const { meter, test } = await start()
    meter.fault = () => fault
    expect(await test.read(1, 'HOLDING', 4, 3, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    expect(test.frames.map(({ direction }) => direction)).toEqual(['sent', 'discarded'])
  })

  it('is not served with half an answer, and the half is seen', async () => {
    const { meter, test } = await start()
    meter.fault = () => ({ kind: 'truncate', bytes: 8 })
    expect(await test.read(1, 'HOLDING', 4, 3, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    const [, half] = test.frames
    expect(half).toMatchObject({ direction: 'discarded', note: 'broken off after 7 bytes' })
    expect(half?.bytes).toHaveLength(7)
  })

  it.each<Fault>([
    { kind: 'byte-by-byte', apartMs: 1 },
    { kind: 'duplicate', apartMs: 0 },
    { kind: 'duplicate', apartMs: 5 },
    { kind: 'glued-after-previous' },
  ])('answered $kind is still the right answer', async (fault) => {
    const { meter, test } = await start()
    meter.fault = () => fault
    for (const address of [0, 50, 100]) {
      const outcome = await test.read(1, 'HOLDING', address, 2, { timeoutMs: 2000 })
      expect(outcome).toMatchObject({
        kind: 'data',
        payload: payloadOf(1, readRequest('HOLDING', address, 2)),
      })
    }
    expect(meter.connections.accepted).toBe(1)
  })

  it('is asked again once when the device had closed its idle connection', async () => {
    const { meter, test } = await start()
    await test.read(1, 'HOLDING', 0, 1)
    const faults: Fault[] = [{ kind: 'rst' }]
    meter.fault = () => faults.shift() ?? { kind: 'none' }
    expect(await test.read(1, 'HOLDING', 6, 1)).toMatchObject({ kind: 'data' })
    expect(meter.requests).toHaveLength(3)
  })

  it.each<Fault>([{ kind: 'fin' }, { kind: 'rst' }])(
    'ends as link-down when every try ends with $kind',
    async (fault) => {
      const { meter, test } = await start()
      meter.fault = () => fault
      const outcome = await test.read(1, 'HOLDING', 0, 1, { timeoutMs: 5000 })
      expect(outcome).toMatchObject({ kind: 'link-down', reason: expect.stringContaining('by the device') })
      expect(test.link.state).toMatchObject({ kind: 'backoff', attempt: 1 })
    },
  )

  it('pipelined: answers in any order find their requests, and never more than n are under way', async () => {
    const { meter, test } = await start(4)
    let count = 0
    meter.fault = () => ({ kind: 'delay', delayMs: (4 - (count++ % 4)) * 5 })
    const addresses = Array.from({ length: 40 }, (_, index) => index * 3)
    const outcomes = await Promise.all(
      addresses.map((address) => test.read(2, 'HOLDING', address, 2, { timeoutMs: 5000 })),
    )
    outcomes.forEach((outcome, index) => {
      const request = readRequest('HOLDING', addresses[index]!, 2)
      expect(outcome).toMatchObject({ kind: 'data', payload: payloadOf(2, request) })
    })
    let underWay = 0
    let most = 0
    for (const { direction } of test.frames) {
      underWay += direction === 'sent' ? 1 : -1
      most = Math.max(most, underWay)
    }
    expect(most).toBe(4)
  })

  it('pipelined: a unit that times out does not take the others’ answers with it', async () => {
    const { meter, test } = await start(2)
    meter.fault = ({ unit }) => (unit === 9 ? { kind: 'silence' } : { kind: 'delay', delayMs: 300 })
    const [dead, alive] = await Promise.all([
      test.read(9, 'HOLDING', 0, 1, { timeoutMs: 150 }),
      test.read(1, 'HOLDING', 0, 1, { timeoutMs: 5000 }),
    ])
    expect(dead).toMatchObject({ kind: 'timeout' })
    expect(alive).toMatchObject({ kind: 'data' })
  })

  it('pipelined: after a timeout no request goes out on the old connection', async () => {
    const { meter, test } = await start(2)
    meter.fault = ({ unit }) => (unit === 9 ? { kind: 'silence' } : { kind: 'delay', delayMs: 300 })
    const alive = test.read(1, 'HOLDING', 0, 1, { timeoutMs: 5000 })
    await test.read(9, 'HOLDING', 0, 1, { timeoutMs: 150 })
    const next = test.read(2, 'HOLDING', 0, 1, { timeoutMs: 5000 })
    expect((await Promise.all([alive, next])).map(({ kind }) => kind)).toEqual(['data', 'data'])
    expect(meter.connections.accepted).toBe(2)
    expect(test.frames.map(({ direction }) => direction)).toEqual([
      'sent',
      'sent',
      'received',
      'sent',
      'received',
    ])
  })

  it('whose answer came while the event loop was blocked past the deadline is data, not a timeout', async () => {
    const { test } = await start()
    await test.read(1, 'HOLDING', 0, 1)
    // The meter lives in this process: it answers in the first turn of the loop after the block, when the deadline's
    // timer is due as well, and timers come before sockets.
    const pending = test.read(1, 'HOLDING', 0, 2, { timeoutMs: 40 })
    const end = performance.now() + 120
    while (performance.now() < end);
    expect(await pending).toMatchObject({ kind: 'data' })
  })
})

/** Connections that the kernel is still trying to make to this port: Linux tells, state 02 is SYN_SENT. */
function dialsUnderWay(port: number): number {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')} 02`
  return readFileSync('/proc/net/tcp', 'utf8').split(remote).length - 1
}

describe('a dial', () => {
  it('that is refused says so in words, and until the back-off ends reads end at once', async () => {
    const port = await closedPort()
    const config = { kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 } as const
    const test = openTestLink(config, { retryDelayMs: 60_000 })
    cleanups.push(() => test.link.close())
    const reason = expect.stringContaining(`127.0.0.1:${port}: connection refused`)
    expect(await test.read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'link-down', reason })
    expect(await test.read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'link-down', reason })
    expect(test.states.map(({ kind }) => kind)).toEqual(['connecting', 'backoff'])
  })

  it.skipIf(process.platform !== 'linux')(
    'into a black hole ends in time, and closing the link ends it at once',
    async () => {
      const hole = await openBlackHole()
      const before = dialsUnderWay(hole.port)
      const config = { kind: 'tcp', host: '127.0.0.1', port: hole.port, pipelining: 1 } as const
      const test = openTestLink(config, { retryDelayMs: 60_000 })
      const other = openTestLink(config)
      cleanups.push(
        hole.close,
        () => test.link.close(),
        () => other.link.close(),
      )
      const reason = expect.stringContaining('no connection within 0.05 s')
      expect(await test.read(1, 'HOLDING', 0, 1, { timeoutMs: 50 })).toMatchObject({
        kind: 'link-down',
        reason,
      })
      await until(() => dialsUnderWay(hole.port) === before)
      const read = other.read(1, 'HOLDING', 0, 1, { timeoutMs: 60_000 })
      await until(() => dialsUnderWay(hole.port) > before)
      await other.link.close()
      expect(await read).toMatchObject({ kind: 'aborted' })
      await until(() => dialsUnderWay(hole.port) === before)
    },
  )

  it('of an unknown name says so', async () => {
    const test = openTestLink({ kind: 'tcp', host: 'meter.invalid', port: 502, pipelining: 1 })
    cleanups.push(() => test.link.close())
    const outcome = await test.read(1, 'HOLDING', 0, 1, { timeoutMs: 20_000 })
    expect(outcome).toMatchObject({
      kind: 'link-down',
      reason: expect.stringMatching(/^meter\.invalid:502: host name/),
    })
  })

  it('succeeds again once the device is back', async () => {
    const port = await closedPort()
    const test = openTestLink({ kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 }, { retryDelayMs: 5 })
    cleanups.push(() => test.link.close())
    expect(await test.read(1, 'HOLDING', 0, 1)).toMatchObject({ kind: 'link-down' })
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('data', (request) => {
        socket.write(Buffer.concat([request.subarray(0, 4), Buffer.from([0, 5, 1, 3, 2, 0xab, 0xcd])]))
      })
    })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    cleanups.push(async () => {
      sockets.forEach((socket) => socket.destroy())
      await new Promise((resolve) => server.close(resolve))
    })
    let outcome = await test.read(1, 'HOLDING', 0, 1)
    while (outcome.kind === 'link-down') {
      await new Promise((resolve) => setTimeout(resolve, 5))
      outcome = await test.read(1, 'HOLDING', 0, 1)
    }
    expect(outcome).toMatchObject({ kind: 'data', payload: Buffer.from([0xab, 0xcd]) })
  })
})
