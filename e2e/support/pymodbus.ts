import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ByteOrder, Table } from '../../shared/model/index.ts'

const python = '/usr/bin/python3'
export const hasPymodbus: boolean = spawnSync(python, ['-c', 'import pymodbus, serial_asyncio']).status === 0

/** One value of the map, in the words of config.ini. */
export interface PutIn {
  readonly table: Table
  readonly address: number
  /** `FLOAT32`, `BIT:3`, `STRING:4` … */
  readonly type: string
  readonly order: ByteOrder
  /** As a number's digits, `true` or `false`, or the text. */
  readonly value: string
  readonly factor: string
  readonly offset: string
}

export interface PymodbusServer {
  /** 0 on a serial line. */
  readonly port: number
  /** By unit and in the order given: value x factor + offset, worked out by Python's decimal. */
  readonly expected: Readonly<Record<string, readonly string[]>>
  close(): Promise<void>
}

/** pymodbus with exactly these registers; whatever lies between them is refused with exception 2. */
export async function startPymodbus(options: {
  readonly units: Readonly<Record<number, readonly PutIn[]>>
  readonly serialPath?: string
}): Promise<PymodbusServer> {
  const child = spawn(python, [join(import.meta.dirname, 'pymodbus_server.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const ended = once(child, 'close')
  child.stdin.write(`${JSON.stringify({ serial: options.serialPath ?? null, units: options.units })}\n`)
  const lines = createInterface(child.stdout)
  const answer = await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error(`pymodbus did not start: ${complaints}`))),
  ])
  const { port, expected } = JSON.parse(String(answer[0])) as Pick<PymodbusServer, 'port' | 'expected'>
  return {
    port,
    expected,
    close: async () => {
      child.stdin.end()
      child.kill('SIGKILL')
      await ended
    },
  }
}
