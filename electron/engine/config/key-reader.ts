import type { Findings } from './findings.ts'
import { mask, withoutCredentials } from './findings.ts'
import type { IniEntry, IniSection } from './ini-document.ts'
import { defaultSection } from './ini-document.ts'
import type { KeySpec } from './schema.ts'
import { spellings } from './schema.ts'
import type { Parsed } from './values.ts'
import { onOneLine, rejected } from './values.ts'
import type { ListItem, ListLine } from './list.ts'
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
  readonly lists: SharedLists
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

/** The first faults of a list say enough. */
const mostComplaints = 20
/** A device has no more distinct registers than this in one table. */
const mostItems = 65_536
/** In one file. Ten times what the largest gateway reads. */
const mostRegisters = 5_000_000

/** What all sections share: the lists of [DEFAULT] are split once, and there is an end to the registers of one file. */
export class SharedLists {
  private readonly splits = new WeakMap<readonly ListLine[], readonly ListItem[]>()
  private registers = 0

  split(lines: readonly ListLine[]): readonly ListItem[] {
    const known = this.splits.get(lines) ?? splitList(lines)
    this.splits.set(lines, known)
    return known
  }

  /** False when so many more are too many. */
  mayAdd(registers: number): boolean {
    if (this.registers + registers > mostRegisters) return false
    this.registers += registers
    return true
  }
}

/** The profile stands above [DEFAULT] for what describes the register map, below it for everything else. */
const mapKeys: ReadonlySet<string> = new Set(['byte_order', 'addressing'])

/** Characters of a single value; no real one comes near, and no parser has to bear more. */
const longestValue = 4096

/** Reads keys by precedence; what can't be read becomes a finding and null. */
export class KeyReader {
  private readonly layers: Layers
  private readonly findings: Findings
  private readonly effective: EffectiveValue[] | null

  /** @param effective where every value that was read is noted, if anywhere */
  constructor(layers: Layers, findings: Findings, effective: EffectiveValue[] | null) {
    this.layers = layers
    this.findings = findings
    this.effective = effective
  }

  /** The single value of a key; null when there is none or it is wrong. */
  read<T>(spec: KeySpec<T>, { useEnv = true }: { readonly useEnv?: boolean } = {}): T | null {
    const candidate = this.find(spec, { useEnv })
    if (candidate === null) return null
    this.note(spec, candidate)
    const { text } = candidate
    const value = text.length > longestValue ? rejected(`has ${text.length} characters`) : spec.parse(text)
    return this.parse(spec, candidate, value, text)
  }

  /**
   * The items of a list, null for each that is wrong; none when their number is wrong. null when the key isn't there.
   */
  readList<T>(spec: KeySpec<T>, { mayBeEmpty = false, count = null }: ListOptions = {}): ReadList<T> | null {
    const candidate = this.find(spec, { useEnv: false })
    if (candidate === null) return null
    this.note(spec, candidate)
    const written = this.layers.lists.split(candidate.lines)
    const fault = countFault(written.length, count)
    if (fault !== null) {
      const suggestion = count === null ? null : 'one item per register, or a single one for all'
      this.complain(spec, candidate, { found: `${written.length} items`, why: fault, suggestion })
      return { items: [], itemLines: [], candidate }
    }
    let complaints = 0
    const items = written.map((item, index) => {
      if (isMissing(item) && mayBeEmpty) return undefined
      const isHole = isMissing(item) && written.length > 1
      const value: Parsed<T> = isHole ? rejected('is empty') : spec.parse(item.text)
      if (value.ok) return value.value
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

  /** False when the file as a whole has too many registers. */
  mayAdd(registers: number): boolean {
    return this.layers.lists.mayAdd(registers)
  }

  /** A value that follows from others: shown with where it came from. */
  derived(key: string, value: string, source: ValueSource = 'default', line: number | null = null): void {
    this.effective?.push({ section: this.layers.section?.name ?? null, key, value, source, line })
  }

  private parse<T>(spec: KeySpec<T>, candidate: Candidate, value: Parsed<T>, found: string): T | null {
    if (value.ok) return value.value
    this.complain(spec, candidate, { why: value.why, found, suggestion: value.suggestion })
    return null
  }

  private note(spec: KeySpec<unknown>, { text, source, line }: Candidate): void {
    if (this.effective === null) return
    const plain = onOneLine(withoutCredentials(text))
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

export interface ListOptions {
  /** An empty item means "none" and gives undefined. */
  readonly mayBeEmpty?: boolean
  /** Registers of the device: there is one item for each, or one for all. */
  readonly count?: number | null
}

function countFault(found: number, count: number | null): string | null {
  if (found > mostItems) return `${found} items are more than a device can have`
  if (count === null || found === 1 || found === count) return null
  return `${found} ${found === 1 ? 'item' : 'items'} for ${count} ${count === 1 ? 'register' : 'registers'}`
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
  return { text: value, lines: parts, source: 'file', line, section: name, key, place: null }
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
