import { InvalidArgumentError, Option, type Command } from 'commander'
import { timeoutLeastMs, timeoutMostMs } from '../../../shared/contract/limits.ts'
import type { Endpoint, UnitTarget } from '../../../shared/contract/tester.ts'
import type { DeviceConfig, Parity } from '../../../shared/model/index.ts'
import { lineTargetOf } from '../../engine/config/line-target.ts'
import { wrongUsage } from '../exit-code.ts'
import { secondsArgument } from '../options.ts'
import { safe } from '../text.ts'

/** How a command is told where a meter is: a device of config.ini, or settings that stand nowhere yet. */
export interface TargetOptions {
  readonly unit?: number
  readonly timeout?: number
  readonly baudrate: number
  readonly parity: Parity
  readonly stopbits: 1 | 2
  readonly rtuOverTcp: boolean
}

export const targetArgument = [
  '<target>',
  'device of config.ini, HOST[:PORT], or serial port (/dev/ttyUSB0, COM3)',
] as const

/** For targets that are no device; with a device `--unit` and `--timeout` take the place of its own. */
export const withTargetOptions = (command: Command): Command =>
  command
    .option('-u, --unit <id>', 'Modbus unit (1 unless the device says otherwise)', unitArgument)
    .option(
      '--timeout <seconds>',
      'wait for one answer (1 unless the device says otherwise)',
      timeoutArgument,
    )
    .option('--baudrate <rate>', 'of a serial port', wholeArgument(300, 921_600), 9_600)
    .addOption(new Option('--parity <parity>', 'of a serial port').choices(['N', 'E', 'O']).default('N'))
    .option('--stopbits <count>', 'of a serial port', wholeArgument(1, 2), 1)
    .option('--rtu-over-tcp', 'the host is a converter that passes RTU frames on', false)

/** @throws CommandError it is neither a device nor an address */
export function targetOf(text: string, options: TargetOptions, devices: readonly DeviceConfig[]): UnitTarget {
  const device = devices.find(({ id }) => id === text)
  const own = {
    unitId: options.unit,
    timeoutMs: options.timeout === undefined ? undefined : Math.round(options.timeout * 1_000),
  }
  if (device !== undefined) {
    const line = lineTargetOf(device)
    return { ...line, timeoutMs: own.timeoutMs ?? line.timeoutMs, unitId: own.unitId ?? device.unitId }
  }
  return {
    endpoint: typedEndpoint(text, options, devices),
    timeoutMs: own.timeoutMs ?? 1_000,
    requestDelayMs: 0,
    unitId: own.unitId ?? 1,
  }
}

function typedEndpoint(text: string, options: TargetOptions, devices: readonly DeviceConfig[]): Endpoint {
  if (isSerialPath(text)) {
    const { baudrate, parity, stopbits } = options
    return { kind: 'rtu', path: text, baudRate: baudrate, parity, stopBits: stopbits, dataBits: 8 }
  }
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]\s/]+))(?::(?<port>\d{1,5}))?$/.exec(text)
  const { v6, name = '', port } = match?.groups ?? {}
  // A word alone is rather a device that was misspelt than a host.
  const isHost = v6 !== undefined || port !== undefined || name.includes('.') || name === 'localhost'
  if (match === null || !isHost || Number(port ?? 502) < 1 || Number(port ?? 502) > 65_535) {
    const known = devices.map(({ id }) => id).join(', ')
    throw wrongUsage(
      safe(
        `${text} is neither a device${known === '' ? '' : ` (there are: ${known})`} nor HOST:PORT (10.0.0.5, meter:502) nor a serial port`,
      ),
    )
  }
  return { kind: options.rtuOverTcp ? 'rtu-over-tcp' : 'tcp', host: v6 ?? name, port: Number(port ?? 502) }
}

export const isSerialPath = (text: string): boolean => text.startsWith('/') || /^COM\d+$/i.test(text)

/** In seconds, as `timeout` of config.ini. @throws InvalidArgumentError */
export function timeoutArgument(text: string): number {
  const seconds = secondsArgument(text)
  const [least, most] = [timeoutLeastMs / 1_000, timeoutMostMs / 1_000]
  if (seconds < least || seconds > most) {
    throw new InvalidArgumentError(`${text} is not a number of seconds from ${least} to ${most}.`)
  }
  return seconds
}

/** @throws InvalidArgumentError */
function unitArgument(text: string): number {
  return wholeArgument(0, 255)(text)
}

/** @throws InvalidArgumentError */
export const wholeArgument =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!/^\d{1,6}$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`${text} is not a whole number from ${least} to ${most}.`)
    }
    return number
  }

const tableNames = { coil: 'COIL', discrete: 'DISCRETE_INPUT', holding: 'HOLDING', input: 'INPUT' } as const
export type TableName = (typeof tableNames)[keyof typeof tableNames]

/** @throws InvalidArgumentError */
export function tableArgument(text: string): TableName {
  const found = Object.entries(tableNames).find(([short, long]) =>
    [short, long.toLowerCase()].includes(text.toLowerCase()),
  )
  if (found === undefined)
    throw new InvalidArgumentError(`${text} is not a table: holding, input, coil or discrete.`)
  return found[1]
}

/** @throws InvalidArgumentError */
export const tablesArgument = (text: string): readonly TableName[] => [
  ...new Set(text.split(',').map((part) => tableArgument(part.trim()))),
]
