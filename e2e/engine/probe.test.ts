import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import { runFind } from '../../electron/engine/probe/find.ts'
import { probeCost, runProbe } from '../../electron/engine/probe/probe.ts'
import { readTables } from '../../electron/engine/probe/read-tables.ts'
import type { StretchOptions } from '../../electron/engine/probe/stretch.ts'
import { unitId } from '../../shared/model/index.ts'
import {
  type FaultMeter,
  type FaultMeterOptions,
  registerAt,
  startFaultMeter,
} from '../support/fault-meter.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

type Asked = Parameters<NonNullable<FaultMeterOptions['fault']>>[0]

async function meterWith(fault: NonNullable<FaultMeterOptions['fault']>) {
  const meter = await startFaultMeter({ framing: 'mbap', fault })
  closers.push(() => meter.close())
  const link = createLink(
    { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 },
    { clock: systemClock, logger: silentLogger, onState: () => {}, onFrame: null, retryDelayMs: 1 },
  )
  closers.push(() => link.close())
  const options = {
    link,
    unitId: unitId(1),
    table: 'HOLDING',
    address: 0,
    count: 10,
    timeoutMs: 100,
    requestDelayMs: 0,
    clock: systemClock,
  } satisfies StretchOptions
  return { meter, options }
}

const refusing =
  (code: number, isRefused: (address: number) => boolean) =>
  ({ address, count }: Asked) =>
    Array.from({ length: count }, (_, index) => address + index).some(isRefused)
      ? ({ kind: 'exception', code } as const)
      : ({ kind: 'none' } as const)

const askedFor = ({ requests }: FaultMeter) => requests.map(({ address, count }) => [address, count])

describe('a probe', () => {
  it('reads more than one block and says what the words could mean', async () => {
    const { meter, options } = await meterWith(() => ({ kind: 'none' }))
    const { result, end } = await runProbe({ ...options, address: 100, count: 300 })
    expect(end).toEqual({ kind: 'done' })
    expect(askedFor(meter)).toEqual([
      [100, 125],
      [225, 125],
      [350, 50],
    ])
    expect(result.words).toHaveLength(300)
    expect(result.words[299]).toBe(registerAt(1, 3, 399))
    expect(result.readings[299]?.slice(0, 2)).toEqual([
      registerAt(1, 3, 399).toString(16).toUpperCase().padStart(4, '0'),
      String(registerAt(1, 3, 399)),
    ])
    expect(result.latencyMs).toBeGreaterThan(0)
  })

  it('reads everything but the registers that are refused', async () => {
    const { options } = await meterWith(
      refusing(2, (address) => address === 17 || (address >= 60 && address < 64)),
    )
    const { result } = await runProbe({ ...options, count: 125 })
    expect(result.refusals).toEqual([
      { address: 17, count: 1, detail: expect.stringContaining('exception 2') },
      { address: 60, count: 4, detail: expect.stringContaining('exception 2') },
    ])
    expect(result.words.filter((word) => word === null)).toHaveLength(5)
    expect(result.words[16]).toBe(registerAt(1, 3, 16))
  })

  it('asks no more often than announced where everything is refused', async () => {
    const { meter, options } = await meterWith(refusing(2, () => true))
    const { result } = await runProbe({ ...options, count: 2_000 })
    expect(result.words.every((word) => word === null)).toBe(true)
    expect(result.refusals).toEqual([{ address: 0, count: 2_000, detail: expect.any(String) }])
    expect(meter.requests.length).toBeLessThanOrEqual(516)
  })

  it('takes an unknown table and a busy unit for what they are, without dividing', async () => {
    const { meter, options } = await meterWith(refusing(1, () => true))
    const { result, end } = await runProbe({ ...options, count: 250 })
    expect(end.kind).toBe('gave-up')
    expect(result.refusals).toEqual([
      { address: 0, count: 250, detail: expect.stringContaining('does not know this table') },
    ])
    expect(meter.requests).toHaveLength(1)
    meter.fault = refusing(6, () => true)
    const busy = await runProbe({ ...options, count: 10 })
    expect(busy.result.refusals).toMatchObject([{ detail: expect.stringContaining('exception 6') }])
    expect(meter.requests).toHaveLength(4)
    meter.fault = (request) =>
      meter.requests.length < 6 ? refusing(6, () => true)(request) : { kind: 'none' }
    expect((await runProbe({ ...options, count: 10 })).result.refusals).toEqual([])
  })

  it('gives up on a unit that is silent, but not for one lost answer', async () => {
    const { meter, options } = await meterWith(() => ({ kind: 'silence' }))
    const silent = await runProbe({ ...options, count: 2_000 })
    expect(silent.end).toMatchObject({ kind: 'gave-up' })
    expect(silent.result.refusals[0]).toMatchObject({ address: 0, count: 2_000 })
    expect(meter.requests).toHaveLength(3)
    let lost = 0
    meter.fault = ({ address }) => (address === 125 && lost++ === 0 ? { kind: 'silence' } : { kind: 'none' })
    const { result } = await runProbe({ ...options, count: 250 })
    expect(result.refusals).toEqual([])
  })

  it('keeps what it has read when it is stopped', async () => {
    const { options } = await meterWith(() => ({ kind: 'none' }))
    const stop = new AbortController()
    const { result, end } = await runProbe({
      ...options,
      count: 500,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 2) stop.abort()
      },
    })
    expect(end).toEqual({ kind: 'stopped' })
    expect(result.words.filter((word) => word !== null)).toHaveLength(250)
    expect(result.words).toHaveLength(500)
  })

  it('ends at the last address there is', async () => {
    const { options } = await meterWith(() => ({ kind: 'none' }))
    const { result } = await runProbe({ ...options, address: 65_530, count: 100 })
    expect(result.words).toHaveLength(6)
  })

  it('costs what its blocks take, or the wait for a silent unit', () => {
    const link = {
      kind: 'rtu',
      path: '/dev/ttyS0',
      baudRate: 9_600,
      parity: 'N',
      stopBits: 1,
      dataBits: 8,
    } as const
    const cost = probeCost({ link, timeoutMs: 1_000, requestDelayMs: 0 }, 'HOLDING', 0, 250)
    expect(cost.requests).toBe(2)
    // 8 + 255 characters of 10 bits and two gaps, twice.
    expect(cost.leastMs).toBeCloseTo(2 * (263 + 7) * (10_000 / 9_600), 0)
    expect(cost.mostMs).toBeGreaterThan(2_000)
  })
})

describe('find this value', () => {
  it('reads the tables and names the register', async () => {
    const { options } = await meterWith(refusing(2, (address) => address >= 90))
    const { result, end } = await runFind({
      ...options,
      tables: ['HOLDING', 'COIL'],
      count: 100,
      shown: String(registerAt(1, 3, 42)),
      narrows: null,
    })
    expect(end).toEqual({ kind: 'done' })
    expect(result.registersRead).toBe(90)
    expect(result.candidates[0]).toMatchObject({
      table: 'HOLDING',
      address: 42,
      dataType: 'UINT16',
      factor: '1',
    })
  })

  it('looks into no further table once it is stopped', async () => {
    const { meter, options } = await meterWith(() => ({ kind: 'none' }))
    const stop = new AbortController()
    const { reads, end } = await readTables({
      ...options,
      tables: ['HOLDING', 'INPUT'],
      count: 250,
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 1) stop.abort()
      },
    })
    expect(end).toEqual({ kind: 'stopped' })
    expect(reads.map(({ table }) => table)).toEqual(['HOLDING'])
    expect(new Set(meter.requests.map(({ functionCode }) => functionCode))).toEqual(new Set([3]))
  })

  it('says what is wrong with a text that is no number', async () => {
    const { meter, options } = await meterWith(() => ({ kind: 'none' }))
    const { end } = await runFind({ ...options, tables: ['HOLDING'], shown: 'abc', narrows: null })
    expect(end).toMatchObject({ kind: 'gave-up', reason: expect.stringContaining('"abc"') })
    expect(meter.requests).toEqual([])
  })
})
