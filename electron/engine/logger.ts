/** What the engine says to people. A message is one line; secrets never get here. */
export interface Logger {
  debug(message: string): void
  info(message: string): void
  warning(message: string): void
  error(message: string): void
  /** The same log under a longer name: `gateway_ems.upload`. */
  child(name: string): Logger
}

export const silentLogger: Logger = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  child: () => silentLogger,
}
