/** One thing the validator has to say about a configuration. Errors keep the configuration from being applied. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  /** Section of config.ini, null for the file as a whole. */
  readonly section: string | null
  readonly key: string | null
  /** 1-based line of config.ini; null when it comes from the environment, the command line or a default. */
  readonly line: number | null
  /** What was found, as written (secrets masked). */
  readonly found: string | null
  /** What is allowed. */
  readonly allowed: string | null
  /** What to do, where it can be said: `nearest 9600`. */
  readonly suggestion: string | null
  /** The whole finding in one sentence. */
  readonly message: string
}
