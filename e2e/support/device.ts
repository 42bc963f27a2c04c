import {
  type DeviceConfig,
  type DeviceId,
  deviceId,
  type LinkConfig,
  pduAddress,
  type Quality,
  type Reading,
  type RegisterConfig,
  unitId,
} from '../../shared/model/index.ts'

/** A UINT16 holding register, unless the test says otherwise. */
export function aRegister(address: number, changes: Partial<RegisterConfig> = {}): RegisterConfig {
  return {
    label: `R${address}`,
    table: 'HOLDING',
    address: pduAddress(address),
    writtenAddress: String(address),
    dataType: { kind: 'UINT16' },
    byteOrder: 'ABCD',
    unit: '',
    factor: { mantissa: 1n, exponent: 0 },
    offset: { mantissa: 0n, exponent: 0 },
    min: null,
    max: null,
    invalidRaw: null,
    scaleFrom: null,
    ...changes,
  }
}

/** A device with one register, unless the test says otherwise. */
export function aDevice(link: LinkConfig, changes: Partial<DeviceConfig> = {}): DeviceConfig {
  const id = changes.id ?? deviceId('METER')
  return {
    id,
    section: id,
    name: id,
    type: 'METER',
    enabled: true,
    link,
    unitId: unitId(1),
    timeoutMs: 300,
    intervalMs: 1_000,
    requestDelayMs: 0,
    maxGap: 10,
    maxRegisters: 125,
    registers: [aRegister(0)],
    ...changes,
  }
}

/** A reading with the values v0, v1 ... of these qualities. */
export function aReading(
  device: DeviceId | string,
  qualities: readonly Quality[],
  { slotMs = 0, detail }: { readonly slotMs?: number; readonly detail?: string } = {},
): Reading {
  return {
    deviceId: deviceId(device),
    deviceName: device,
    deviceType: 'METER',
    timestampMs: slotMs,
    slotMs,
    latencyMs: 1,
    measurements: new Map(
      qualities.map((quality, index) => [
        `v${index}`,
        {
          value: quality === 'GOOD' ? 1 : null,
          unit: 'V',
          quality,
          ...(detail === undefined ? {} : { detail }),
        },
      ]),
    ),
  }
}
