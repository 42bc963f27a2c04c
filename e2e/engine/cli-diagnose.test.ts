import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/engine/clock.ts'
import { diagnoseDevice } from '../../electron/engine/diagnose/diagnose.ts'
import { createLoneLines } from '../../electron/engine/diagnose/lone-lines.ts'
import type { Diagnosis } from '../../electron/engine/diagnose/diagnosis.ts'
import { portHolders } from '../../electron/engine/diagnose/port-holders.ts'
import { startSimulator } from '../../electron/simulator/meters/simulator.ts'
import { type DeviceConfig, unitId } from '../../shared/model/index.ts'
import { aDevice, aRegister } from '../support/device.ts'
import { type FaultMeterOptions, type MeterRequest, startFaultMeter } from '../support/fault-meter.ts'
import { hasSocat, openPtyPair } from '../support/pty.ts'
import { waitFor } from '../support/wait.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

async function diagnose(device: DeviceConfig): Promise<Diagnosis> {
  const { lines, watchFrames } = createLoneLines(systemClock)
  const line = lines.borrow(device.link, { visited: null, asks: 'one' })
  try {
    const listSerialPorts = async () => ['/dev/ttyUSB7']
    return await diagnoseDevice({
      device,
      line,
      watchFrames,
      clock: systemClock,
      maxRetries: 0,
      listSerialPorts,
    })
  } finally {
    await line.giveBack()
  }
}

const outcomes = ({ layers }: Diagnosis): string[] =>
  layers.map(({ layer, outcome }) => `${layer} ${outcome}`)
const last = ({ layers }: Diagnosis) => layers.at(-1)!

async function faultMeter(fault: FaultMeterOptions['fault']): Promise<DeviceConfig> {
  const meter = await startFaultMeter(fault === undefined ? { framing: 'mbap' } : { framing: 'mbap', fault })
  closers.push(() => meter.close())
  return aDevice({ kind: 'tcp', host: '127.0.0.1', port: meter.port, pipelining: 1 })
}

async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return address.port
}

describe('a device that is well', () => {
  it('passes all layers', async () => {
    const device = await faultMeter(undefined)
    const diagnosis = await diagnose({ ...device, registers: [aRegister(1), aRegister(2)] })
    expect(diagnosis.failedLayer).toBeNull()
    expect(outcomes(diagnosis)).toEqual([
      'name ok',
      'connection ok',
      'bytes ok',
      'frame ok',
      'answer ok',
      'registers ok',
      'values ok',
    ])
    expect(diagnosis.read?.reading.measurements.size).toBe(2)
  })

  it('passes although its first answer is lost', async () => {
    let requests = 0
    const device = await faultMeter(() => (requests++ === 0 ? { kind: 'silence' } : { kind: 'none' }))
    expect((await diagnose(device)).failedLayer).toBeNull()
  })
})

describe('a device that is not well', () => {
  it('with an unknown host name fails at the name', async () => {
    const link = { kind: 'tcp', host: 'no-such-meter.invalid', port: 502, pipelining: 1 } as const
    const diagnosis = await diagnose(aDevice(link))
    expect(outcomes(diagnosis)).toEqual(['name failed'])
    expect(last(diagnosis).detail).toMatch(/^no-such-meter.invalid .*DNS server/)
  })

  it('on a serial port that is not there fails at the name, and the ports that are there are listed', async () => {
    const link = {
      kind: 'rtu',
      path: '/dev/ttyNONE',
      baudRate: 9600,
      parity: 'N',
      stopBits: 1,
      dataBits: 8,
    } as const
    const diagnosis = await diagnose(aDevice(link))
    expect(outcomes(diagnosis)).toEqual(['name failed'])
    expect(last(diagnosis).detail).toContain('/dev/ttyUSB7')
  })

  it('where nothing listens fails at the connection', async () => {
    const port = await tcpServer(() => {})
    await Promise.all(closers.splice(0).map((close) => close()))
    const diagnosis = await diagnose(aDevice({ kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 }))
    expect(outcomes(diagnosis)).toEqual(['name ok', 'connection failed'])
    expect(last(diagnosis).detail).toContain('refused')
    expect(last(diagnosis).advice).toContain(String(port))
    // Who refuses is switched on, and reached.
    expect(last(diagnosis).advice).not.toMatch(/is on|firewall/)
  })

  it('that is silent fails at the bytes, and the unit id is named', async () => {
    const device = await faultMeter(() => ({ kind: 'silence' }))
    const diagnosis = await diagnose({ ...device, unitId: unitId(7), timeoutMs: 60 })
    expect(outcomes(diagnosis)).toEqual(['name ok', 'connection ok', 'bytes failed'])
    expect(last(diagnosis).advice).toContain('slave_id 7')
  })

  it('that answers by halves is not silent: it fails at the frame', async () => {
    const device = await faultMeter(() => ({ kind: 'truncate', bytes: 8 }))
    const diagnosis = await diagnose({ ...device, timeoutMs: 60 })
    expect(outcomes(diagnosis)).toEqual(['name ok', 'connection ok', 'bytes ok', 'frame failed'])
    expect(last(diagnosis).detail).toContain('broken off after')
  })

  it('that hangs up fails at the bytes, and says so', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.end()))
    const diagnosis = await diagnose(aDevice({ kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 }))
    expect(outcomes(diagnosis).at(-1)).toBe('bytes failed')
    expect(last(diagnosis).detail).toContain('closed')
  })

  it('that speaks something else fails at the frame, and its bytes are shown', async () => {
    const port = await tcpServer((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n')),
    )
    const diagnosis = await diagnose(aDevice({ kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 }))
    expect(outcomes(diagnosis).at(-1)).toBe('frame failed')
    expect(last(diagnosis).detail).toContain('48 54 54 50')
  })

  it('that answers something else fails at the frame, and is not told to speak another protocol', async () => {
    const diagnosis = await diagnose(await faultMeter(() => ({ kind: 'wrong-unit' })))
    expect(diagnosis.failedLayer).toBe('frame')
    expect(last(diagnosis).advice).toMatch(/^it speaks Modbus, .*slave_id 1/)
  })

  it('that answers after its timeout through a converter fails at the frame, and the timeout is named', async () => {
    const meter = await startFaultMeter({ framing: 'rtu', fault: () => ({ kind: 'delay', delayMs: 100 }) })
    closers.push(() => meter.close())
    const link = { kind: 'rtu-over-tcp', host: '127.0.0.1', port: meter.port } as const
    const diagnosis = await diagnose(aDevice(link, { timeoutMs: 60 }))
    expect(diagnosis.failedLayer).toBe('frame')
    expect(last(diagnosis).advice).toContain('later than its timeout of 0.06 s')
  })

  it('that has a fault of its own fails at the registers, and the addresses are not blamed', async () => {
    const diagnosis = await diagnose(await faultMeter(() => ({ kind: 'exception', code: 4 })))
    expect(diagnosis.failedLayer).toBe('registers')
    expect(last(diagnosis).advice).toContain('cannot answer now')
  })

  it('behind a line with echo fails at the frame, and the echo is named', async () => {
    const meter = await startFaultMeter({ framing: 'rtu', fault: () => ({ kind: 'echo', apartMs: 20 }) })
    closers.push(() => meter.close())
    const diagnosis = await diagnose(aDevice({ kind: 'rtu-over-tcp', host: '127.0.0.1', port: meter.port }))
    expect(diagnosis.failedLayer).toBe('frame')
    expect(last(diagnosis).advice).toContain('echo')
  })

  it('behind a gateway that misses it fails at the answer', async () => {
    const device = await faultMeter(() => ({ kind: 'exception', code: 11 }))
    const diagnosis = await diagnose(device)
    expect(outcomes(diagnosis).at(-1)).toBe('answer failed')
    expect(last(diagnosis).advice).toContain('gateway')
  })

  it('without one of the registers fails at the registers, and the others are read', async () => {
    const device = await faultMeter(({ address }) =>
      address <= 500 && 500 < address + 10 ? { kind: 'exception', code: 2 } : { kind: 'none' },
    )
    const diagnosis = await diagnose({ ...device, registers: [aRegister(1), aRegister(500)] })
    expect(diagnosis.failedLayer).toBe('registers')
    expect(diagnosis.layers.map(({ layer }) => layer)).toContain('values')
    const registers = diagnosis.layers.find(({ layer }) => layer === 'registers')
    expect(registers?.detail).toContain('1 of 2')
    expect(registers?.detail).toContain('R500 (500): exception 2')
  })
})

/** A meter that has these holding or input registers, and no other. */
async function meterWith(has: (request: MeterRequest) => boolean): Promise<DeviceConfig> {
  return faultMeter((request) => (has(request) ? { kind: 'none' } : { kind: 'exception', code: 2 }))
}

describe('registers that are refused are looked for', () => {
  const adviceFor = async (device: DeviceConfig, changes: Parameters<typeof aRegister>[1], address = 7) => {
    const diagnosis = await diagnose({ ...device, registers: [aRegister(address, changes)] })
    const registers = diagnosis.layers.find(({ layer }) => layer === 'registers')
    expect(diagnosis.failedLayer).toBe('registers')
    return registers?.advice
  }

  it('in the table beside', async () => {
    const device = await meterWith(({ functionCode }) => functionCode === 4)
    expect(await adviceFor(device, {})).toBe('FC4 7 (0x0007) answers: try register_types = INPUT')
  })

  it('as a Modicon address', async () => {
    const device = await meterWith(({ functionCode, address }) => functionCode === 4 && address < 100)
    expect(await adviceFor(device, { writtenAddress: '30001' }, 30_001)).toBe(
      'FC4 0 (0x0000) answers: try addressing = modicon and register_types = INPUT',
    )
  })

  it('one address less', async () => {
    const device = await meterWith(({ functionCode, address }) => functionCode === 3 && address === 6)
    expect(await adviceFor(device, {})).toBe('FC3 6 (0x0006) answers: try addressing = one')
  })

  it('one address more', async () => {
    const device = await meterWith(({ functionCode, address }) => functionCode === 3 && address === 8)
    expect(await adviceFor(device, {})).toBe('FC3 8 (0x0008) answers: try each address one higher')
  })

  it('and many that are refused alike are told in one breath', async () => {
    const device = await meterWith(() => false)
    const diagnosis = await diagnose({ ...device, registers: [aRegister(1), aRegister(2), aRegister(3)] })
    const detail = diagnosis.layers.find(({ layer }) => layer === 'registers')?.detail
    expect(detail?.match(/exception 2/g)).toHaveLength(1)
    expect(detail).toMatch(/R1 \(1\), R2 \(2\), R3 \(3\): exception 2/)
  })

  it('and where nothing of that is there, the manual is named', async () => {
    expect(await adviceFor(await meterWith(({ address }) => address === 500), {})).toContain('manual')
  })
})

describe('values', () => {
  const float = (label: string, address: number, byteOrder: 'ABCD' | 'CDAB') =>
    aRegister(address, { label, table: 'INPUT', dataType: { kind: 'FLOAT32' }, byteOrder })

  it('read with the wrong word order are a warning that names the right one', async () => {
    const simulator = await startSimulator({ ports: [0, 0, 0] })
    closers.push(() => simulator.close())
    const { host, port } = simulator.meters[0]!
    // The low half of a float is noise: of so many, some are odd with their words swapped.
    const registers = Array.from({ length: 12 }, (_, index) => float(`R${index}`, 2 * index, 'CDAB'))
    const diagnosis = await diagnose(aDevice({ kind: 'tcp', host, port, pipelining: 1 }, { registers }))
    expect(diagnosis.failedLayer).toBeNull()
    expect(outcomes(diagnosis).at(-1)).toBe('values warning')
    expect(last(diagnosis).advice).toMatch(/byte_order = ABCD they would be plausible \(R\d+ -?[\d.]+, R\d/)
  })

  it('that are all 0 are looked for in the table beside', async () => {
    const port = await tcpServer((socket) =>
      socket.on('data', (request: Buffer) => {
        const count = request.readUInt16BE(10)
        const answer = Buffer.alloc(9 + 2 * count)
        request.copy(answer, 0, 0, 8)
        answer.writeUInt16BE(3 + 2 * count, 4)
        answer[8] = 2 * count
        const isInput = request[7] === 4
        for (let at = 0; at < count; at++) answer.writeUInt16BE(isInput ? 230 + at : 0, 9 + 2 * at)
        socket.write(answer)
      }),
    )
    const link = { kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 } as const
    const volts = [0, 1, 2].map((address) =>
      aRegister(address, { label: `Voltage_L${address + 1}`, unit: 'V' }),
    )
    expect(last(await diagnose(aDevice(link, { registers: volts }))).advice).toMatch(
      /INPUT the values are usual ones \(Voltage_L1 230 V.*try register_types = INPUT/,
    )
    // Any number would do where nobody knows what is measured.
    const unknown = volts.map((register) => ({ ...register, label: `R${register.address}`, unit: '' }))
    expect(last(await diagnose(aDevice(link, { registers: unknown }))).advice).not.toContain('INPUT')
  })

  it('read one address too high are found where they are', async () => {
    const simulator = await startSimulator({ ports: [0, 0, 0] })
    closers.push(() => simulator.close())
    const { host, port } = simulator.meters[0]!
    const registers = [1, 3, 5].map((address) => ({
      ...float(`Voltage_L${(address + 1) / 2}`, address, 'ABCD'),
      unit: 'V',
    }))
    const diagnosis = await diagnose(aDevice({ kind: 'tcp', host, port, pipelining: 1 }, { registers }))
    expect(outcomes(diagnosis).at(-1)).toBe('values warning')
    expect(last(diagnosis).advice).toMatch(/one address less .*Voltage_L1 2\d\d\.?\d* V.*addressing = one/)
  })

  it('out of range are a warning', async () => {
    const device = await faultMeter(undefined)
    const diagnosis = await diagnose({ ...device, registers: [aRegister(1, { label: 'Load', max: -1 })] })
    expect(outcomes(diagnosis).at(-1)).toBe('values warning')
    expect(last(diagnosis).detail).toContain('above -1')
  })
})

describe.skipIf(!hasSocat)('a serial port', () => {
  it('that another program holds fails at the connection', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const device = aDevice({
      kind: 'rtu',
      path: pair.master,
      baudRate: 115_200,
      parity: 'N',
      stopBits: 1,
      dataBits: 8,
    })
    const holder = await startFaultMeter({ framing: 'rtu', serialPath: pair.master })
    closers.push(() => holder.close())
    const diagnosis = await diagnose(device)
    expect(outcomes(diagnosis)).toEqual(['name ok', 'connection failed'])
    expect(last(diagnosis).detail).toContain('in use')
  })

  it.skipIf(process.platform !== 'linux')('tells which other process has it open', async () => {
    const pair = await openPtyPair()
    closers.push(() => pair.close())
    const file = await open(pair.master, 'r+')
    closers.push(() => file.close())
    const child = spawn('sleep', ['60'], { stdio: [file.fd, 'ignore', 'ignore'] })
    closers.push(async () => child.kill())
    const holder = await waitFor('the process that holds the port', async () =>
      (await portHolders(pair.master)).find(({ command }) => command === 'sleep 60'),
    )
    expect(holder.pid).toBe(child.pid)
  })
})
