import { basename } from 'node:path'
import type { Finding } from '../../shared/model/index.ts'
import { plural, safe } from './text.ts'

/** By line; what has no line (environment, command line, the file as a whole) comes first. Errors before warnings. */
export function sortedFindings(findings: readonly Finding[]): readonly Finding[] {
  const severity = (finding: Finding): number => (finding.severity === 'error' ? 0 : 1)
  return findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || severity(a) - severity(b))
}

/** `config.ini:12: error: [DEVICE_2] baudrate = 9601: not a rate this port offers; nearest 9600` */
export function findingText(finding: Finding, path: string): string {
  const place = finding.line === null ? basename(path) : `${basename(path)}:${finding.line}`
  return safe(`${place}: ${finding.severity}: ${finding.message}`)
}

/** `2 errors, 1 warning` */
export function findingsSummary(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return `${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`
}

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error')
