import { setTimeout as sleep } from 'node:timers/promises'
import type { TakenReading } from '../../../shared/contract/common.ts'
import { type DeviceConfig, linkIdOf, type Measurement } from '../../../shared/model/index.ts'
import type { DeviceRead } from '../../engine/diagnose/read-device.ts'
import type { GatewayAddress } from '../../ipc/gateway-address.ts'
import { wrongUsage } from '../exit-code.ts'
import type { Shell } from '../shell.ts'
import { connectCollector } from './connect-collector.ts'
import type { GatewayClient } from './gateway-client.ts'
import { type BenchOptions, framesElsewhere } from './open-bench.ts'

/** Lines that are read at the same time: fewer calls than the gateway has open for one client. */
const linesAtOnce = 4
/** A gateway ends a connection that calls more often for long. */
const paceMs = 50

/**
 * Reads devices once by the collector at this address, over the connections that it holds. Told in their order.
 *
 * @throws CommandError
 */
export async function readThrough(
  address: GatewayAddress,
  devices: readonly DeviceConfig[],
  options: BenchOptions,
  shell: Shell,
  onRead: (device: DeviceConfig, read: DeviceRead) => void,
): Promise<void> {
  if (options.frames !== undefined) throw wrongUsage(framesElsewhere)
  const client = await connectCollector(address, options, shell)
  try {
    const waiting = devices.map((device) => ({ device, ...Promise.withResolvers<DeviceRead>() }))
    // The first failure ends the command; those after it have nobody who waits.
    for (const { promise } of waiting) promise.catch(() => {})
    const lines = [...Map.groupBy(waiting, ({ device }) => linkIdOf(device.link)).values()]
    for (let worker = 0; worker < linesAtOnce; worker++) void readLines()
    for (const { device, promise } of waiting) onRead(device, await promise)

    async function readLines(): Promise<void> {
      for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
        for (const { device, resolve, reject } of line) {
          await Promise.all([readNow(client, device).then(resolve, reject), sleep(paceMs)])
        }
      }
    }
  } finally {
    client.close()
  }
}

async function readNow(client: GatewayClient, device: DeviceConfig): Promise<DeviceRead> {
  return readOf(device, await client.call('readNow', { deviceId: device.id }))
}

/** The contract's reading as the engine has it. */
function readOf(device: DeviceConfig, { timestampMs, latencyMs, values }: TakenReading): DeviceRead {
  const measurements = values.map(
    ({ label, value, unit, quality, detail }): readonly [string, Measurement] => [
      label,
      { value, unit, quality, ...(detail === null ? {} : { detail }) },
    ],
  )
  return {
    reading: {
      deviceId: device.id,
      deviceName: device.name,
      deviceType: device.type,
      timestampMs,
      slotMs: timestampMs,
      latencyMs,
      measurements: new Map(measurements),
    },
    rawWords: device.registers.map(
      ({ label }) => values.find((entry) => entry.label === label)?.rawWords ?? null,
    ),
  }
}
