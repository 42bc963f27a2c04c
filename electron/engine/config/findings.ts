import type { Finding } from '../../../shared/model/index.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import type { IniProblem } from './ini-document.ts'
import { shown } from './ini-line.ts'

export const mask = '****'

/** A password in a URL is a secret wherever the URL is shown. */
export const withoutCredentials = (text: string): string => text.replaceAll(/\/\/[^/@\s]*@/g, `//${mask}@`)

export interface FindingFacts {
  readonly section: string | null
  readonly key: string | null
  readonly line: number | null
  readonly found?: string | null
  readonly allowed?: string | null
  readonly suggestion?: string | null
  /** Completes the sentence after `[SECTION] key = found: `. */
  readonly why: string
  /** Says the place where it isn't the file: `EMS_API_TIMEOUT` in the environment. */
  readonly place?: string | null
}

/** Nobody reads more of one severity than this; the rest is counted. */
const mostListed = 500

/**
 * Collects findings; the same one (a bad value of [DEFAULT] that every device inherits) counts once. However broken a file
 * is, there is an end to what is said about it.
 */
export class Findings {
  private readonly byText = new Map<string, Finding>()
  private readonly listed = { error: 0, warning: 0 }
  private readonly unlisted = { error: 0, warning: 0 }

  error(facts: FindingFacts): void {
    this.add(makeFinding('error', facts))
  }

  warning(facts: FindingFacts): void {
    this.add(makeFinding('warning', facts))
  }

  add(finding: Finding): void {
    const { severity, line, message } = finding
    const identity = `${line}\n${message}`
    const known = this.byText.get(identity)
    if (known !== undefined && (known.severity === 'error' || severity === 'warning')) return
    if (this.isFull(severity)) {
      this.unlisted[severity]++
      return
    }
    if (known !== undefined) this.listed[known.severity]--
    this.listed[severity]++
    this.byText.set(identity, finding)
  }

  /** Takes over what another collection found, its errors as warnings where asked. */
  addAll(findings: Iterable<Finding>, { asWarnings = false }: { readonly asWarnings?: boolean } = {}): void {
    for (const finding of findings) this.add(asWarnings ? { ...finding, severity: 'warning' } : finding)
  }

  /** More of this severity are counted, not listed. */
  isFull(severity: Finding['severity']): boolean {
    return this.listed[severity] >= mostListed
  }

  get hasErrors(): boolean {
    return this.listed.error > 0
  }

  /** By line; what has none comes first. */
  list(): readonly Finding[] {
    const sorted = [...this.byText.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    const rest = (['error', 'warning'] as const)
      .filter((severity) => this.unlisted[severity] > 0)
      .map((severity) => {
        const why = `${this.unlisted[severity]} more ${severity}s are not listed`
        return makeFinding(severity, { section: null, key: null, line: null, why })
      })
    return [...sorted, ...rest]
  }
}

/** Characters of a list of allowed values that stand beside a suggestion. */
const longestAllowed = 60

export function makeFinding(severity: Finding['severity'], facts: FindingFacts): Finding {
  const { section, key, line, why } = facts
  const found =
    facts.found === undefined || facts.found === null ? null : shown(withoutCredentials(facts.found))
  const allowed = facts.allowed ?? null
  const suggestion = facts.suggestion ?? null
  const name = facts.place ?? key
  const subject = [
    facts.place === undefined || facts.place === null
      ? section === null
        ? null
        : `[${shown(section)}]`
      : null,
    name === null ? null : found === null ? shown(name) : `${shown(name)} = ${found}`,
  ].filter((part) => part !== null)
  const head = subject.length === 0 ? '' : `${subject.join(' ')}: `
  // A long list helps nobody who has been told what to write instead; it is in `allowed` all the same.
  const isTold = allowed === null || (suggestion !== null && allowed.length > longestAllowed)
  const tail = [why, isTold ? null : `allowed: ${allowed}`, suggestion].filter((part) => part !== null)
  return { severity, section, key, line, found, allowed, suggestion, message: head + tail.join('; ') }
}

/** What configparser accepts, too. */
const harmless: ReadonlySet<IniProblem['kind']> = new Set([
  'unclosed-quote',
  'swallowed-line',
  'text-after-header',
])

export function findingOfProblem(problem: IniProblem): Finding {
  const { kind, line, section, key } = problem
  const severity = harmless.has(kind) ? 'warning' : 'error'
  const found = looksSecret(problem.found) ? mask : problem.found
  return makeFinding(severity, { section, key, line, ...problemWords(problem, found) })
}

function problemWords(
  { kind, firstLine }: IniProblem,
  found: string,
): Pick<FindingFacts, 'why' | 'found' | 'allowed' | 'suggestion'> {
  switch (kind) {
    case 'duplicate-key':
      return {
        found: null,
        why: `is given twice, first in line ${firstLine}`,
        suggestion: 'remove one of the two',
      }
    case 'duplicate-section':
      return {
        why: `the section is there twice, first in line ${firstLine}`,
        suggestion: 'rename or remove one',
      }
    case 'key-outside-section':
      return { why: `"${found}" stands before any section`, suggestion: 'put it under [DEFAULT] or a device' }
    case 'not-a-key':
      return { why: `"${found}" is neither a section, a key nor a comment`, allowed: 'key = value' }
    case 'bad-section-header':
      return { why: `"${found}" is not a section header`, allowed: '[NAME] alone on its line' }
    case 'empty-key':
      return { why: `"${found}" has no key before the separator`, allowed: 'key = value' }
    case 'unclosed-quote':
      return { why: `"${found}" begins with a quote that is not closed; it is taken literally` }
    case 'control-character':
      return { why: 'the line contains control characters', suggestion: 'save the file as plain UTF-8 text' }
    case 'text-after-header':
      return { why: `"${found}" has something after its section header`, allowed: '[NAME] alone on its line' }
    case 'swallowed-line':
      return {
        why: `"${found}" is indented, so it continues the value above it`,
        suggestion: 'remove the white space before it if it is a key or a section of its own',
      }
    case 'too-large':
      return { why: `the file is too large for a configuration (${found})`, allowed: '32 MB' }
    default:
      return assertNever(kind)
  }
}

const looksSecret = (text: string): boolean => /token|password|secret|webhook/i.test(text)
