import { Command, InvalidArgumentError } from 'commander'
import type { ExitCode } from './exit-code.ts'
import type { Shell } from './shell.ts'

/** Makes one command; `finish` takes its exit code. */
export type CommandFactory = (shell: Shell, finish: (code: ExitCode) => void) => Command

/** Every command has these. */
export interface CommonOptions {
  readonly config: string
  readonly dataDir: string
  readonly json: boolean
}

export interface CommandText {
  readonly name: string
  readonly summary: string
  /** More than the summary says; shown in the command's own help. */
  readonly description: string
  readonly examples: readonly (readonly [call: string, what: string])[]
  /** The shape of `--json`. */
  readonly json: string
}

export const defaultConfigPath = './config/config.ini'

/** A command with the options that all share, its examples and the shape of its JSON. */
export function describedCommand({ name, summary, description, examples, json }: CommandText): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary}\n\n${description}`.trimEnd())
    .option('-c, --config <file>', 'configuration file', defaultConfigPath)
    .option('-d, --data-dir <dir>', 'directory of the journal', './data')
    .option('--json', 'machine-readable output', false)
    .addHelpText('after', ({ command }) => {
      const width = command.configureOutput().getOutHelpWidth?.() ?? usualWidth
      const jsonText = command.createHelp().boxWrap(`With --json: ${json}`, width)
      return `\n${jsonText}\n\nExamples:\n${exampleLines(examples)}`
    })
}

/** Where the terminal does not tell. */
const usualWidth = 80

export function exampleLines(examples: CommandText['examples']): string {
  const width = Math.max(...examples.map(([call]) => call.length))
  return examples.map(([call, what]) => `  gateway-ems ${call.padEnd(width)}  ${what}`).join('\n')
}

/** Longest setTimeout, 24.8 days. */
const mostSeconds = 2_147_483

/** @throws InvalidArgumentError */
export function secondsArgument(text: string): number {
  const seconds = Number(text)
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0 || seconds > mostSeconds) {
    throw new InvalidArgumentError(`${text} is not a number of seconds.`)
  }
  return seconds
}

/** @throws InvalidArgumentError */
export function portArgument(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError(`${text} is not a port: 0 (any free one) to 65535.`)
  }
  return port
}

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/**
 * `8080`, `0.0.0.0:8080`, `[::]:8080`; loopback where no host is named.
 *
 * @throws InvalidArgumentError
 */
export function hostAndPortArgument(text: string): HostAndPort {
  const match = /^(?:(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]\s]+)):)?(?<port>\d+)$/.exec(text)
  const port = match?.groups?.['port']
  if (match === null || port === undefined) {
    throw new InvalidArgumentError(`${text} is not [HOST:]PORT: 8080, 0.0.0.0:8080 or [::]:8080.`)
  }
  return {
    host: match.groups?.['v6'] ?? match.groups?.['name'] ?? '127.0.0.1',
    port: portArgument(port),
  }
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * A moment, in ms since the epoch: `now`, `-90m` before now, or ISO 8601 (`2026-11-23`, `2026-11-23T20:15:00+01:00`;
 * local time where no offset is written).
 *
 * @throws InvalidArgumentError
 */
export function timeArgument(text: string, nowMs: number): number {
  if (text === 'now') return nowMs
  const relative = /^-(?<amount>\d+(?:\.\d+)?)(?<unit>[smhdw])$/.exec(text)
  if (relative !== null) {
    const { amount = '0', unit = 's' } = relative.groups ?? {}
    return nowMs - Number(amount) * (unitMs[unit] ?? 0)
  }
  const isIso =
    /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)
  // A date alone is UTC to Date.parse, while a date with a time is local: one rule is enough for people.
  const ms = isIso ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(ms)) {
    throw new InvalidArgumentError(
      `${text} is not a time: 2026-11-23, 2026-11-23T20:15, 2026-11-23T20:15:00Z, -1h, -7d or now.`,
    )
  }
  return ms
}
