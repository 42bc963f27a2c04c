import { createServer, Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import Jsmodbus from 'jsmodbus'
import ModbusRTU from 'modbus-serial'
import { systemClock } from '../electron/engine/clock.ts'
import { silentLogger } from '../electron/engine/logger.ts'
import { createLink } from '../electron/engine/modbus/create-link.ts'
import { pduAddress, unitId } from '../shared/model/index.ts'
import type { BenchRow } from './row.ts'

const registerCount = 50
const requestsPerRun = 10_000
const rounds = 3

/** Requests per second and CPU time (ms) of this process per 1,000 requests; the better of the rounds. */
interface Cost {
  readonly perSecond: number
  readonly cpuMsPer1000: number
}

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

/**
 * Answers FC3 without looking at anything but the transaction id and the unit. It shares this process with the clients
 * that are compared, at a cost that is the same for all of them.
 */
async function startServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const answer = Buffer.alloc(9 + registerCount * 2)
  answer.writeUInt16BE(3 + registerCount * 2, 4)
  answer[7] = 3
  answer[8] = registerCount * 2
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (request: Buffer) => {
      answer.writeUInt16BE(request.readUInt16BE(0), 0)
      answer[6] = request[6] ?? 0
      socket.write(Buffer.from(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, close: () => new Promise((resolve) => void server.close(() => resolve())) }
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

/** One connection, one request of 50 registers in flight, client and server in one process. */
export async function run(): Promise<BenchRow[]> {
  const server = await startServer()
  try {
    const link = await ours(server.port)
    const peers = [
      { against: 'raw socket', cost: await rawSocket(server.port) },
      { against: 'modbus-serial', cost: await modbusSerial(server.port) },
      { against: 'jsmodbus', cost: await jsmodbus(server.port) },
    ]
    return peers.flatMap(({ against, cost }): BenchRow[] => [
      {
        name: 'link: reads of 50 registers over TCP, per second',
        value: Math.round(link.perSecond),
        unit: '1/s',
        ratio: link.perSecond / cost.perSecond,
        against,
      },
      {
        name: 'link: CPU time of 1,000 reads, server included',
        value: Math.round(link.cpuMsPer1000 * 10) / 10,
        unit: 'ms',
        ratio: link.cpuMsPer1000 / cost.cpuMsPer1000,
        against,
      },
    ])
  } finally {
    await server.close()
  }
}
