import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpServer } from './http.ts'

/** Where the commands of this computer find the collector of a data directory. */
export interface GatewayAddress {
  readonly url: string
  /** null: it asks for none, or for one that the person who calls it knows. */
  readonly token: string | null
}

/** Beside the lock. */
const pathIn = (dataDir: string): string => join(dataDir, 'gateway.address')

/**
 * Written once it serves, for the owner of the file alone; the returned function takes it away again. Where it cannot be
 * written nobody finds it.
 *
 * @param token for every command of this account; null: none
 */
export function announceGateway(
  dataDir: string,
  { host, port }: HttpServer,
  token: string | null = null,
): () => void {
  const everywhere = new Map([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
  ])
  const name = everywhere.get(host) ?? host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  try {
    // A file that is there already would keep its mode.
    withdrawGateway(dataDir)
    writeFileSync(pathIn(dataDir), `${url}\n${process.pid}\n${token ?? ''}\n`, { mode: 0o600, flag: 'wx' })
  } catch {
    return () => {}
  }
  return () => withdrawGateway(dataDir)
}

/** Also what a killed one has left behind. Something else of that name stays: it leads nobody anywhere, and stops no collector. */
export function withdrawGateway(dataDir: string): void {
  try {
    rmSync(pathIn(dataDir), { force: true })
  } catch {
    // It is no file of ours.
  }
}

/** Longer than any address with its token. */
const mostBytes = 4_096

/**
 * Of the collector that holds the directory; null: it does not serve.
 *
 * @param pid its process: what another one has left behind may be anybody's port by now, and gets no token
 */
export function announcedGateway(dataDir: string, pid: number): GatewayAddress | null {
  const [url = '', writer = '', token = ''] = textOf(pathIn(dataDir)).split('\n')
  if (writer !== String(pid) || !/^http:\/\/[^/?#@\s]+:\d+$/.test(url) || !URL.canParse(url)) return null
  return { url, token: token === '' ? null : token }
}

/** Empty where there is no such file. A pipe of that name would keep us waiting, and a device has no end. */
function textOf(path: string): string {
  let file: number | null = null
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(file)
    return stats.isFile() && stats.size <= mostBytes ? readFileSync(file, 'utf8') : ''
  } catch {
    return ''
  } finally {
    if (file !== null) closeSync(file)
  }
}
