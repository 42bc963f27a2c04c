import type { DeviceConfig } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Lines } from './lines.ts'
import { type DeviceRead, readDevice } from './read-device.ts'

/**
 * Reads a device once while the collector runs; with these settings, whether they are saved or not.
 *
 * @throws LineRefusedError the line is in use with other settings
 */
export async function visitDevice(
  device: DeviceConfig,
  maxRetries: number,
  { lines, clock }: { readonly lines: Lines; readonly clock: Clock },
): Promise<DeviceRead> {
  const line = lines.borrow(device.link, { visited: device.id, asks: 'one' })
  try {
    // A silent meter on a line of others is asked once: they wait no longer than that.
    return await readDevice({ device, link: line.link, clock, maxRetries: line.isHeld ? 0 : maxRetries })
  } finally {
    await line.giveBack()
  }
}
