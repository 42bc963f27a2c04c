import { Socket } from 'node:net'
import Jsmodbus from 'jsmodbus'
import ModbusRTU from 'modbus-serial'
import { z } from 'zod'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { createLink } from '../electron/engine/modbus/create-link.ts'
import { pduAddress, unitId } from '../shared/model/index.ts'
import type { BenchResult } from './row.ts'
import { type Cost, libmodbus, pymodbus } from './support/foreign-clients.ts'
import { startPeer } from './support/peer.ts'

const registerCount = 50
const requestsPerRun = 10_000
const rounds = 3

async function measure(read: () => Promise<unknown>): Promise<Cost> {
  for (let index = 0; index < 1000; index += 1) await read()
  let best: Cost = { perSecond: 0, cpuMsPer1000: Number.POSITIVE_INFINITY }
  for (let round = 0; round < rounds; round += 1) {
    const cpu = process.cpuUsage()
    const startMs = performance.now()
    for (let index = 0; index < requestsPerRun; index += 1) await read()
    const perSecond = (requestsPerRun * 1000) / (performance.now() - startMs)
    const { user, system } = process.cpuUsage(cpu)
    if (perSecond > best.perSecond) best = { perSecond, cpuMsPer1000: (user + system) / requestsPerRun }
  }
  return best
}

async function ours(port: number): Promise<Cost> {
  const link = createLink(
    { kind: 'tcp', host: '127.0.0.1', port, pipelining: 1 },
    { clock: systemClock, logger: silentLogger, onState: () => undefined, onFrame: null, retryDelayMs: 1000 },
  )
  const request = { table: 'HOLDING', address: pduAddress(0), count: registerCount } as const
  const options = { timeoutMs: 3000, requestDelayMs: 0 }
  const cost = await measure(async () => {
    const outcome = await link.read(unitId(1), request, { ...options, dueMs: systemClock.monotonicMs() })
    if (outcome.kind !== 'data') throw new Error(`read ended as ${outcome.kind}`)
  })
  await link.close()
  return cost
}

async function modbusSerial(port: number): Promise<Cost> {
  const client = new ModbusRTU()
  await client.connectTCP('127.0.0.1', { port })
  client.setID(1)
  client.setTimeout(3000)
  const cost = await measure(() => client.readHoldingRegisters(0, registerCount))
  await new Promise((resolve) => client.close(resolve))
  return cost
}

async function jsmodbus(port: number): Promise<Cost> {
  const socket = new Socket()
  const client = new Jsmodbus.client.TCP(socket, 1, 3000)
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve))
  const cost = await measure(() => client.readHoldingRegisters(0, registerCount))
  socket.destroy()
  return cost
}

/** What a socket can do when nobody checks anything: no timeout, no queue, no validation. */
async function rawSocket(port: number): Promise<Cost> {
  const socket = new Socket()
  socket.setNoDelay(true)
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve))
  const request = Buffer.from([0, 0, 0, 0, 0, 6, 1, 3, 0, 0, 0, registerCount])
  let answered: (bytes: Buffer) => void = () => undefined
  socket.on('data', (bytes: Buffer) => answered(bytes))
  const cost = await measure(() => {
    return new Promise<Buffer>((resolve) => {
      answered = resolve
      socket.write(request)
    })
  })
  socket.destroy()
  return cost
}

/** One connection, one request of 50 registers in flight; the server is another process. */
export async function run(): Promise<BenchResult[]> {
  const meter = await startPeer('meter-farm.ts', ['1'])
  const [port = 0] = z.object({ ports: z.array(z.number()) }).parse(meter.ready).ports
  try {
    const link = await ours(port)
    const peers: readonly (readonly [name: string, cost: Cost | string])[] = [
      ['raw socket', await rawSocket(port)],
      ['modbus-serial', await modbusSerial(port)],
      ['jsmodbus', await jsmodbus(port)],
      ['libmodbus (C)', libmodbus(port, registerCount, requestsPerRun)],
      ['pymodbus (Python)', pymodbus(port, registerCount, requestsPerRun / 2)],
    ]
    return [
      ...peers.map(([name, cost]) =>
        row('reads of 50 registers over TCP, per second', link.perSecond, '1/s', name, cost, 'perSecond'),
      ),
      ...peers.map(([name, cost]) =>
        row('CPU time of 1,000 reads', link.cpuMsPer1000, 'ms', name, cost, 'cpuMsPer1000'),
      ),
    ]
  } finally {
    await meter.close()
  }
}

function row(
  name: string,
  value: number,
  unit: string,
  peer: string,
  cost: Cost | string,
  key: keyof Cost,
): BenchResult {
  if (typeof cost === 'string') return { name: `link: ${name}, against ${peer}`, skipped: cost }
  const digits = cost[key] >= 1_000 ? 0 : 1
  const against = `${peer} (${cost[key].toFixed(digits)})`
  return { name: `link: ${name}`, value, unit, ratio: value / cost[key], against }
}
