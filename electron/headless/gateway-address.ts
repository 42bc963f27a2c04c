import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpServer } from '../ipc/http.ts'

/** Where the commands of this computer find the collector of a data directory, beside its lock. */
const pathIn = (dataDir: string): string => join(dataDir, 'gateway.address')

/** Written once it serves; the returned function takes it away again. Where it cannot be written nobody finds it. */
export function announceGateway(dataDir: string, { host, port }: HttpServer): () => void {
  const everywhere = new Map([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
  ])
  const name = everywhere.get(host) ?? host
  try {
    writeFileSync(pathIn(dataDir), `http://${name.includes(':') ? `[${name}]` : name}:${port}\n`)
  } catch {
    return () => {}
  }
  return () => rmSync(pathIn(dataDir), { force: true })
}

/** Of the collector that holds the directory; null: it does not serve. A file that a killed one has left behind is of no use. */
export function announcedGateway(dataDir: string): string | null {
  try {
    const url = readFileSync(pathIn(dataDir), 'utf8').trim()
    return URL.canParse(url) ? url : null
  } catch {
    return null
  }
}
