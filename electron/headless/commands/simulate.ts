import { InvalidArgumentError } from 'commander'
import { startSimulator } from '../../simulator/meters/simulator.ts'
import { CommandError, ExitCode } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { describedCommand, portArgument } from '../options.ts'
import type { CommandFactory, CommonOptions } from '../options.ts'
import type { Shell } from '../shell.ts'
import { watchForStop } from '../signals.ts'

type Ports = readonly [number, number, number]

interface SimulateOptions extends CommonOptions {
  readonly host: string
  readonly ports: Ports
  readonly serial?: string
  readonly baudrate: number
  readonly seed: number
}

export const simulateCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'simulate',
    summary: 'Simulated meters on this machine, until Ctrl-C.',
    description:
      'A three-phase meter with a load profile, an analyser with scaled integers and a register that is out of ' +
      'range now and then, and a meter that goes away for 20 s every 3 minutes. With --serial the same meters ' +
      'also answer on a serial line, as units 1, 2 and 3.',
    json: 'one line {meters: [{name, host, port, unit_id}], serial_path} once they listen.',
    examples: [
      ['simulate', 'the meters of config/demo.ini'],
      ['simulate --ports 0,0,0 --json', 'on free ports, which are printed'],
      ['simulate --serial /dev/ttyS1 --baudrate 19200', 'on a serial line too'],
    ],
  })
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option(
      '--ports <a,b,c>',
      'one TCP port for each meter, 0: any free one',
      portsArgument,
      [15_021, 15_022, 15_023],
    )
    .option('--serial <path>', 'serial port, 8N1')
    .option('--baudrate <rate>', 'of the serial port', numberArgument, 9_600)
    .option('--seed <number>', 'the same seed gives the same meters', numberArgument, 1)
    .action(async (options: SimulateOptions) => finish(await simulate(options, shell)))

async function simulate(options: SimulateOptions, shell: Shell): Promise<ExitCode> {
  const { host, ports, serial, baudrate: baudRate, seed } = options
  const stop = watchForStop(shell, null)
  const simulator = await startSimulator({
    host,
    ports,
    seed,
    serial: serial === undefined ? null : { path: serial, baudRate },
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(`the simulated meters cannot start: ${reason}`, ExitCode.failed, { cause })
  })
  const { meters, serialPath } = simulator
  if (options.json) {
    const rows = meters.map(({ name, host, port, unitId }) => ({ name, host, port, unit_id: unitId }))
    shell.out.line(jsonText({ meters: rows, serial_path: serialPath }))
  } else {
    for (const { name, host, port, unitId } of meters) {
      shell.out.line(`${name} listens on ${host}:${port}, unit ${unitId}`)
    }
    if (serialPath !== null) {
      shell.out.line(`The same meters answer on ${serialPath}, ${baudRate} 8N1, units 1, 2 and 3`)
    }
  }
  await stop.stopped
  await simulator.close()
  stop.close()
  return ExitCode.fine
}

function portsArgument(text: string): Ports {
  const [first, second, third, ...more] = text.split(',').map((part) => portArgument(part.trim()))
  if (first === undefined || second === undefined || third === undefined || more.length > 0) {
    throw new InvalidArgumentError(`${text} is not three ports separated by commas.`)
  }
  return [first, second, third]
}

function numberArgument(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`${text} is not a whole number.`)
  return Number(text)
}
