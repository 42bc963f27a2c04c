import type { Finding } from '../../shared/model/index.ts'

/** The configuration has errors: nothing was started. `findings` says what and where. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly path: string
  readonly findings: readonly Finding[]

  constructor(path: string, findings: readonly Finding[]) {
    const errors = findings.filter((finding) => finding.severity === 'error')
    super(`${path} has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`)
    this.path = path
    this.findings = findings
  }
}

/** For the log: an error that no device, line or file explains. */
export function defectText(error: unknown): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `defect in the gateway, please report it: ${what}`
}
