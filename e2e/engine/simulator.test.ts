import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { SerialPort } from 'serialport'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { AWAY_EVERY_MS, AWAY_FIRST_MS, AWAY_FOR_MS } from '../../electron/simulator/meters/absent-meter.ts'
import { BROKEN_EVERY_MS, createAnalyser } from '../../electron/simulator/meters/analyser.ts'
import { startSimulator } from '../../electron/simulator/meters/simulator.ts'
import type { SimulatorOptions } from '../../electron/simulator/meters/simulator.ts'
import { createThreePhaseMeter } from '../../electron/simulator/meters/three-phase-meter.ts'

const START_MS = Date.parse('2026-11-23T09:00:00Z')
const movable = () => {
  let nowMs = START_MS
  return { wallMs: () => nowMs, set: (ms: number) => (nowMs = ms) }
}

async function simulator(options: SimulatorOptions = {}) {
  const clock = movable()
  const started = await startSimulator({ ports: [0, 0, 0], clock, ...options })
  onTestFinished(() => started.close())
  return { clock, meters: started.meters }
}

/** One request over TCP, written and taken apart by hand (MBAP, V1.0b 3.1). */
async function ask(
  port: number,
  unit: number,
  fc: number,
  address: number,
  count: number,
  waitMs = 150,
): Promise<Buffer | 'silence' | 'closed'> {
  const socket = net.connect(port, '127.0.0.1')
  try {
    return await new Promise((resolve, reject) => {
      const request = Buffer.from([0x12, 0x34, 0, 0, 0, 6, unit, fc, 0, 0, 0, 0])
      request.writeUInt16BE(address, 8)
      request.writeUInt16BE(count, 10)
      let timer: NodeJS.Timeout | undefined
      socket.on('error', reject)
      socket.on('close', () => {
        clearTimeout(timer)
        resolve('closed')
      })
      socket.on('data', (data) => {
        clearTimeout(timer)
        expect(data.readUInt16BE(0)).toBe(0x1234)
        expect(data.readUInt16BE(4)).toBe(data.length - 6)
        resolve(data.subarray(7))
      })
      socket.on('connect', () => {
        socket.write(request)
        timer = setTimeout(() => resolve('silence'), waitMs)
      })
    })
  } finally {
    socket.destroy()
  }
}

async function floats(port: number, fc: 3 | 4, address: number, count: number): Promise<number[]> {
  const pdu = await ask(port, 1, fc, address, count * 2)
  if (typeof pdu === 'string') throw new Error(pdu)
  expect(pdu[0]).toBe(fc)
  expect(pdu[1]).toBe(count * 4)
  const view = new DataView(pdu.buffer, pdu.byteOffset + 2)
  return Array.from({ length: count }, (_, index) => view.getFloat32(index * 4))
}

describe('the simulated meters on TCP', () => {
  it('the three-phase meter shows values that agree with each other', async () => {
    const { meters } = await simulator()
    const { port } = meters[0]!
    const [v1, v2, v3, i1, i2, i3, p1, p2, p3] = await floats(port, 4, 0, 9)
    const [total] = await floats(port, 4, 52, 1)
    const [apparent] = await floats(port, 4, 56, 1)
    const [reactive, factor] = await floats(port, 4, 60, 2)
    for (const voltage of [v1!, v2!, v3!]) expect(voltage).toBeGreaterThan(220)
    expect(p1! + p2! + p3!).toBeCloseTo(total!, 0)
    expect(v1! * i1! + v2! * i2! + v3! * i3!).toBeCloseTo(apparent!, 0)
    expect(Math.hypot(total!, reactive!) / apparent!).toBeCloseTo(1, 2)
    expect(total! / apparent!).toBeCloseTo(factor!, 3)
  })

  it('the energy counter is the integral of the power', async () => {
    const meter = createThreePhaseMeter({ seed: 7, unitId: 1, startMs: START_MS })
    const at = (nowMs: number, address: number): number => {
      const words = meter.imageAt(nowMs).readWords('input', address, 2)!
      return new DataView(Uint16Array.of(words[1]!, words[0]!).buffer).getFloat32(0, true)
    }
    const before = at(START_MS, 72)
    let kWh = 0
    for (let s = 0; s < 3_600; s++) kWh += at(START_MS + s * 1_000, 52) / 3.6e6
    expect(at(START_MS + 3_600_000, 72) - before).toBeCloseTo(kWh, 1)
    expect(kWh).toBeGreaterThan(20)
  })

  it('the same seed and clock give the same day', () => {
    const words = (seed: number): number[] =>
      createAnalyser({ seed, unitId: 1, startMs: START_MS })
        .imageAt(START_MS + 12_345)
        .readWords('holding', 0, 22)!
    expect(words(3)).toEqual(words(3))
    expect(words(3)).not.toEqual(words(4))
  })

  it('the analyser scales integers, low word first, and its temperature is sometimes out of range', async () => {
    const { meters, clock } = await simulator()
    const { port } = meters[1]!
    const read = async (): Promise<DataView> => {
      const pdu = await ask(port, 1, 3, 0, 22)
      if (typeof pdu === 'string') throw new Error(pdu)
      return new DataView(pdu.buffer, pdu.byteOffset + 2)
    }
    const view = await read()
    expect(view.getInt16(0) / 10).toBeGreaterThan(220)
    expect(view.getInt16(0) / 10).toBeLessThan(240)
    expect(((view.getInt16(42) << 16) | view.getUint16(40)) / 10).toBeCloseTo(5_210.7, 1)
    expect(view.getInt16(36) / 10).toBeLessThan(50)
    clock.set(START_MS + BROKEN_EVERY_MS - 1)
    expect((await read()).getInt16(36)).toBe(8_124)
  })

  it('coils and discrete inputs are packed from the lowest bit', async () => {
    const { meters } = await simulator()
    expect(await ask(meters[1]!.port, 1, 1, 0, 2)).toEqual(Buffer.from([1, 1, 0b01]))
    expect(await ask(meters[1]!.port, 1, 2, 0, 3)).toEqual(Buffer.from([2, 1, 0b001]))
    expect(await ask(meters[2]!.port, 1, 1, 1, 1)).toEqual(Buffer.from([1, 1, 1]))
    expect(await ask(meters[2]!.port, 1, 2, 0, 1)).toEqual(Buffer.from([2, 1, 0]))
  })

  it.each([
    ['an address that is not there', 3, 500, 1, [0x83, 2]],
    ['a block that reaches beyond the last register', 3, 20, 3, [0x83, 2]],
    ['the same for input registers', 4, 0, 2, [0x84, 2]],
    ['a coil that is not there', 1, 9, 1, [0x81, 2]],
    ['more registers than a frame holds', 3, 0, 126, [0x83, 3]],
    ['a write', 6, 0, 1, [0x86, 1]],
    ['a function that meters do not have', 0x41, 0, 1, [0xc1, 1]],
  ])('%s is refused with an exception, the connection stays', async (_, fc, address, count, answer) => {
    const { meters } = await simulator()
    expect(await ask(meters[1]!.port, 1, fc, address, count)).toEqual(Buffer.from(answer))
  })

  it('another unit id is not answered', async () => {
    const { meters } = await simulator()
    expect(await ask(meters[0]!.port, 2, 4, 0, 2)).toBe('silence')
    expect(await ask(meters[0]!.port, 2, 6, 0, 2)).toBe('silence')
  })

  it.each(['silent', 'closes'] as const)(
    'the absent meter goes away (%s) and comes back',
    async (whenAway) => {
      const { meters, clock } = await simulator({ whenAway })
      const { port } = meters[2]!
      const away = whenAway === 'silent' ? 'silence' : 'closed'
      expect(await ask(port, 1, 3, 0, 2)).toBeInstanceOf(Buffer)
      clock.set(START_MS + AWAY_FIRST_MS)
      expect(await ask(port, 1, 3, 0, 2)).toBe(away)
      clock.set(START_MS + AWAY_FIRST_MS + AWAY_FOR_MS)
      expect(await ask(port, 1, 3, 0, 2)).toBeInstanceOf(Buffer)
      clock.set(START_MS + AWAY_FIRST_MS + AWAY_EVERY_MS)
      expect(await ask(port, 1, 3, 0, 2)).toBe(away)
    },
  )

  it('a taken port is an error, and nothing is left running', async () => {
    const other = await simulator()
    const before = await startSimulator({ ports: [0, 0, 0] })
    await before.close()
    const [first, second] = before.meters.map(({ port }) => port)
    const taken = other.meters[2]!.port
    await expect(startSimulator({ ports: [first!, second!, taken] })).rejects.toThrow(/EADDRINUSE/)
    await simulator({ ports: [first!, second!, 0] })
  })
})

const hasSocat = fs.existsSync('/usr/bin/socat')

describe.skipIf(!hasSocat)('the simulated meters on a serial line', () => {
  let socat: ChildProcess | null = null
  afterEach(() => {
    socat?.kill()
  })

  it('each unit id answers for its meter', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'simulator-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    const [a, b] = [path.join(dir, 'a'), path.join(dir, 'b')]
    socat = spawn('socat', [`pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`])
    await vi.waitUntil(() => fs.existsSync(a) && fs.existsSync(b))
    await simulator({ serial: { path: a, baudRate: 9_600 } })
    const port = new SerialPort({ path: b, baudRate: 9_600 })
    onTestFinished(() => new Promise<void>((resolve) => port.close(() => resolve())))
    const received: Buffer[] = []
    port.on('data', (data: Buffer) => received.push(data))
    const reply = async (request: string): Promise<Buffer> => {
      received.length = 0
      port.write(Buffer.from(request, 'hex'))
      await vi.waitUntil(() => Buffer.concat(received).length >= 9, { timeout: 10_000 })
      return Buffer.concat(received)
    }
    // CRCs by hand: unit 1 FC4, unit 3 FC3, two registers from 0.
    const supply = await reply('01040000000271cb')
    expect([...supply.subarray(0, 3)]).toEqual([1, 4, 4])
    expect(supply.readFloatBE(3)).toBeGreaterThan(220)
    const office = await reply('030300000002c5e9')
    expect([...office.subarray(0, 3)]).toEqual([3, 3, 4])
    expect(office.readFloatBE(3)).toBeGreaterThan(220)
  })
})
