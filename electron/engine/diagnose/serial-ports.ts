import { realpath } from 'node:fs/promises'
import { SerialPort } from 'serialport'
import type { DeviceConfig } from '../../../shared/model/index.ts'

export interface KnownPort {
  readonly path: string
  readonly manufacturer: string | null
  readonly serialNumber: string | null
  /** Section of config.ini that uses it, enabled ones first; null when none does. */
  readonly usedBy: string | null
}

type FoundPort = Pick<KnownPort, 'path'> & { readonly manufacturer?: string; readonly serialNumber?: string }

/** The ports of this computer, and those that only the configuration knows. Where none can be listed, only the latter. */
export async function listPorts(
  devices: readonly DeviceConfig[],
  list: () => Promise<readonly FoundPort[]> = () => SerialPort.list(),
): Promise<readonly KnownPort[]> {
  const found = await list().catch(() => [])
  const users = new Map<string, string>()
  for (const { link, section } of devices.toSorted((a, b) => Number(b.enabled) - Number(a.enabled))) {
    if (link.kind === 'rtu' && !users.has(link.path)) users.set(link.path, section)
  }
  // /dev/serial/by-id/… is a name of /dev/ttyUSB0.
  const byTarget = new Map<string, string>()
  for (const [path, section] of users) byTarget.set(await targetOf(path), section)

  const listed = found.map(({ path, manufacturer, serialNumber }) => ({
    path,
    manufacturer: manufacturer ?? null,
    serialNumber: serialNumber ?? null,
    usedBy: byTarget.get(path) ?? null,
  }))
  const paths = new Set(listed.map(({ path }) => path))
  const configured = [...users]
    .filter(([path]) => !paths.has(path))
    .map(([path, usedBy]) => ({ path, manufacturer: null, serialNumber: null, usedBy }))
  return [...listed, ...configured].toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }))
}

/** Paths of the ports of this computer; none where they cannot be listed. */
export const serialPortPaths = async (): Promise<readonly string[]> =>
  (await SerialPort.list().catch(() => [])).map(({ path }) => path)

const targetOf = (path: string): Promise<string> => realpath(path).catch(() => path)
