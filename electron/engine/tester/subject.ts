import type { Endpoint, TestSubject, UnitTarget } from '../../../shared/contract/tester.ts'
import {
  type DeviceConfig,
  deviceId,
  type LinkConfig,
  pduAddress,
  type RegisterConfig,
  unitId,
} from '../../../shared/model/index.ts'
import { RunRefusedError } from './tool.ts'

export interface SubjectSources {
  /** Of the running configuration. */
  readonly devices: readonly DeviceConfig[]
  /** The registers of a meter profile, as a section with nothing but `profile = id` would have them; null: there is none. */
  readonly profileRegisters: (id: string) => Promise<readonly RegisterConfig[] | null>
}

/** The endpoint as a section of config.ini would make it. */
export const linkOf = (endpoint: Endpoint): LinkConfig =>
  endpoint.kind === 'tcp' ? { ...endpoint, pipelining: 1 } : endpoint

/** @throws RunRefusedError */
export function knownDevice(id: string, devices: readonly DeviceConfig[]): DeviceConfig {
  const device = devices.find((each) => each.id === id)
  if (device === undefined) throw new RunRefusedError(`there is no device ${id}`)
  return device
}

/** @throws RunRefusedError */
export async function deviceOf(subject: TestSubject, sources: SubjectSources): Promise<DeviceConfig> {
  if (subject.kind === 'device') return knownDevice(subject.deviceId, sources.devices)
  const { target, profile } = subject
  const registers = profile === null ? [presenceRegister] : await sources.profileRegisters(profile)
  if (registers === null) throw new RunRefusedError(`there is no meter profile ${profile ?? ''}`)
  return typedDevice(target, registers)
}

/** What a section with these settings would be. */
export function typedDevice(target: UnitTarget, registers: readonly RegisterConfig[]): DeviceConfig {
  return {
    id: deviceId('TYPED'),
    section: 'TYPED',
    name: 'typed settings',
    type: 'METER',
    enabled: false,
    link: linkOf(target.endpoint),
    unitId: unitId(target.unitId),
    timeoutMs: target.timeoutMs,
    intervalMs: 60_000,
    requestDelayMs: target.requestDelayMs,
    maxGap: 10,
    maxRegisters: 125,
    registers,
  }
}

/** Nearly every meter has it, and a refusal of it proves presence as well. */
const presenceRegister: RegisterConfig = {
  label: 'Register_0',
  table: 'HOLDING',
  address: pduAddress(0),
  writtenAddress: '0',
  dataType: { kind: 'UINT16' },
  byteOrder: 'ABCD',
  unit: '',
  factor: { mantissa: 1n, exponent: 0 },
  offset: { mantissa: 0n, exponent: 0 },
  min: null,
  max: null,
  invalidRaw: null,
  scaleFrom: null,
}
