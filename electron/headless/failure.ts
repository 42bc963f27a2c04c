import { ConfigurationError } from '../engine/errors.ts'
import { NewerJournalError } from '../engine/store/database.ts'
import { LockedError } from '../engine/store/lock.ts'
import { CommandError, ExitCode } from './exit-code.ts'
import { findingText, findingsSummary, sortedFindings } from './findings.ts'
import type { Shell } from './shell.ts'

/** What stopped a command, in words; a stack trace only for a defect of ours. */
export function explainFailure(error: unknown, shell: Shell): ExitCode {
  if (error instanceof CommandError) {
    shell.note(`error: ${error.message}`)
    return error.exitCode
  }
  if (error instanceof ConfigurationError) {
    for (const finding of sortedFindings(error.findings)) shell.note(findingText(finding, error.path))
    shell.note(`${error.path}: ${findingsSummary(error.findings)}; nothing was started`)
    return ExitCode.failed
  }
  if (error instanceof LockedError) {
    shell.note(`error: ${error.message}`)
    return ExitCode.held
  }
  if (error instanceof NewerJournalError || isSystemError(error)) {
    shell.note(`error: ${error.message}`)
    return ExitCode.failed
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  shell.note(`This is a defect in gateway-ems, please report it with these lines:\n${text}`)
  return ExitCode.failed
}

/** What the operating system refused (`EADDRINUSE`, `EACCES`), or the journal's file: its own sentence says it. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !('code' in error)) return false
  return 'syscall' in error || error.code === 'ERR_SQLITE_ERROR'
}
