import electronLog from 'electron-log/node'
import type { LogLevel } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { formatLine } from './line.ts'
import { LogBook, type LogView } from './log-view.ts'
import { RotatingFile } from './rotating-file.ts'

export const ROOT_LOGGER = 'gateway_ems'

export interface LogSettings {
  readonly level: LogLevel
  /** null: no file. */
  readonly file: string | null
  readonly maxSizeBytes: number
  /** Rotated files kept, `file.1` to `file.N`. */
  readonly backupCount: number
}

export interface LogOptions extends LogSettings {
  readonly clock: Clock
  /** Also gets every line, without line break; null while something else (a live table) has the screen. */
  readonly console: ((line: string) => void) | null
  /** Gets one sentence when the log file cannot be written. */
  readonly onTrouble: (sentence: string) => void
}

export interface Log {
  readonly logger: Logger
  readonly view: LogView
  /** Applies what is given, keeps the rest; the file is reopened only when its settings changed. */
  reconfigure(changes: Partial<LogSettings & Pick<LogOptions, 'console'>>): void
  close(): void
}

type LibraryLevel = 'debug' | 'info' | 'warn' | 'error'

const libraryLevel: Readonly<Record<LogLevel, LibraryLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
}

const ourLevel: Readonly<Record<string, LogLevel>> = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING' }

/**
 * The log on electron-log's Node build, which does the levels and the distribution to transports. Its own file
 * transport is not used: it keeps one `.old` file, rotates after the limit was passed, and once a file could not be
 * opened it is silent for ever.
 */
export function createLog(options: LogOptions): Log {
  const { clock, onTrouble } = options
  const log = electronLog.create({ logId: ROOT_LOGGER })
  let settings: LogSettings & Pick<LogOptions, 'console'> = options
  let file = open(settings)
  const book = new LogBook(() => ({ file: settings.file, isFailing: file?.isFailing ?? true }))
  // Not every transport is there under plain Node, whatever the types say.
  for (const transport of Object.values(log.transports)) if (transport) transport.level = false

  function open({ file, maxSizeBytes, backupCount }: LogSettings): RotatingFile | null {
    if (file === null) return null
    const monotonicMs = (): number => clock.monotonicMs()
    return new RotatingFile({ file, maxSizeBytes, backupCount, onTrouble, monotonicMs })
  }

  const lines = Object.assign(
    (entry: { readonly data: readonly unknown[]; readonly level: string; readonly scope?: string }): void => {
      const line = formatLine({
        wallMs: clock.wallMs(),
        name: entry.scope ?? ROOT_LOGGER,
        level: ourLevel[entry.level] ?? 'ERROR',
        message: String(entry.data[0]),
      })
      book.add(line, file?.write(line) ?? null)
      settings.console?.(line)
    },
    { level: libraryLevel[settings.level], transforms: [] },
  )
  log.transports['lines'] = lines

  function loggerNamed(name: string): Logger {
    const scope = name === ROOT_LOGGER ? log : log.scope(name)
    return {
      debug: (message) => scope.debug(message),
      info: (message) => scope.info(message),
      warning: (message) => scope.warn(message),
      error: (message) => scope.error(message),
      child: (suffix) => loggerNamed(`${name}.${suffix}`),
    }
  }

  return {
    logger: loggerNamed(ROOT_LOGGER),
    view: book,
    reconfigure(changes) {
      const next = { ...settings, ...changes }
      const reopen =
        next.file !== settings.file ||
        next.maxSizeBytes !== settings.maxSizeBytes ||
        next.backupCount !== settings.backupCount
      settings = next
      lines.level = libraryLevel[next.level]
      if (!reopen) return
      file?.close()
      file = open(next)
    },
    close() {
      file?.close()
      file = null
      settings = { ...settings, console: null }
    },
  }
}
