import net from 'node:net'
import { ServerSerial, ServerTCP } from 'modbus-serial'
import type { Meter, SimulatorClock } from './meter.ts'
import { serviceVector } from './service-vector.ts'

export interface MeterServer {
  close(): Promise<void>
}

export interface TcpMeterServer extends MeterServer {
  readonly host: string
  readonly port: number
}

/** modbus-serial's ServerTCP takes port 0 for 502, so a free port is looked for first. */
const FREE_PORT_TRIES = 5

/** @throws the listen error (`EADDRINUSE`) */
export async function serveTcp(
  meters: readonly Meter[],
  options: { readonly host: string; readonly port: number; readonly clock: SimulatorClock },
): Promise<TcpMeterServer> {
  if (options.port !== 0) return listen(meters, options)
  for (let attempt = 1; ; attempt++) {
    try {
      return await listen(meters, { ...options, port: await freePort(options.host) })
    } catch (error) {
      // Somebody else took it in between.
      if (attempt >= FREE_PORT_TRIES) throw error
    }
  }
}

async function listen(
  meters: readonly Meter[],
  { host, port, clock }: { readonly host: string; readonly port: number; readonly clock: SimulatorClock },
): Promise<TcpMeterServer> {
  const disconnect = (): void => {
    for (const socket of server.socks.keys()) socket.destroy()
  }
  // 255: every unit id reaches the vector, which knows which ones are here.
  const server = new ServerTCP(serviceVector(meters, clock, disconnect), { host, port, unitID: 255 })
  server.on('error', disconnect)
  await new Promise<void>((resolve, reject) => {
    server.on('initialized', () => resolve())
    server.on('serverError', (error) => reject(error ?? new Error(`cannot listen on ${host}:${port}`)))
  })
  return {
    host,
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function freePort(host: string): Promise<number> {
  const probe = net.createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen(0, host, resolve)
  })
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error(`no free port on ${host}`)
  return address.port
}

/**
 * All meters on one line, told apart by unit id, 8N1. Requests are separated by silence on the line as
 * modbus-serial's ServerSerial does it, which does not check their CRC: good enough for a line without noise.
 *
 * @throws the error of opening the port
 */
export async function serveSerial(
  meters: readonly Meter[],
  {
    path,
    baudRate,
    clock,
  }: { readonly path: string; readonly baudRate: number; readonly clock: SimulatorClock },
): Promise<MeterServer> {
  const opened = Promise.withResolvers<void>()
  const server = new ServerSerial(
    // There is no connection to close on a line: `closes` is silence.
    serviceVector(meters, clock, () => {}),
    {
      path,
      baudRate,
      unitID: 255,
      // Between two requests of a master there is always our answer; a request arrives within a few ms.
      interval: SILENCE_MS,
      openCallback: (error: Error | null) => (error === null ? opened.resolve() : opened.reject(error)),
    },
  )
  server.on('error', () => {})
  await opened.promise
  return { close: () => new Promise((resolve) => server.close(() => resolve())) }
}

const SILENCE_MS = 10
