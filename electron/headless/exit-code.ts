/** What every command ends with. */
export const ExitCode = {
  fine: 0,
  /** Findings, a failed check, or trouble that stopped the command. */
  failed: 1,
  wrongUsage: 2,
  /** Another collector holds the data directory. */
  held: 3,
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** Ends a command with one sentence for the person at the keyboard instead of a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = ExitCode.failed, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

/** The command was called in a way that cannot be carried out. */
export const wrongUsage = (message: string): CommandError => new CommandError(message, ExitCode.wrongUsage)
