import { afterEach, describe, expect, it } from 'vitest'
import type { LinkConfig } from '../../shared/model/index.ts'
import { openTestLink, payloadOf, readRequest, until } from '../support/fault-meter-link.ts'
import type { TestLink } from '../support/fault-meter-link.ts'
import { wrap } from '../support/fault-meter-frames.ts'
import { startFaultMeter } from '../support/fault-meter.ts'
import type { Fault, FaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

interface Line {
  readonly meter: FaultMeter
  readonly test: TestLink
}

async function tunnel(): Promise<Line> {
  const meter = await startFaultMeter({ framing: 'rtu' })
  return open(meter, { kind: 'rtu-over-tcp', host: '127.0.0.1', port: meter.port })
}

async function serial(): Promise<Line> {
  const pair = await openPtyPair()
  cleanups.push(pair.close)
  const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
  return open(meter, {
    kind: 'rtu',
    path: pair.master,
    baudRate: 115_200,
    parity: 'N',
    stopBits: 1,
    dataBits: 8,
  })
}

function open(meter: FaultMeter, config: LinkConfig): Line {
  const test = openTestLink(config)
  cleanups.push(meter.close, () => test.link.close())
  return { meter, test }
}

/** The faults given, one per request, and a well-behaved meter after them. */
function inOrder(meter: FaultMeter, ...faults: Fault[]): void {
  meter.fault = () => faults.shift() ?? { kind: 'none' }
}

async function expectRight(test: TestLink, address: number, count: number): Promise<void> {
  const outcome = await test.read(1, 'HOLDING', address, count)
  const payload = payloadOf(1, readRequest('HOLDING', address, count))
  expect(outcome).toMatchObject({ kind: 'data', payload })
}

const lines = [
  { name: 'RTU over TCP', start: tunnel, isAvailable: true },
  { name: 'a serial line', start: serial, isAvailable: hasSocat },
]

describe.each(lines.filter(({ isAvailable }) => isAvailable))('over $name', ({ start }) => {
  // Three bytes of data behind address 0x03.. make the echo of a read of bits a whole answer to it.
  it.each([
    ['COIL', 0x03_10, 20],
    ['HOLDING', 0, 2],
    ['INPUT', 0x02_00, 1],
  ] as const)('the echo of a read of %s %i + %i is never its answer', async (table, address, count) => {
    const { meter, test } = await start()
    inOrder(meter, { kind: 'echo', apartMs: 20 })
    expect(await test.read(1, table, address, count)).toMatchObject({
      kind: 'bad-frame',
      reason: expect.stringContaining('echo'),
    })
  })

  it.each([
    ['HOLDING', 10, 125],
    ['INPUT', 0, 1],
    ['COIL', 3, 2000],
    ['DISCRETE_INPUT', 7, 9],
  ] as const)('a read of %s %i + %i gives what the meter holds there', async (table, address, count) => {
    const { test } = await start()
    const outcome = await test.read(5, table, address, count)
    expect(outcome).toMatchObject({ kind: 'data', payload: payloadOf(5, readRequest(table, address, count)) })
  })

  it('a late reply is not taken for the next answer', async () => {
    const { meter, test } = await start()
    inOrder(meter, { kind: 'delay', delayMs: 450 })
    expect(await test.read(1, 'HOLDING', 0, 2, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    for (let index = 1; index <= 5; index += 1) await expectRight(test, index * 10, 2)
    expect(test.frames.some(({ direction }) => direction === 'discarded')).toBe(true)
    // Another count put it back in step once; after that nothing but what was wanted is asked.
    expect(meter.requests.map(({ count }) => count)).toEqual([2, 1, 2, 2, 2, 2, 2])
  })

  it('a late reply later than the next timeout is not taken for an answer either', async () => {
    const { meter, test } = await start()
    inOrder(meter, { kind: 'delay', delayMs: 500 })
    const outcomes = []
    for (let index = 0; index < 12; index += 1) {
      const outcome = await test.read(1, 'HOLDING', index * 10, 2, { timeoutMs: 150 })
      outcomes.push(outcome.kind)
      if (outcome.kind !== 'data') continue
      expect(outcome.payload).toEqual(payloadOf(1, readRequest('HOLDING', index * 10, 2)))
    }
    expect(outcomes.at(-1)).toBe('data')
  })

  it('another unit is read meanwhile, and its answers are its own', async () => {
    const { meter, test } = await start()
    meter.fault = ({ unit }) => ({ kind: unit === 9 ? 'silence' : 'none' })
    expect(await test.read(9, 'HOLDING', 0, 2, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    await expectRight(test, 10, 2)
    expect(meter.requests).toHaveLength(2)
  })

  it('a unit that has one register only is brought back in step by another function', async () => {
    const { meter, test } = await start()
    let answers = -1
    meter.fault = ({ functionCode, count }) => {
      answers += 1
      if (answers === 0) return { kind: 'delay', delayMs: 300 }
      return functionCode !== 3
        ? { kind: 'exception', code: 1 }
        : count > 1
          ? { kind: 'exception', code: 2 }
          : { kind: 'none' }
    }
    expect(await test.read(1, 'HOLDING', 0, 1, { timeoutMs: 100 })).toMatchObject({ kind: 'timeout' })
    await expectRight(test, 0, 1)
    await expectRight(test, 0, 1)
    expect(meter.requests.at(-1)).toMatchObject({ functionCode: 3, count: 1 })
    expect(meter.requests.at(-2)).toMatchObject({ functionCode: 3, count: 1 })
  })

  it('a late exception is not taken for the answer to another request', async () => {
    const { meter, test } = await start()
    meter.fault = ({ address }) => (address === 500 ? { kind: 'exception', code: 2 } : { kind: 'none' })
    // The exception to the first one arrives while the second, of another count, waits.
    const faults: Fault[] = [{ kind: 'silence' }]
    const { fault } = meter
    meter.fault = (request) => faults.shift() ?? fault(request)
    expect(await test.read(1, 'HOLDING', 0, 4, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    let isFirst = true
    meter.fault = () => {
      if (!isFirst) return { kind: 'none' }
      isFirst = false
      return { kind: 'exception', code: 2 }
    }
    await expectRight(test, 20, 2)
  })

  it('a real exception after a timeout is reported, once the line is in step', async () => {
    const { meter, test } = await start()
    const faults: Fault[] = [{ kind: 'silence' }]
    meter.fault = ({ address, functionCode }) =>
      faults.shift() ??
      (address === 500 && functionCode === 3 ? { kind: 'exception', code: 2 } : { kind: 'none' })
    expect(await test.read(1, 'HOLDING', 0, 4, { timeoutMs: 150 })).toMatchObject({ kind: 'timeout' })
    expect(await test.read(1, 'HOLDING', 500, 2)).toMatchObject({ kind: 'exception', code: 2 })
  })

  it.each<Fault>([
    { kind: 'wrong-unit' },
    { kind: 'wrong-function' },
    { kind: 'wrong-byte-count', by: 2 },
    { kind: 'wrong-byte-count', by: -2 },
    { kind: 'wrong-size', by: 1 },
    { kind: 'wrong-size', by: -1 },
    { kind: 'bit-flip', bit: 0 },
    { kind: 'bit-flip', bit: 30 },
    { kind: 'bit-flip', bit: 60 },
    { kind: 'truncate', bytes: 1 },
    { kind: 'truncate', bytes: 7 },
    { kind: 'duplicate', apartMs: 0 },
    { kind: 'garbage-before', bytes: Buffer.from('0103020000', 'hex') },
    { kind: 'garbage-after', bytes: Buffer.from('010302', 'hex') },
  ])('an answer with $kind gives no value, and the next reads are right', async (fault) => {
    const { meter, test } = await start()
    inOrder(meter, fault)
    expect(await test.read(1, 'HOLDING', 4, 3)).toMatchObject({ kind: 'bad-frame' })
    for (const address of [8, 16, 24]) await expectRight(test, address, 3)
  })

  it('an answer glued behind an older one of the same shape gives no value', async () => {
    const { meter, test } = await start()
    await expectRight(test, 0, 3)
    inOrder(meter, { kind: 'glued-after-previous' })
    expect(await test.read(1, 'HOLDING', 4, 3)).toMatchObject({ kind: 'bad-frame' })
    await expectRight(test, 8, 3)
  })

  it.each<Fault>([
    { kind: 'byte-by-byte', apartMs: 0 },
    { kind: 'byte-by-byte', apartMs: 3 },
    { kind: 'garbage-before', bytes: Buffer.of(0) },
    { kind: 'garbage-after', bytes: Buffer.of(0xff) },
  ])('an answer that comes with $kind is still the right answer', async (fault) => {
    const { meter, test } = await start()
    meter.fault = () => fault
    for (const address of [0, 50, 100]) await expectRight(test, address, 2)
    expect(meter.requests).toHaveLength(3)
  })

  it('after a bad frame the line is left alone until all of it must have come', async () => {
    const { meter, test } = await start()
    inOrder(meter, { kind: 'garbage-before', bytes: Buffer.alloc(20, 0x55) })
    expect(await test.read(1, 'HOLDING', 0, 2)).toMatchObject({ kind: 'bad-frame' })
    await expectRight(test, 10, 2)
    const bad = test.frames.findIndex(({ direction }) => direction === 'discarded')
    const silenceMs = (test.frames[bad + 1]?.wallMs ?? 0) - (test.frames[bad]?.wallMs ?? 0)
    expect(silenceMs).toBeGreaterThan(35)
  })

  it('frames that nobody asked for are thrown away', async () => {
    const { meter, test } = await start()
    await expectRight(test, 0, 2)
    const stray = { transactionId: 0, unit: 1, functionCode: 3, address: 900, count: 2 }
    meter.say(wrap(stray, 'rtu'))
    await until(() => test.frames.some(({ note }) => note === 'not asked for'))
    await expectRight(test, 10, 2)
  })

  it('a line that never falls silent ends as a bad frame, not as a hang', async () => {
    const { meter, test } = await start()
    await expectRight(test, 0, 2)
    const babble = setInterval(() => meter.say(Buffer.from('5555555555', 'hex')), 3)
    await until(() => test.frames.some(({ note }) => note === 'not asked for'))
    const outcome = await test.read(1, 'HOLDING', 0, 2, { timeoutMs: 300 })
    clearInterval(babble)
    expect(outcome.kind).toBe('bad-frame')
    await expectRight(test, 0, 2)
  })

  it('many reads at once go one after the other', async () => {
    const { meter, test } = await start()
    const addresses = Array.from({ length: 30 }, (_, index) => index * 2)
    await Promise.all(addresses.map((address) => expectRight(test, address, 2)))
    expect(meter.requests.map(({ address }) => address)).toEqual(addresses)
  })
})

describe('RTU over TCP', () => {
  it('gives the connection up after repeated timeouts, and keeps in mind what may still come', async () => {
    const { meter, test } = await tunnel()
    meter.fault = () => ({ kind: 'silence' })
    for (let tries = 0; tries < 3; tries += 1) await test.read(1, 'HOLDING', 0, 5, { timeoutMs: 100 })
    await until(() => meter.connections.open === 0)
    meter.fault = () => ({ kind: 'none' })
    await until(() => test.states.at(-1)?.kind !== 'backoff')
    await expectRight(test, 20, 5)
    expect(meter.connections.accepted).toBe(2)
  })
})
