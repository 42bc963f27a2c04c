import { ExitCode, wrongUsage } from '../exit-code.ts'
import { type FramesOptions, framesOption } from '../frames.ts'
import { collect } from '../collect.ts'
import {
  type CommandFactory,
  type CommonOptions,
  describedCommand,
  type HostAndPort,
  hostAndPortArgument,
  secondsArgument,
} from '../options.ts'
import { isLoopback } from '../../ipc/host-check.ts'
import type { ServeOptions } from '../serve.ts'
import type { Shell } from '../shell.ts'

interface RunOptions extends CommonOptions, FramesOptions {
  readonly serve?: HostAndPort
  readonly token?: string
  readonly readOnly: boolean
  readonly once: boolean
  readonly for?: number
  readonly table: boolean
}

export const runCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'run',
    summary: 'Collects and uploads until SIGINT or SIGTERM.',
    description:
      'On a terminal it shows a live table, else log lines. A signal stores what was read and ends with 0 within two ' +
      'seconds; a second one ends it at once. A changed configuration is applied without a restart.',
    json:
      'one line for each event: {event: "started", gateway_id, config, data_dir, served_at}, {event: "reading", ' +
      'reading} with the reading as it is sent to the API, {event: "stopped"}. With --once one line for each device: ' +
      'the reading.',
    examples: [
      ['run', 'with ./config/config.ini and ./data'],
      ['run --serve 8080', 'the interface on http://127.0.0.1:8080'],
      ['run --serve 0.0.0.0:8080 --token …', 'for other computers, with a token'],
      ['run --once --json', 'reads every enabled device once, stores nothing'],
      ['run -c /etc/ems.ini -d /var/lib/ems --for 3600', 'for an hour'],
    ],
  })
    .option(
      '-s, --serve <[host:]port>',
      'serve the interface, /healthz, /readyz and /metrics',
      hostAndPortArgument,
    )
    .option('--token <token>', 'asked of the interface; or GATEWAY_TOKEN; a must beyond loopback')
    .option('--read-only', 'the interface shows everything and changes nothing', false)
    .option(
      '--once',
      'read every enabled device once, print it, store and send nothing; beside a collector that serves, through it',
      false,
    )
    .option('--for <seconds>', 'stop after that time', secondsArgument)
    .option('--no-table', 'log lines on a terminal too')
    .option(...framesOption)
    .action(async (options: RunOptions) => finish(await run(options, shell)))

async function run(options: RunOptions, shell: Shell): Promise<ExitCode> {
  if (!options.once) {
    return collect(shell, options, {
      serve: serveOptions(options, shell),
      forMs: options.for === undefined ? null : options.for * 1_000,
      wantsTable: options.table,
      ...(options.frames === undefined ? {} : { frames: options.frames }),
    })
  }
  if (options.serve !== undefined || options.for !== undefined) {
    throw wrongUsage('--once ends by itself: --serve and --for do not go with it')
  }
  // It may go through a gateway at work: nothing that a collector has to load.
  const { readOnce } = await import('../read-once.ts')
  return readOnce(shell, options)
}

function serveOptions({ serve, token: given, readOnly }: RunOptions, shell: Shell): ServeOptions | null {
  if (serve === undefined) {
    if (given === undefined && !readOnly) return null
    throw wrongUsage('--token and --read-only go with --serve')
  }
  const token = given ?? shell.env['GATEWAY_TOKEN'] ?? null
  if (token === '') throw wrongUsage('the token is empty')
  if (token === null && !isLoopback(serve.host)) {
    throw wrongUsage(
      `${serve.host} can be reached from other computers: --serve needs a --token there (or GATEWAY_TOKEN)`,
    )
  }
  return { ...serve, token, isReadOnly: readOnly }
}
