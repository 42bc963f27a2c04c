import { readFileSync, rmSync, writeFileSync } from 'node:fs'
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

/** Also what a killed one has left behind. */
export const withdrawGateway = (dataDir: string): void => rmSync(pathIn(dataDir), { force: true })

/**
 * Of the collector that holds the directory; null: it does not serve.
 *
 * @param pid its process: what another one has left behind may be anybody's port by now, and gets no token
 */
export function announcedGateway(dataDir: string, pid: number): GatewayAddress | null {
  try {
    const [url = '', writer = '', token = ''] = readFileSync(pathIn(dataDir), 'utf8').split('\n')
    return URL.canParse(url) && writer === String(pid) ? { url, token: token === '' ? null : token } : null
  } catch {
    return null
  }
}
