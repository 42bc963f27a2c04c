import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** Requests per second, and CPU time of the client's process (ms) per 1,000 requests. */
export interface Cost {
  readonly perSecond: number
  readonly cpuMsPer1000: number
}

const costSchema = z.object({ perSecond: z.number(), cpuMsPer1000: z.number() })
const python = process.env['GATEWAY_BENCH_PYTHON'] ?? '/usr/bin/python3'

/** A client in another language. It returns the reason where it cannot be had here. */
export type ForeignClient = (port: number, registerCount: number, requests: number) => Cost | string

export const libmodbus: ForeignClient = (port, registerCount, requests) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'))
  try {
    const program = join(folder, 'client')
    const source = pathOf('libmodbus-client.c')
    if (run('cc', ['-O2', '-I/usr/include/modbus', source, '-o', program, '-lmodbus']) === null)
      return 'cc with libmodbus-dev is not installed'
    return costOf(run(program, [port, registerCount, requests].map(String)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const pymodbus: ForeignClient = (port, registerCount, requests) => {
  if (run(python, ['-c', 'import pymodbus']) === null) return 'python3-pymodbus is not installed'
  return costOf(run(python, [pathOf('pymodbus_client.py'), ...[port, registerCount, requests].map(String)]))
}

function costOf(output: string | null): Cost | string {
  return output === null ? 'its client failed' : costSchema.parse(JSON.parse(output))
}

function run(command: string, args: readonly string[]): string | null {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
    })
  } catch {
    return null
  }
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
