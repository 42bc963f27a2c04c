import type { DeviceConfig, DeviceId, Quality, Reading } from '../../../shared/model/index.ts'
import { deviceId, pduAddress, unitId } from '../../../shared/model/index.ts'

/** Makers of model objects for the tests of this folder. */

export function reading(
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

export function device(id: string, changes: Partial<DeviceConfig> = {}): DeviceConfig {
  return {
    id: deviceId(id),
    section: id,
    name: id,
    type: 'METER',
    enabled: true,
    link: { kind: 'tcp', host: '127.0.0.1', port: 502, pipelining: 1 },
    unitId: unitId(1),
    timeoutMs: 1_000,
    intervalMs: 1_000,
    requestDelayMs: 0,
    maxGap: 10,
    maxRegisters: 125,
    registers: [
      {
        label: 'v0',
        table: 'HOLDING',
        address: pduAddress(0),
        writtenAddress: '0',
        dataType: { kind: 'UINT16' },
        byteOrder: 'ABCD',
        unit: 'V',
        factor: { mantissa: 1n, exponent: 0 },
        offset: { mantissa: 0n, exponent: 0 },
        min: null,
        max: null,
        invalidRaw: null,
      },
    ],
    ...changes,
  }
}

/** A clock that stands still until it is moved. */
export interface TestClock {
  monotonicMs(): number
  wallMs(): number
  advance(ms: number): void
  setWall(ms: number): void
}

export function testClock(wallStartMs = Date.parse('2026-11-23T20:15:00Z')): TestClock {
  let nowMs = 0
  let wallOffsetMs = wallStartMs
  return {
    monotonicMs: () => nowMs,
    wallMs: () => nowMs + wallOffsetMs,
    advance: (ms) => {
      nowMs += ms
    },
    setWall: (ms) => {
      wallOffsetMs = ms - nowMs
    },
  }
}
