import { ExitCode, wrongUsage } from '../exit-code.ts'
import { collect } from '../collect.ts'
import {
  type CommandFactory,
  type CommonOptions,
  describedCommand,
  type HostAndPort,
  hostAndPortArgument,
  secondsArgument,
} from '../options.ts'
import { readOnce } from '../read-once.ts'
import type { Shell } from '../shell.ts'

interface RunOptions extends CommonOptions {
  readonly serve?: HostAndPort
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
      ['run --serve 9100', 'health and metrics on http://127.0.0.1:9100'],
      ['run --once --json', 'reads every enabled device once, stores nothing'],
      ['run -c /etc/ems.ini -d /var/lib/ems --for 3600', 'for an hour'],
    ],
  })
    .option('-s, --serve <[host:]port>', 'serve /healthz, /readyz and /metrics', hostAndPortArgument)
    .option('--once', 'read every enabled device once, print it, store and send nothing', false)
    .option('--for <seconds>', 'stop after that time', secondsArgument)
    .option('--no-table', 'log lines on a terminal too')
    .action(async (options: RunOptions) => finish(await run(options, shell)))

async function run(options: RunOptions, shell: Shell): Promise<ExitCode> {
  if (!options.once) {
    return collect(shell, options, {
      serve: options.serve ?? null,
      forMs: options.for === undefined ? null : options.for * 1_000,
      wantsTable: options.table,
    })
  }
  if (options.serve !== undefined || options.for !== undefined) {
    throw wrongUsage('--once ends by itself: --serve and --for do not go with it')
  }
  return readOnce(shell, options)
}
