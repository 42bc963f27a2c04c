import { afterEach, describe, expect, it } from 'vitest'
import type { RunProgress } from '../../shared/contract/tester.ts'
import type { LinkConfig } from '../../shared/model/index.ts'
import { systemClock } from '../../electron/engine/clock.ts'
import type { FrameListener } from '../../electron/engine/modbus/frame-trace.ts'
import type { WatchFrames } from '../../electron/engine/scan/late-answers.ts'
import { unitScanCost } from '../../electron/engine/scan/scan-cost.ts'
import { scanUnits, type UnitScanOptions, type UnitScanResult } from '../../electron/engine/scan/unit-scan.ts'
import { openTestLink } from '../support/fault-meter-link.ts'
import { type Fault, type FaultMeter, startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Who is on the line and what it does; the others are silent. */
type Units = Readonly<Record<number, Fault>>

const alive: Fault = { kind: 'none' }

interface Line {
  readonly meter: FaultMeter
  readonly watchFrames: WatchFrames
  scan(options?: Partial<UnitScanOptions>): ReturnType<typeof scanUnits>
  options(options?: Partial<UnitScanOptions>): UnitScanOptions
}

async function serial(units: Units): Promise<Line> {
  const pair = await openPtyPair()
  cleanups.push(pair.close)
  const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
  const settings = { baudRate: 115_200, parity: 'N', stopBits: 1, dataBits: 8 } as const
  return lineOf(meter, { kind: 'rtu', path: pair.master, ...settings }, units)
}

async function network(units: Units): Promise<Line> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  return lineOf(meter, { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 }, units)
}

function lineOf(meter: FaultMeter, config: LinkConfig, units: Units): Line {
  meter.fault = ({ unit }) => units[unit] ?? { kind: 'silence' }
  const listeners = new Set<FrameListener>()
  const { link } = openTestLink(config, { onFrame: (frame) => listeners.forEach((hear) => hear(frame)) })
  cleanups.push(meter.close, () => link.close())
  const watchFrames: WatchFrames = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const optionsOf = (options: Partial<UnitScanOptions> = {}): UnitScanOptions => ({
    link,
    config,
    from: 1,
    to: 8,
    table: 'HOLDING',
    address: 0,
    timeoutMs: 300,
    requestDelayMs: 0,
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
  })
  return { meter, watchFrames, options: optionsOf, scan: (options) => scanUnits(optionsOf(options)) }
}

const idsOf = ({ found }: UnitScanResult): number[] => found.map(({ unitId }) => unitId)

describe.skipIf(!hasSocat)('a unit scan of a serial line', () => {
  it('finds exactly those that answer, an exception being an answer, with the requests that were announced', async () => {
    const line = await serial({ 3: alive, 5: { kind: 'exception', code: 2 }, 8: alive })
    const seen: RunProgress[] = []
    const end = await line.scan({ onProgress: (_result, progress) => seen.push(progress) })
    expect(end.kind).toBe('done')
    expect(end.result).toMatchObject({ asked: 8, garbled: [] })
    expect(idsOf(end.result)).toEqual([3, 5, 8])
    expect(end.result.found[1]?.answer).toMatch(/^exception 2/)
    expect(line.meter.requests).toHaveLength(unitScanCost(line.options()).requests)
    expect(seen.map(({ done }) => done)).toEqual([...Array(9).keys()])
    // What was announced, step by step less.
    expect(seen[0]?.remainingMs).toBe(unitScanCost(line.options()).mostMs)
    expect(seen[1]?.remainingMs).toBeGreaterThan(0)
    expect(seen.at(-1)?.remainingMs).toBe(0)
  })

  it('an answer that comes too late is not taken for that of another unit', async () => {
    const line = await serial({ 2: { kind: 'delay', delayMs: 800 }, 7: alive })
    const { result } = await line.scan()
    expect(idsOf(result)).toEqual([7])
    expect(result.garbled).toEqual([])
  })

  it('finds a unit that answers after its timeout, where the frames of the line can be watched', async () => {
    const line = await serial({ 2: { kind: 'delay', delayMs: 800 }, 7: alive })
    const { result } = await line.scan({ watchFrames: line.watchFrames })
    expect(idsOf(result)).toEqual([2, 7])
    expect(result.found[0]?.answer).toBe('data; slower than the timeout of 300 ms')
    expect(line.meter.requests.map(({ unit }) => unit)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 2])
  })

  it('two units with one id are told as garbled, and asked again', async () => {
    const line = await serial({ 4: { kind: 'bit-flip', bit: 30 }, 6: alive })
    const { result } = await line.scan({ from: 3, to: 6 })
    expect(idsOf(result)).toEqual([6])
    expect(result.garbled).toEqual([{ unitId: 4, detail: 'CRC wrong' }])
    expect(line.meter.requests.filter(({ unit }) => unit === 4).map(({ count }) => count)).toEqual([1, 2])
  })

  it('the broadcast is never sent', async () => {
    const line = await serial({ 1: alive })
    const said: string[] = []
    const { result } = await line.scan({ from: 0, to: 2, onProgress: (_, { doing }) => said.push(doing) })
    expect(line.meter.requests.map(({ unit }) => unit)).toEqual([1, 2])
    expect(result.asked).toBe(3)
    expect(said[0]).toContain('broadcast')
  })

  it('stopped, it keeps what it had found', async () => {
    const line = await serial({ 1: alive, 2: alive })
    const stop = new AbortController()
    const end = await line.scan({
      signal: stop.signal,
      onProgress: ({ asked }) => void (asked === 3 && stop.abort()),
    })
    expect(end.kind).toBe('aborted')
    expect(end.result.asked).toBe(3)
    expect(idsOf(end.result)).toEqual([1, 2])
  })

  it('of a port that does not exist says so', async () => {
    const config = { kind: 'rtu', path: '/dev/no-such-port', baudRate: 9600 } as const
    const full: LinkConfig = { ...config, parity: 'N', stopBits: 1, dataBits: 8 }
    const { link } = openTestLink(full)
    cleanups.push(() => link.close())
    const { options } = await serial({})
    const end = await scanUnits(options({ link, config: full }))
    expect(end).toMatchObject({ kind: 'failed', trouble: expect.stringContaining('no such port') })
  })
})

describe('a unit scan over TCP', () => {
  it('takes the exceptions of a gateway for an absent unit, and any other for a present one', async () => {
    const gone: Fault = { kind: 'exception', code: 11 }
    const noPath: Fault = { kind: 'exception', code: 10 }
    const line = await network({ 1: gone, 2: alive, 3: noPath, 4: { kind: 'exception', code: 1 }, 5: gone })
    const { result } = await line.scan({ to: 5 })
    expect(idsOf(result)).toEqual([2, 4])
    expect(result.unreached).toBe(3)
    expect(line.meter.connections.accepted).toBe(1)
  })

  it('goes on after silent units, with one request for each', async () => {
    const line = await network({ 4: alive })
    const { result } = await line.scan({ to: 5 })
    expect(idsOf(result)).toEqual([4])
    expect(line.meter.requests).toHaveLength(5)
  })

  it('says where every id answers that it is probably one device', async () => {
    const line = await network({})
    line.meter.fault = () => alive
    const { result } = await line.scan({ to: 10 })
    expect(result.found).toHaveLength(10)
    expect(result.found[0]?.answer).toContain('probably one device that ignores the unit id')
  })

  it('ends when the device is gone', async () => {
    const line = await network({ 1: alive })
    const end = await line.scan({
      onProgress: ({ asked }) => void (asked === 1 && line.meter.connections.open > 0 && line.meter.close()),
    })
    expect(end).toMatchObject({ kind: 'failed', trouble: expect.stringContaining('refused') })
    expect(idsOf(end.result)).toEqual([1])
  })
})
