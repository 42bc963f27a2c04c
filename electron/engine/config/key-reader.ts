import type { Findings } from './findings.ts'
import { mask, withoutCredentials } from './findings.ts'
import type { IniEntry, IniSection } from './ini-document.ts'
import { defaultSection } from './ini-document.ts'
import type { KeySpec } from './schema.ts'
import { spellings } from './schema.ts'
import type { Parsed } from './values.ts'
import { rejected } from './values.ts'
import type { ListLine } from './list.ts'
import { isMissing, splitList } from './list.ts'

export type ValueSource = 'command line' | 'environment' | 'file' | 'default' | 'profile'

export interface EffectiveValue {
  /** null for global keys. */
  readonly section: string | null
  readonly key: string
  /** Masked where it is a secret. */
  readonly value: string
  readonly source: ValueSource
  /** 1-based line of config.ini, null where it comes from elsewhere. */
  readonly line: number | null
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A value as text, and where it came from. */
export interface Candidate {
  readonly text: string
  /** As written, quotes included, for a list. */
  readonly lines: readonly ListLine[]
  readonly source: ValueSource
  readonly line: number | null
  /** Section that a finding names. */
  readonly section: string | null
  /** Key as the file has it. */
  readonly key: string
  /** Environment variable or option, where the value isn't from the file. */
  readonly place: string | null
}

export interface Layers {
  /** Section of a device; null for the global keys. */
  readonly section: IniSection | null
  readonly defaults: IniSection | null
  readonly env: Environment
  /** Global keys from the command line, by their name. */
  readonly overrides: ReadonlyMap<string, string>
  /** Keys of the section's profile. */
  readonly profile: ReadonlyMap<string, string>
}

/** What is wrong with a value; `found` where it is a part of it. */
export interface Complaint {
  readonly why: string
  readonly found?: string
  readonly suggestion?: string | null
}

export interface ReadList<T> {
  readonly items: readonly (T | null | undefined)[]
  /** 1-based line of each item; null where it isn't from the file. */
  readonly itemLines: readonly (number | null)[]
  readonly candidate: Candidate
}

const mostComplaints = 20

/** The profile stands above [DEFAULT] for what describes the register map, below it for everything else. */
const mapKeys: ReadonlySet<string> = new Set(['byte_order', 'addressing'])

/** Reads keys by precedence; what can't be read becomes a finding and null. */
export class KeyReader {
  private readonly layers: Layers
  private readonly findings: Findings
  private readonly effective: EffectiveValue[]

  constructor(layers: Layers, findings: Findings, effective: EffectiveValue[]) {
    this.layers = layers
    this.findings = findings
    this.effective = effective
  }

  /** The single value of a key; null when there is none or it is wrong. */
  read<T>(spec: KeySpec<T>, { useEnv = true }: { readonly useEnv?: boolean } = {}): T | null {
    const candidate = this.find(spec, { useEnv })
    if (candidate === null) return null
    this.note(spec, candidate)
    return this.parse(spec, candidate, spec.parse(candidate.text), candidate.text)
  }

  /**
   * The items of a list, null for each that is wrong. The whole is null when the key isn't there.
   *
   * @param mayBeEmpty an empty item means "none" and gives undefined
   */
  readList<T>(
    spec: KeySpec<T>,
    { mayBeEmpty = false }: { readonly mayBeEmpty?: boolean } = {},
  ): ReadList<T> | null {
    const candidate = this.find(spec, { useEnv: false })
    if (candidate === null) return null
    this.note(spec, candidate)
    const split = splitList(candidate.lines)
    const written = split.length > 0 ? split : [{ text: '', isQuoted: false, line: candidate.line }]
    let complaints = 0
    const items = written.map((item, index) => {
      if (isMissing(item) && mayBeEmpty) return undefined
      const isHole = isMissing(item) && written.length > 1
      const value: Parsed<T> = isHole ? rejected('is empty') : spec.parse(item.text)
      if (value.ok) return value.value
      // The first faults of a list say enough.
      if (complaints++ >= mostComplaints) return null
      const why = written.length === 1 ? value.why : `item ${index + 1} of ${written.length} ${value.why}`
      const at = { ...candidate, line: item.line ?? candidate.line }
      this.complain(spec, at, { why, found: item.text, suggestion: value.suggestion })
      return null
    })
    return { items, itemLines: written.map(({ line }) => line), candidate }
  }

  /** Without reading it: where a key's value comes from. */
  find(spec: KeySpec<unknown>, { useEnv = true }: { readonly useEnv?: boolean } = {}): Candidate | null {
    const { section, defaults, profile } = this.layers
    const own = section === null ? this.fromCommandLine(spec) : fromSection(section, spec, section.name)
    if (own !== null) return own
    const isMap = spec.isList || mapKeys.has(spec.name)
    const given = fromProfile(profile, spec)
    return (
      (useEnv ? this.fromEnvironment(spec) : null) ??
      (isMap ? given : null) ??
      (defaults === null ? null : fromSection(defaults, spec, defaultSection)) ??
      given ??
      (spec.default === null ? null : { ...fromText(spec.default), source: 'default', key: spec.name })
    )
  }

  complain(spec: KeySpec<unknown>, candidate: Candidate, facts: Complaint): void {
    const { section, key, line, place } = candidate
    const found = spec.isSecret ? mask : (facts.found ?? candidate.text)
    this.findings.error({ section, key, line, place, allowed: spec.allowed, ...facts, found })
  }

  /** A value that follows from others: shown with where it came from. */
  derived(key: string, value: string, source: ValueSource = 'default', line: number | null = null): void {
    this.effective.push({ section: this.layers.section?.name ?? null, key, value, source, line })
  }

  private parse<T>(spec: KeySpec<T>, candidate: Candidate, value: Parsed<T>, found: string): T | null {
    if (value.ok) return value.value
    this.complain(spec, candidate, { why: value.why, found, suggestion: value.suggestion })
    return null
  }

  private note(spec: KeySpec<unknown>, { text, source, line }: Candidate): void {
    const plain = withoutCredentials(text).replaceAll(/\s*\n\s*/g, ' ')
    this.derived(spec.name, spec.isSecret && plain !== '' ? mask : plain, source, line)
  }

  private fromCommandLine(spec: KeySpec<unknown>): Candidate | null {
    const text = this.layers.overrides.get(spec.name)
    return text === undefined
      ? null
      : { ...fromText(text), source: 'command line', key: spec.name, place: `${spec.name} (command line)` }
  }

  private fromEnvironment(spec: KeySpec<unknown>): Candidate | null {
    const text = spec.env === null ? undefined : this.layers.env[spec.env]?.trim()
    // `VARIABLE=` in a service file means "not set".
    return text === undefined || text === ''
      ? null
      : { ...fromText(text), source: 'environment', key: spec.name, place: `${spec.env} (environment)` }
  }
}

const fromText = (text: string) => ({
  text,
  lines: [{ text, line: null }],
  line: null,
  section: null,
  place: null,
})

function fromSection(section: IniSection, spec: KeySpec<unknown>, name: string): Candidate | null {
  const entry = entryOf(section, spec)
  if (entry === null) return null
  const { value, line, key, parts } = entry
  const lines = parts.map(({ text, index }) => ({ text, line: index + 1 }))
  return { text: value, lines, source: 'file', line, section: name, key, place: null }
}

export function entryOf(section: IniSection, spec: KeySpec<unknown>): IniEntry | null {
  for (const name of spellings(spec)) {
    const entry = section.entries.get(name)
    if (entry !== undefined) return entry
  }
  return null
}

function fromProfile(profile: Layers['profile'], spec: KeySpec<unknown>): Candidate | null {
  const text = profile.get(spec.name)
  if (text === undefined) return null
  return { ...fromText(text), source: 'profile', key: spec.name, place: `${spec.name} (profile)` }
}
