import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { join } from 'node:path'

export interface PortHolder {
  readonly pid: number
  /** Its command line, as far as it may be seen. */
  readonly command: string
}

/**
 * Which other processes have a serial port open. Only Linux tells, and only of processes that this user may look
 * into: an empty list proves nothing.
 */
export async function portHolders(path: string): Promise<readonly PortHolder[]> {
  if (process.platform !== 'linux') return []
  const target = await realpath(path).catch(() => path)
  // Node gives names in the order of texts: 2231 before 699.
  const pids = (await readdir('/proc').catch(() => []))
    .filter((name) => /^\d+$/.test(name))
    .toSorted((a, b) => Number(a) - Number(b))
  const holders = await Promise.all(
    pids.map(async (pid) => ((await hasOpen(pid, target)) ? holderOf(pid) : null)),
  )
  return holders.flatMap((holder) => (holder === null || holder.pid === process.pid ? [] : [holder]))
}

async function hasOpen(pid: string, target: string): Promise<boolean> {
  const folder = join('/proc', pid, 'fd')
  const descriptors = await readdir(folder).catch(() => [])
  const targets = await Promise.all(descriptors.map((name) => readlink(join(folder, name)).catch(() => '')))
  return targets.includes(target)
}

async function holderOf(pid: string): Promise<PortHolder> {
  const text = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '')
  return { pid: Number(pid), command: text.replaceAll('\0', ' ').trim() }
}
