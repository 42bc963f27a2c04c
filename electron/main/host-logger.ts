import type { Logger } from '../engine/logger.ts'

/** The log of the engine that runs at the moment; standard output while there is none. */
export function hostLogger(current: () => Logger | null, writeLine: (line: string) => void): Logger {
  const to = (level: 'debug' | 'info' | 'warning' | 'error') => (message: string) => {
    const logger = current()
    if (logger !== null) logger[level](message)
    else if (level !== 'debug') writeLine(message)
  }
  return {
    debug: to('debug'),
    info: to('info'),
    warning: to('warning'),
    error: to('error'),
    child: (name) => hostLogger(() => current()?.child(name) ?? null, writeLine),
  }
}
