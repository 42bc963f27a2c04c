import { z } from 'zod'
import type { CallError } from '../../shared/contract/protocol.ts'
import { defectText } from '../engine/errors.ts'
import type { Logger } from '../engine/logger.ts'
import { CallRefused } from './call-refused.ts'

/** What the client learns of a failure. A defect's details are for the log alone. */
export function callErrorOf(error: unknown, what: string, logger: Logger): CallError {
  if (error instanceof CallRefused) return { code: error.code, message: error.message }
  if (error instanceof z.ZodError) return { code: 'invalid', message: `${what}: ${issuesText(error)}` }
  logger.error(`${what}: ${defectText(error)}`)
  return { code: 'defect', message: `${what} failed through a defect in the gateway; its log says more` }
}

const issuesShown = 3

/** `deviceId: expected string, received number; …` */
function issuesText({ issues }: z.ZodError): string {
  const shown = issues.slice(0, issuesShown).map(({ path, message }) => {
    const where = z.core.toDotPath(path)
    return (where === '' ? message : `${where}: ${message}`).slice(0, 200)
  })
  const more = issues.length > issuesShown ? [`and ${issues.length - issuesShown} more`] : []
  return [...shown, ...more].join('; ')
}
