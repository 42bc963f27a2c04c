import { isDeepStrictEqual } from 'node:util'
import type { DeviceConfig } from '../../../shared/model/index.ts'

export interface DeviceDifference {
  readonly added: readonly DeviceConfig[]
  readonly removed: readonly DeviceConfig[]
  /** In their new form. */
  readonly changed: readonly DeviceConfig[]
  /** In their old form: whoever holds them need not notice. */
  readonly unchanged: readonly DeviceConfig[]
}

/** What a new configuration means for the devices: only those that are added, removed or changed are touched. */
export function diffDevices(
  previous: readonly DeviceConfig[],
  next: readonly DeviceConfig[],
): DeviceDifference {
  const before = new Map(previous.map((device) => [device.id, device]))
  const after = new Set(next.map(({ id }) => id))
  const added: DeviceConfig[] = []
  const changed: DeviceConfig[] = []
  const unchanged: DeviceConfig[] = []
  for (const device of next) {
    const known = before.get(device.id)
    if (known === undefined) added.push(device)
    else if (isDeepStrictEqual(known, device)) unchanged.push(known)
    else changed.push(device)
  }
  return { added, removed: previous.filter(({ id }) => !after.has(id)), changed, unchanged }
}
