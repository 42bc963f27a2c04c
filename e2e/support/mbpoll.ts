import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

export const hasMbpoll: boolean = spawnSync('mbpoll', ['-h']).status === 0

const execute = promisify(execFile)

/** Where mbpoll finds the meter: `-m tcp … host` or `-m rtu … device`. */
export type MbpollEndpoint =
  { readonly host: string; readonly port: number } | { readonly serialPath: string }

/**
 * Reads with mbpoll and returns what it prints beside each address.
 *
 * @param type as mbpoll's `-t`: `0`, `1`, `3:hex`, `4:float` …
 * @throws when mbpoll ends with an error, an exception of the meter included
 */
export async function mbpoll(
  endpoint: MbpollEndpoint,
  read: {
    readonly unit: number
    readonly type: string
    readonly address: number
    readonly count: number
    /** The high word of a 32-bit value comes first. */
    readonly bigEndianWords?: boolean
  },
): Promise<ReadonlyMap<number, string>> {
  const [where, target] =
    'host' in endpoint
      ? [['-m', 'tcp', '-p', String(endpoint.port)], endpoint.host]
      : [['-m', 'rtu', '-b', '115200', '-P', 'none'], endpoint.serialPath]
  const what = [
    ...['-a', read.unit, '-0', '-r', read.address, '-c', read.count, '-t', read.type].map(String),
    ...(read.bigEndianWords === true ? ['-B'] : []),
    '-1',
  ]
  const { stdout } = await execute('mbpoll', [...where, ...what, target])
  const lines = stdout.matchAll(/^\[(\d+)\]:\s+(\S+)/gm)
  return new Map(Array.from(lines, ([, address, text = '']) => [Number(address), text]))
}
