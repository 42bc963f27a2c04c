import type { DeviceConfig } from '../../../shared/model/index.ts'
import { lockHolder } from '../../engine/store/lock.ts'
import { announcedGateway } from '../gateway-address.ts'

/** The collector that holds a data directory. */
export interface CollectorAtWork {
  readonly pid: number
  /** null: it does not serve. */
  readonly url: string | null
}

/** null: there is none. */
export function collectorAtWork(dataDir: string): CollectorAtWork | null {
  const pid = lockHolder(dataDir)
  return pid === null ? null : { pid, url: announcedGateway(dataDir) }
}

/** Why a line is not for others, and what to do. @param users devices that the collector reads through it */
export function heldText(pid: number, users: readonly DeviceConfig[]): string {
  const names = users
    .slice(0, 3)
    .map(({ id }) => id)
    .join(', ')
  const more = users.length > 3 ? ` and ${users.length - 3} more` : ''
  return (
    `the collector (pid ${pid}) reads ${names}${more} through this line, and does not serve: start it with ` +
    'run --serve, and this command goes through it, or stop it first'
  )
}
