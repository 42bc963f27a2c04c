/** Where a command's results go. */
export interface Output {
  readonly isTerminal: boolean
  /** Colours are wanted: a terminal, and NO_COLOR is not set. */
  readonly hasColour: boolean
  readonly columns: number
  readonly rows: number
  line(text: string): void
  /** Resolves when more may be written: a slow reader at the other end of the pipe holds the writer back. */
  write(text: string): Promise<void>
  /** Aborted when the reader has gone (`| head`): nothing more can be shown, which is no error. */
  readonly closed: AbortSignal
  /** Called when the size of the terminal changes; returns the way to stop that. */
  onResize(listener: () => void): () => void
}

/** What a command sees of the world it was started in. */
export interface Shell {
  readonly out: Output
  /** One line on stderr: trouble, hints, what the person should know besides the results. */
  note(line: string): void
  /** One line on a terminal's stderr that the next one replaces; null takes it away. Elsewhere nothing is shown. */
  status(line: string | null): void
  /** What a person answers; null where nobody sits at a terminal. */
  ask(question: string): Promise<string | null>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the package, in which `config/` lies. */
  readonly packageDir: string
  readonly version: string
  /** Nobody needs to hear of a stop by a signal but the command that runs. Returns the way to stop listening. */
  onStopSignal(listener: (signal: string) => void): () => void
  /** Ends the process at once. */
  abandon(exitCode: number): never
}
