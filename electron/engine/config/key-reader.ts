import type { FindingFacts, Findings } from './findings.ts'
import { mask } from './findings.ts'
import type { IniEntry, IniSection } from './ini-document.ts'
import { defaultSection } from './ini-document.ts'
import type { KeySpec } from './schema.ts'
import { spellings } from './schema.ts'
import type { Parsed } from './values.ts'
import { listItems } from './values.ts'

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
  /** Where a profile gives a list: its items, which may contain commas. */
  readonly items: readonly string[] | null
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
  readonly profile: ReadonlyMap<string, readonly string[]>
}

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
    {
      mayBeEmpty = false,
      fallback = true,
    }: { readonly mayBeEmpty?: boolean; readonly fallback?: boolean } = {},
  ): { readonly items: readonly (T | null | undefined)[]; readonly candidate: Candidate } | null {
    const candidate = this.find(spec, { useEnv: false })
    if (candidate === null || (!fallback && candidate.source === 'default')) return null
    this.note(spec, candidate)
    const texts = candidate.items ?? listItems(candidate.text)
    let complaints = 0
    const items = texts.map((text, index) => {
      if (text === '' && mayBeEmpty) return undefined
      const isHole =
        text === '' && (texts.length > 1 || candidate.source !== 'default') && spec.name !== 'units'
      const isUnitHole = text === '' && spec.name === 'units' && texts.length > 1 && candidate.items === null
      const value: Parsed<T> =
        isHole || isUnitHole
          ? { ok: false, why: `item ${index + 1} of ${texts.length} is empty`, suggestion: null }
          : spec.parse(text)
      if (value.ok) return value.value
      // The first faults of a list say enough.
      if (complaints++ >= 20) return null
      const why = text === '' ? value.why : texts.length === 1 ? value.why : `item ${index + 1} ${value.why}`
      this.complain(spec, candidate, { why, found: text, suggestion: value.suggestion })
      return null
    })
    return { items, candidate }
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
      (spec.default === null ? null : { ...blank, text: spec.default, source: 'default', key: spec.name })
    )
  }

  complain(
    spec: KeySpec<unknown>,
    candidate: Candidate,
    facts: Pick<FindingFacts, 'why' | 'found' | 'suggestion'>,
  ): void {
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

  private note(spec: KeySpec<unknown>, { text, items, source, line }: Candidate): void {
    const plain = items === null ? text.replace(/\s*\n\s*/g, ' ') : items.join(', ')
    this.derived(spec.name, spec.isSecret && plain !== '' ? mask : plain, source, line)
  }

  private fromCommandLine(spec: KeySpec<unknown>): Candidate | null {
    const text = this.layers.overrides.get(spec.name)
    return text === undefined
      ? null
      : { ...blank, text, source: 'command line', key: spec.name, place: `${spec.name} (command line)` }
  }

  private fromEnvironment(spec: KeySpec<unknown>): Candidate | null {
    const text = spec.env === null ? undefined : this.layers.env[spec.env]?.trim()
    // `VARIABLE=` in a service file means "not set".
    return text === undefined || text === ''
      ? null
      : { ...blank, text, source: 'environment', key: spec.name, place: `${spec.env} (environment)` }
  }
}

const blank = { text: '', items: null, line: null, section: null, place: null } as const

function fromSection(section: IniSection, spec: KeySpec<unknown>, name: string): Candidate | null {
  const entry = entryOf(section, spec)
  if (entry === null) return null
  return { ...blank, text: entry.value, source: 'file', line: entry.line, section: name, key: entry.key }
}

export function entryOf(section: IniSection, spec: KeySpec<unknown>): IniEntry | null {
  for (const name of spellings(spec)) {
    const entry = section.entries.get(name)
    if (entry !== undefined) return entry
  }
  return null
}

function fromProfile(profile: Layers['profile'], spec: KeySpec<unknown>): Candidate | null {
  const items = profile.get(spec.name)
  if (items === undefined) return null
  return {
    ...blank,
    text: items.join(', '),
    items,
    source: 'profile',
    key: spec.name,
    place: `${spec.name} (profile)`,
  }
}
