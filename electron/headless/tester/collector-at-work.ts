import { type DeviceConfig, linkIdOf } from '../../../shared/model/index.ts'
import { listText } from '../../engine/log/words.ts'
import { type LockHolder, lockHolder } from '../../engine/store/lock.ts'
import { announcedGateway, type GatewayAddress } from '../../ipc/gateway-address.ts'
import { CommandError } from '../exit-code.ts'
import { safe } from '../text.ts'

/** The collector that holds a data directory. */
export interface CollectorAtWork {
  /** null: not known. */
  readonly pid: number | null
  /** null: it does not serve. */
  readonly address: GatewayAddress | null
}

/**
 * null: there is none.
 *
 * @throws CommandError this account may not look
 */
export function collectorAtWork(dataDir: string): CollectorAtWork | null {
  const holder = holderOf(dataDir)
  if (holder === null) return null
  const { pid } = holder
  return { pid, address: pid === null ? null : announcedGateway(dataDir, pid) }
}

function holderOf(dataDir: string): LockHolder | null {
  try {
    return lockHolder(dataDir)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(
      safe(
        `whether a collector works in ${dataDir} cannot be seen (${reason}): run this as the account of the collector, ` +
          'or name another directory with --data-dir',
      ),
      undefined,
      { cause },
    )
  }
}

/** Why a line is not for others, and what to do. @param users devices that the collector reads through it */
export function heldText(pid: number | null, users: readonly DeviceConfig[]): string {
  const names = listText(
    users.map(({ id }) => id),
    3,
  )
  return (
    `the collector (pid ${pid ?? 'unknown'}) reads ${names} through this line, and does not serve: start it with ` +
    'run --serve, and this command goes through it, or stop it first; in the desktop app use the Tester page'
  )
}

/**
 * A collector that does not serve keeps its lines for itself.
 *
 * @param all devices of the configuration that it reads
 * @throws CommandError one of the devices is on a line of it
 */
export function refuseHeldLines(
  { pid }: CollectorAtWork,
  devices: readonly DeviceConfig[],
  all: readonly DeviceConfig[],
): void {
  for (const device of devices) {
    const users = all.filter(({ enabled, link }) => enabled && linkIdOf(link) === linkIdOf(device.link))
    if (users.length > 0) throw new CommandError(safe(heldText(pid, users)))
  }
}
