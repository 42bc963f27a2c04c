import { afterEach, describe, expect, it } from 'vitest'
import type { LinkConfig } from '../../shared/model/index.ts'
import { systemClock } from '../../electron/engine/clock.ts'
import { silentLogger } from '../../electron/engine/logger.ts'
import { createLink } from '../../electron/engine/modbus/create-link.ts'
import type { Link } from '../../electron/engine/modbus/link.ts'
import { serialScanCost } from '../../electron/engine/scan/scan-cost.ts'
import { scanSerial, type SerialScanOptions } from '../../electron/engine/scan/serial-scan.ts'
import { type Fault, startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

type OpenLink = SerialScanOptions['openLink']

const open = (config: LinkConfig, onFrame: Parameters<OpenLink>[1]): Link =>
  createLink(config, {
    clock: systemClock,
    logger: silentLogger,
    onState: () => undefined,
    onFrame,
    retryDelayMs: 1,
  })

const options = (path: string, openLink: OpenLink): SerialScanOptions => ({
  path,
  openLink,
  baudRates: [4_800, 9_600, 19_200],
  parities: ['N', 'E'],
  stopBits: [1],
  unitIds: [1, 2],
  timeoutMs: 40,
  clock: systemClock,
  signal: new AbortController().signal,
})

/** A pseudo terminal has no baud rate: what a meter says at each setting is a meter of its own behind a socket. */
async function meterBySettings(faultOf: (settings: string) => Fault): Promise<OpenLink> {
  let fault: Fault = { kind: 'silence' }
  const meter = await startFaultMeter({ framing: 'rtu', fault: () => fault })
  cleanups.push(meter.close)
  return (config, onFrame) => {
    if (config.kind === 'rtu') fault = faultOf(`${config.baudRate} ${config.parity}`)
    return open({ kind: 'rtu-over-tcp', host: '127.0.0.1', port: meter.port }, onFrame)
  }
}

describe('a serial scan', () => {
  it('tries the likeliest first, tells garbage from silence, and ends with the first answer', async () => {
    const openLink = await meterBySettings((settings) => {
      if (settings === '19200 E') return { kind: 'exception', code: 2 }
      return settings === '9600 E' ? { kind: 'bit-flip', bit: 28 } : { kind: 'silence' }
    })
    const end = await scanSerial(options('/dev/ttyUSB0', openLink))
    expect(end.kind).toBe('done')
    expect(end.result.combinations).toBe(6)
    const shape = end.result.tried.map(({ baudRate, parity, outcome }) => `${baudRate} ${parity} ${outcome}`)
    expect(shape).toEqual(['9600 N silence', '9600 E garbage', '19200 E answer'])
    expect(end.result.tried.at(-1)).toMatchObject({
      unitId: 1,
      detail: expect.stringMatching(/^exception 2/),
    })
  })

  it('stopped, keeps what it had tried', async () => {
    const stop = new AbortController()
    const openLink = await meterBySettings(() => ({ kind: 'silence' }))
    const end = await scanSerial({
      ...options('/dev/ttyUSB0', openLink),
      signal: stop.signal,
      onProgress: ({ tried }) => void (tried.length === 1 && stop.abort()),
    })
    expect(end.kind).toBe('aborted')
    expect(end.result.tried).toHaveLength(1)
  })

  it('of a port that does not exist ends at once and says so', async () => {
    const end = await scanSerial(options('/dev/no-such-port', open))
    expect(end).toMatchObject({ kind: 'failed', result: { tried: [] } })
    expect(end.kind === 'failed' && end.trouble).toContain('no such port')
  })

  describe.skipIf(!hasSocat)('on a port', () => {
    it('opens it once for each combination, and asks what was announced', async () => {
      const pair = await openPtyPair()
      cleanups.push(pair.close)
      const meter = await startFaultMeter({
        framing: 'rtu',
        serialPath: pair.meter,
        fault: () => ({ kind: 'silence' }),
      })
      cleanups.push(meter.close)
      const scan = options(pair.master, open)
      const left: (number | null)[] = []
      const { result } = await scanSerial({
        ...scan,
        onProgress: (_, { remainingMs }) => left.push(remainingMs),
      })
      expect(left[0]).toBe(serialScanCost(scan).mostMs)
      expect(left.at(-1)).toBe(0)
      expect(result.tried.map(({ outcome }) => outcome)).toEqual(Array(6).fill('silence'))
      expect(meter.requests).toHaveLength(serialScanCost(scan).requests)
      meter.fault = () => ({ kind: 'echo', apartMs: 20 })
      const echoed = await scanSerial({ ...scan, baudRates: [9_600], parities: ['N'] })
      expect(echoed.result.tried).toMatchObject([
        { outcome: 'garbage', detail: expect.stringContaining('echo') },
      ])
      meter.fault = () => ({ kind: 'none' })
      const answered = await scanSerial({ ...scan, timeoutMs: 500 })
      expect(answered.result.tried).toEqual([
        { baudRate: 9_600, parity: 'N', stopBits: 1, outcome: 'answer', unitId: 1, detail: 'data' },
      ])
    })

    it('that another program holds ends at once and says so', async () => {
      const pair = await openPtyPair()
      cleanups.push(pair.close)
      const holder = await startFaultMeter({ framing: 'rtu', serialPath: pair.master })
      cleanups.push(holder.close)
      const end = await scanSerial(options(pair.master, open))
      expect(end.kind === 'failed' && end.trouble).toContain('in use by another program')
    })
  })
})
