import type { Endpoint, TestSubject, UnitTarget } from '../../../shared/contract/tester.ts'
import {
  type DeviceConfig,
  deviceId,
  type LinkConfig,
  type RegisterConfig,
  unitId,
} from '../../../shared/model/index.ts'
import { endpointText } from '../diagnose/advice.ts'
import { plainRegister } from '../probe/words.ts'
import { RunRefusedError } from './tool.ts'

export interface SubjectSources {
  /** Of the running configuration. */
  readonly devices: () => readonly DeviceConfig[]
  /** The registers of a meter profile, as a section with nothing but `profile = id` would have them; null: there is none. */
  readonly profileRegisters: (id: string) => Promise<readonly RegisterConfig[] | null>
}

/** What can be tested: the devices of the running configuration, and settings that stand nowhere yet. */
export interface Subjects {
  /** For a list of runs. */
  title(subject: TestSubject): string
  /** @throws RunRefusedError there is no such device */
  link(subject: TestSubject): LinkConfig
  /** @throws RunRefusedError there is no such device */
  known(id: string): DeviceConfig
  /** Typed settings as the device that they would make. @throws RunRefusedError there is no such device or profile */
  device(subject: TestSubject): Promise<DeviceConfig>
}

export function createSubjects({ devices, profileRegisters }: SubjectSources): Subjects {
  function known(id: string): DeviceConfig {
    const device = devices().find((each) => each.id === id)
    if (device === undefined) throw new RunRefusedError(`there is no device ${id}`)
    return device
  }

  return {
    title: (subject) => (subject.kind === 'device' ? subject.deviceId : unitText(subject.target)),
    link: (subject) =>
      subject.kind === 'device' ? known(subject.deviceId).link : linkOf(subject.target.endpoint),
    known,
    async device(subject) {
      if (subject.kind === 'device') return known(subject.deviceId)
      const { target, profile } = subject
      const registers = profile === null ? [presenceRegister] : await profileRegisters(profile)
      if (registers === null) throw new RunRefusedError(`there is no meter profile ${profile ?? ''}`)
      return typedDevice(target, registers)
    },
  }
}

/** `unit 1 at 10.0.0.7:502` */
export const unitText = ({ endpoint, unitId: id }: UnitTarget): string =>
  `unit ${id} at ${endpointText(linkOf(endpoint))}`

/** The endpoint as a section of config.ini would make it. */
export const linkOf = (endpoint: Endpoint): LinkConfig =>
  endpoint.kind === 'tcp' ? { ...endpoint, pipelining: 1 } : endpoint

/** What a section with these settings would be. */
function typedDevice(target: UnitTarget, registers: readonly RegisterConfig[]): DeviceConfig {
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
  ...plainRegister({ kind: 'UINT16' }, 'ABCD'),
  label: 'Register_0',
  writtenAddress: '0',
}
