import { Command, CommanderError } from 'commander'
import { apiCommand } from './commands/api.ts'
import { checkCommand } from './commands/check.ts'
import { configCommand } from './commands/config.ts'
import { exportCommand } from './commands/export.ts'
import { planCommand } from './commands/plan.ts'
import { queueCommand } from './commands/queue.ts'
import { readCommand } from './commands/read.ts'
import { runCommand } from './commands/run.ts'
import { simulateCommand } from './commands/simulate.ts'
import { testCommand } from './commands/test.ts'
import { explainFailure } from './failure.ts'
import { ExitCode } from './exit-code.ts'
import type { Shell } from './shell.ts'

const commands = [
  runCommand,
  checkCommand,
  configCommand,
  testCommand,
  readCommand,
  planCommand,
  exportCommand,
  queueCommand,
  simulateCommand,
  apiCommand,
] as const

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
  for (const create of commands) {
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
