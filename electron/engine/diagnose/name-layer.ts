import { lookup } from 'node:dns/promises'
import { stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { LinkConfig } from '../../../shared/model/index.ts'
import type { LayerResult } from './diagnosis.ts'

export interface NameEnvironment {
  /** Paths of the serial ports of this computer. */
  readonly listSerialPorts: () => Promise<readonly string[]>
}

type Finding = Omit<LayerResult, 'layer' | 'durationMs'>

/** Whether the name of the endpoint means anything to this computer. */
export async function checkName(link: LinkConfig, environment: NameEnvironment): Promise<Finding> {
  return link.kind === 'rtu' ? checkPort(link.path, environment) : checkHost(link.host)
}

async function checkHost(host: string): Promise<Finding> {
  if (isIP(host) !== 0) return ok(`${host} is an address`)
  try {
    const addresses = await lookup(host, { all: true })
    return ok(`${host} is ${addresses.map(({ address }) => address).join(', ')}`)
  } catch (error) {
    return { outcome: 'failed', ...unknownName(host, error) }
  }
}

function unknownName(host: string, error: unknown): Pick<Finding, 'detail' | 'advice'> {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const advice = 'check the spelling of `host`, or write the IP address of the device instead of its name'
  switch (code) {
    case 'ENOTFOUND':
      return { detail: `${host} is not known to the DNS server`, advice }
    case 'EAI_AGAIN':
      return {
        detail: `${host} could not be looked up: the DNS server does not answer`,
        advice:
          'check the network of this computer, or write the IP address of the device instead of its name',
      }
    default: {
      const reason = error instanceof Error ? error.message : String(error)
      return { detail: `${host} is not known: ${reason}`, advice }
    }
  }
}

async function checkPort(path: string, { listSerialPorts }: NameEnvironment): Promise<Finding> {
  // COM3 is no file that could be looked for.
  if (process.platform === 'win32') {
    const ports = await listSerialPorts()
    return ports.includes(path) ? ok(`${path} is there`) : missingPort(path, ports)
  }
  try {
    const entry = await stat(path)
    if (entry.isCharacterDevice()) return ok(`${path} is there`)
    return { outcome: 'failed', detail: `${path} is not a serial port`, advice: 'check `port`' }
  } catch {
    return missingPort(path, await listSerialPorts())
  }
}

function missingPort(path: string, ports: readonly string[]): Finding {
  const present = ports.length === 0 ? 'no serial port is there' : `there are: ${ports.join(', ')}`
  return {
    outcome: 'failed',
    detail: `${path} does not exist; ${present}`,
    advice: 'check `port` and that the adapter is plugged in',
  }
}

const ok = (detail: string): Finding => ({ outcome: 'ok', detail, advice: null })
