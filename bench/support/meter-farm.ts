import net from 'node:net'
import { fileURLToPath } from 'node:url'

/**
 * Many Modbus TCP meters in one process, as cheap as Node allows, so that a benchmark measures the gateway and not
 * its peer: one listener per meter, answers cut from one prepared block of registers. Knows FC3 and FC4 only.
 *
 *     node bench/support/meter-farm.ts 1000      prints {"ports":[...]} and runs until its input ends
 */

export interface MeterFarm {
  readonly ports: readonly number[]
  close(): Promise<void>
}

/** Every address below this can be read. */
const REGISTERS = 1_000
const HEADER_BYTES = 12

/** Register n holds n x 7 (mod 65,536), the same in every meter. */
export const farmRegister = (address: number): number => (address * 7) % 65_536

export async function startMeterFarm(count: number, host = '127.0.0.1'): Promise<MeterFarm> {
  const words = Buffer.alloc(REGISTERS * 2)
  for (let address = 0; address < REGISTERS; address++)
    words.writeUInt16BE(farmRegister(address), address * 2)
  const sockets = new Set<net.Socket>()
  const servers = Array.from({ length: count }, () =>
    net.createServer({ noDelay: true }, (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => socket.destroy())
      let rest: Buffer | null = null
      socket.on('data', (data) => {
        let bytes = rest === null ? data : Buffer.concat([rest, data])
        for (; bytes.length >= HEADER_BYTES; bytes = bytes.subarray(HEADER_BYTES))
          socket.write(answer(bytes, words))
        rest = bytes.length === 0 ? null : bytes
      })
    }),
  )
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, host, 4_096, resolve)
        }),
    ),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a listener without a port')
    return address.port
  })
  return {
    ports,
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

/** Transaction id, protocol 0, length, unit, function, byte count, data; or exception 2 (MBAP, V1.0b 3.1). */
function answer(request: Buffer, words: Buffer): Buffer {
  const address = request.readUInt16BE(8)
  const count = request.readUInt16BE(10)
  const refused = count < 1 || count > 125 || address + count > REGISTERS
  const response = Buffer.allocUnsafe(refused ? 9 : 9 + count * 2)
  request.copy(response, 0, 0, 8)
  response.writeUInt16BE(response.length - 6, 4)
  if (refused) {
    response[7] = (request[7] ?? 0) | 0x80
    response[8] = 2
  } else {
    response[8] = count * 2
    words.copy(response, 9, address * 2, (address + count) * 2)
  }
  return response
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const farm = await startMeterFarm(Number(process.argv[2] ?? 1_000))
  console.log(JSON.stringify({ ports: farm.ports }))
  process.stdin.resume().on('end', () => void farm.close())
}
