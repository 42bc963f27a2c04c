import type { DeviceConfig, LinkId } from '../../shared/model/index.ts'
import { linkIdOf } from '../../shared/model/index.ts'
import { systemClock } from '../engine/clock.ts'
import { type DeviceRead, readDevice } from '../engine/diagnose/read-device.ts'
import { silentLogger } from '../engine/logger.ts'
import { createLink, type Link } from '../engine/modbus/link.ts'

/**
 * One reading of each device. Links are shared and work at the same time, the devices on one link take turns;
 * `onRead` gets the readings in the order of the devices.
 */
export async function readAllOnce(
  devices: readonly DeviceConfig[],
  maxRetries: number,
  signal: AbortSignal,
  onRead: (device: DeviceConfig, read: DeviceRead) => void,
): Promise<void> {
  const links = new Map<LinkId, Link>()
  const reads = devices.map((device) => {
    const id = linkIdOf(device.link)
    const link = links.get(id) ?? openLink(device)
    links.set(id, link)
    return readDevice({ device, link, clock: systemClock, maxRetries, signal })
  })
  try {
    for (const [index, device] of devices.entries()) {
      const read = await reads[index]
      if (read !== undefined) onRead(device, read)
    }
  } finally {
    await Promise.all([...links.values()].map((link) => link.close()))
  }
}

const openLink = ({ link }: DeviceConfig): Link =>
  createLink(link, {
    clock: systemClock,
    logger: silentLogger,
    retryDelayMs: 1_000,
    onState: () => {},
    onFrame: null,
  })
