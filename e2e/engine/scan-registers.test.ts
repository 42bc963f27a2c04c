import { afterEach, describe, expect, it } from 'vitest'
import type { RunProgress } from '../../shared/contract/tester.ts'
import type { LinkConfig } from '../../shared/model/index.ts'
import { systemClock } from '../../electron/engine/clock.ts'
import { registerScanCost } from '../../electron/engine/scan/scan-cost.ts'
import { type RegisterScanOptions, scanRegisters } from '../../electron/engine/scan/register-scan.ts'
import { bitAt, registerAt } from '../support/fault-meter-frames.ts'
import { openTestLink } from '../support/fault-meter-link.ts'
import { type Fault, type FaultMeter, type MeterRequest, startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

type Scan = (options?: Partial<RegisterScanOptions>) => ReturnType<typeof scanRegisters>

async function network(): Promise<{ meter: FaultMeter; scan: Scan }> {
  const meter = await startFaultMeter({ framing: 'mbap' })
  return lineOf(meter, { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 })
}

async function serial(): Promise<{ meter: FaultMeter; scan: Scan }> {
  const pair = await openPtyPair()
  cleanups.push(pair.close)
  const meter = await startFaultMeter({ framing: 'rtu', serialPath: pair.meter })
  const settings = { baudRate: 115_200, parity: 'N', stopBits: 1, dataBits: 8 } as const
  return lineOf(meter, { kind: 'rtu', path: pair.master, ...settings })
}

function lineOf(meter: FaultMeter, config: LinkConfig): { meter: FaultMeter; scan: Scan } {
  const { link } = openTestLink(config)
  cleanups.push(meter.close, () => link.close())
  const scan: Scan = (options) =>
    scanRegisters({
      link,
      config,
      unitId: 1,
      table: 'HOLDING',
      from: 0,
      to: 499,
      timeoutMs: 1_000,
      requestDelayMs: 0,
      clock: systemClock,
      signal: new AbortController().signal,
      ...options,
    })
  return { meter, scan }
}

/** A device that has these registers, and does `otherwise` when asked for any other. */
const having =
  (stretches: readonly (readonly [from: number, to: number])[], otherwise: Fault) =>
  ({ address, count }: MeterRequest): Fault =>
    stretches.some(([from, to]) => address >= from && address + count - 1 <= to)
      ? { kind: 'none' }
      : otherwise

const illegalAddress: Fault = { kind: 'exception', code: 2 }

describe('a register scan', () => {
  it('finds the stretches that a device has, with their words', async () => {
    const { meter, scan } = await network()
    meter.fault = having([[10, 60], [300, 303]], illegalAddress) // prettier-ignore
    const seen: RunProgress[] = []
    const end = await scan({ onProgress: (_result, progress) => seen.push(progress) })
    expect(end.kind).toBe('done')
    const shape = end.result.stretches.map(({ from, to, kind }) => [kind, from, to])
    expect(shape).toEqual([
      ['refused', 0, 9],
      ['present', 10, 60],
      ['refused', 61, 299],
      ['present', 300, 303],
      ['refused', 304, 499],
    ])
    expect(end.result.stretches[0]?.detail).toMatch(/^exception 2/)
    expect(end.result.stretches[3]?.words).toEqual([300, 301, 302, 303].map((at) => registerAt(1, 3, at)))
    expect(end.result.present).toBe(55)
    expect(end.result.requests).toBe(meter.requests.length)
    expect(seen[0]?.remainingMs).toBeGreaterThan(0)
    expect(seen.at(-1)).toEqual({ done: 500, total: 500, remainingMs: 0, doing: '' })
    expect(seen.every(({ done }, index) => index === 0 || done >= (seen[index - 1]?.done ?? 0))).toBe(true)
  })

  it('keeps the first 2,000 words, bits being 0 and 1', async () => {
    const { meter, scan } = await network()
    const { result } = await scan({ table: 'COIL', to: 2_999 })
    expect(result.present).toBe(3_000)
    expect(meter.requests).toHaveLength(2)
    expect(result.stretches).toHaveLength(1)
    expect(result.stretches[0]?.words).toEqual(
      Array.from({ length: 2_000 }, (_, at) => (bitAt(1, 1, at) ? 1 : 0)),
    )
  })

  it('asks once for a table that the device does not know', async () => {
    const { meter, scan } = await network()
    meter.fault = () => ({ kind: 'exception', code: 1 })
    const { result } = await scan()
    expect(meter.requests).toHaveLength(1)
    expect(result.stretches).toMatchObject([{ kind: 'refused', from: 0, to: 499 }])
  })

  it('ends where a gateway says again and again that the unit is not there', async () => {
    const { meter, scan } = await network()
    meter.fault = () => ({ kind: 'exception', code: 11 })
    expect(await scan({ to: 9_999 })).toMatchObject({
      kind: 'failed',
      trouble: expect.stringMatching(/^exception 11/),
    })
    expect(meter.requests).toHaveLength(3)
  })

  it('ends on a line that garbles everything, and goes on where it spares short frames', async () => {
    const { meter, scan } = await network()
    meter.fault = () => ({ kind: 'wrong-unit' })
    const end = await scan({ to: 9_999 })
    expect(end).toMatchObject({ kind: 'failed', trouble: 'no valid answer: answer of unit 2, asked unit 1' })
    expect(meter.requests).toHaveLength(8)
    meter.fault = ({ count }) => (count > 60 ? { kind: 'truncate', bytes: 8 } : { kind: 'none' })
    expect(await scan({ timeoutMs: 20 })).toMatchObject({ kind: 'done', result: { present: 500 } })
  })

  it('leaves a unit in peace that stays busy', async () => {
    const { meter, scan } = await network()
    meter.fault = () => ({ kind: 'exception', code: 6 })
    const end = await scan()
    expect(end).toMatchObject({ kind: 'failed', trouble: expect.stringMatching(/^unit 1 stays busy: exc/) })
    expect(meter.requests).toHaveLength(10)
    expect(end.result.stretches).toEqual([])
  })

  it('lasts no longer than announced on a unit that never says a word', async () => {
    const { meter, scan } = await network()
    meter.fault = () => ({ kind: 'silence' })
    const range = { from: 0, to: 60, timeoutMs: 20 }
    const { result } = await scan(range)
    expect(result.stretches).toMatchObject([{ kind: 'silent', from: 0, to: 60, detail: 'no answer' }])
    const config = { kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 } as const
    const cost = registerScanCost({ ...range, table: 'HOLDING', config, requestDelayMs: 0 })
    expect(meter.requests.length * range.timeoutMs).toBeLessThanOrEqual(cost.mostMs)
  })

  it('stopped, keeps what it had found', async () => {
    const { scan } = await network()
    const stop = new AbortController()
    const end = await scan({
      signal: stop.signal,
      onProgress: (result) => void (result.requests === 2 && stop.abort()),
    })
    expect(end).toMatchObject({ kind: 'aborted', result: { present: 248 } })
  })

  it('says so when the unit stops answering', async () => {
    const { meter, scan } = await network()
    meter.fault = ({ address }) => ({ kind: address === 0 && meter.requests.length < 2 ? 'none' : 'silence' })
    const end = await scan({ to: 4_000, timeoutMs: 20 })
    expect(end).toMatchObject({ kind: 'failed', trouble: 'unit 1 has stopped answering' })
    expect(end.result.present).toBe(124)
  })
})

describe.skipIf(!hasSocat)('a register scan of a serial line', () => {
  it('of a device that is silent about its holes keeps in step, and finds what is there', async () => {
    const { meter, scan } = await serial()
    meter.fault = having([[0, 40], [47, 60]], { kind: 'silence' }) // prettier-ignore
    const { result } = await scan({ to: 61, timeoutMs: 60 })
    const present = result.stretches.filter(({ kind }) => kind === 'present')
    for (const { from, to, words } of present) {
      expect(words).toEqual(Array.from({ length: to - from + 1 }, (_, at) => registerAt(1, 3, from + at)))
    }
    expect(present[0]?.from).toBe(0)
    // Borders of silence are found to within eight registers.
    expect(result.present).toBeGreaterThan(41 + 14 - 3 * 8)
    expect(present.every(({ from, to }) => to <= 40 || (from >= 47 && to <= 60))).toBe(true)
  })
})
