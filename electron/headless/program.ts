import { Command, CommanderError } from 'commander'
import { explainFailure } from './failure.ts'
import { ExitCode } from './exit-code.ts'
import type { CommandFactory } from './options.ts'
import type { Shell } from './shell.ts'

/** In the order of the help. A command is loaded when it is called: `check` has no need of a web server. */
export const commands: ReadonlyMap<string, () => Promise<CommandFactory>> = new Map([
  ['run', async () => (await import('./commands/run.ts')).runCommand],
  ['init', async () => (await import('./commands/init.ts')).initCommand],
  ['check', async () => (await import('./commands/check.ts')).checkCommand],
  ['config', async () => (await import('./commands/config.ts')).configCommand],
  ['test', async () => (await import('./commands/test.ts')).testCommand],
  ['probe', async () => (await import('./commands/probe.ts')).probeCommand],
  ['find', async () => (await import('./commands/find.ts')).findCommand],
  ['scan', async () => (await import('./commands/scan.ts')).scanCommand],
  ['report', async () => (await import('./commands/report.ts')).reportCommand],
  ['read', async () => (await import('./commands/read.ts')).readCommand],
  ['plan', async () => (await import('./commands/plan.ts')).planCommand],
  ['profiles', async () => (await import('./commands/profiles.ts')).profilesCommand],
  ['sunspec', async () => (await import('./commands/sunspec.ts')).sunspecCommand],
  ['export', async () => (await import('./commands/export.ts')).exportCommand],
  ['queue', async () => (await import('./commands/queue.ts')).queueCommand],
  ['simulate', async () => (await import('./commands/simulate.ts')).simulateCommand],
  ['api', async () => (await import('./commands/api.ts')).apiCommand],
])

/** The one command that is called, or all of them for help and for telling which ones there are. */
function neededCommands([, , name = '']: readonly string[]): Promise<readonly CommandFactory[]> {
  const called = commands.get(name)
  return Promise.all((called === undefined ? [...commands.values()] : [called]).map((load) => load()))
}

const exitCodesHelp = `
Exit codes: 0 fine, 1 findings or a failed check, 2 wrong usage, 3 another collector holds the data directory.
Help for one command with its options and examples: gateway-ems <command> --help`

/**
 * Runs one command.
 *
 * @param argv as in process.argv: the command comes third
 * @returns what the process has to end with; nothing is thrown
 */
export async function runCommandLine(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.fine
  const program = new Command('gateway-ems')
    .description('Reads energy meters over Modbus, keeps every reading, delivers it to the EMS API.')
    .version(shell.version)
    .addHelpText('after', exitCodesHelp)
    .showSuggestionAfterError()
  for (const create of await neededCommands(argv)) {
    program.addCommand(
      create(shell, (code) => {
        exitCode = code
      }),
    )
  }
  for (const command of [program, ...descendants(program)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => shell.out.line(text.trimEnd()),
      writeErr: (text) => shell.note(text.trimEnd()),
    })
  }
  try {
    await program.parseAsync([...argv])
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.wrongUsage
    return explainFailure(error, shell)
  }
}

const descendants = (command: Command): readonly Command[] =>
  command.commands.flatMap((child) => [child, ...descendants(child)])
