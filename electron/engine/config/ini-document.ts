import {
  commentIndex,
  type IniLine,
  isComment,
  separatorIndex,
  shown,
  skipSpace,
  splitLines,
  unquote,
} from './ini-line.ts'

/**
 * A lossless INI document: every line stays as it was read, so that a file can be saved with nothing changed but the lines
 * that were edited. Reading follows Python's configparser (strict, no interpolation, inline comments after white space) with
 * two differences: double quotes are removed, and a fault is a positioned problem instead of an exception.
 */
export interface IniDocument {
  readonly hasBom: boolean
  readonly lines: readonly IniLine[]
  /** By name in file order, [DEFAULT] not among them. */
  readonly sections: ReadonlyMap<string, IniSection>
  /** null when the file has no [DEFAULT]. */
  readonly defaults: IniSection | null
  /** In the order of their lines, at most 1,000. */
  readonly problems: readonly IniProblem[]
}

export interface IniSection {
  readonly name: string
  /** 1-based line of its (first) header. */
  readonly line: number
  /** 0-based index of the header, and of the line after the section's last one. */
  readonly from: number
  readonly to: number
  /** By lower-case key in file order; without what [DEFAULT] gives. */
  readonly entries: ReadonlyMap<string, IniEntry>
}

export interface IniEntry {
  readonly section: string
  /** Lower case: the name it is found by. */
  readonly key: string
  readonly keyAsWritten: string
  /** Surrounding quotes removed. */
  readonly value: string
  /** As written: in a list every item may be quoted. */
  readonly raw: string
  /** 1-based line of the key. */
  readonly line: number
  /** 0-based indices of its lines, the second one exclusive; continuation lines and comments among them included. */
  readonly from: number
  readonly to: number
  /** The pieces of the value, one a line; empty lines within it included. */
  readonly parts: readonly IniPart[]
}

export interface IniPart {
  /** 1-based. */
  readonly line: number
  /** 0-based index of its line, and where in the line it stands. */
  readonly index: number
  readonly start: number
  readonly end: number
  readonly text: string
}

export type IniProblemKind =
  | 'duplicate-key'
  | 'duplicate-section'
  | 'key-outside-section'
  | 'not-a-key'
  | 'empty-key'
  | 'bad-section-header'
  | 'text-after-header'
  | 'unclosed-quote'
  | 'control-character'
  /** An indented line that looks like a key or a header continues the value above it. */
  | 'swallowed-line'
  | 'too-large'

export interface IniProblem {
  readonly kind: IniProblemKind
  /** 1-based. */
  readonly line: number
  readonly section: string | null
  readonly key: string | null
  readonly found: string
  /** The line that came first, for duplicates. */
  readonly firstLine: number | null
}

export const defaultSection = 'DEFAULT'
/** Characters. Far above any real file: what is larger is no configuration, and not worth the memory. */
export const maxTextLength = 32 * 1024 * 1024
/** A file with a fault on every line is no configuration; nobody reads the thousandth complaint. */
const maxProblems = 1000
const bom = '\uFEFF'

export function parseIni(text: string): IniDocument {
  const hasBom = text.startsWith(bom)
  const lines = splitLines(hasBom ? text.slice(1) : text)
  if (text.length <= maxTextLength) return new IniReader(hasBom, lines).read()
  const found = `${text.length} characters`
  const problem = { kind: 'too-large', line: 1, section: null, key: null, found, firstLine: null } as const
  return { hasBom, lines, sections: new Map(), defaults: null, problems: [problem] }
}

export function serializeIni({ hasBom, lines }: Pick<IniDocument, 'hasBom' | 'lines'>): string {
  return (hasBom ? bom : '') + lines.map(({ text, eol }) => text + eol).join('')
}

/** The section or [DEFAULT] by name; null when the file has none. */
export function sectionOf(document: IniDocument, name: string): IniSection | null {
  return name === defaultSection ? document.defaults : (document.sections.get(name) ?? null)
}

interface OpenSection extends IniSection {
  to: number
  readonly entries: Map<string, IniEntry>
}

interface OpenEntry {
  readonly section: OpenSection
  readonly keyAsWritten: string
  readonly from: number
  readonly indent: number
  readonly parts: IniPart[]
  readonly isDuplicate: boolean
}

class IniReader {
  private readonly hasBom: boolean
  private readonly lines: readonly IniLine[]
  private readonly sections = new Map<string, OpenSection>()
  private readonly problems: IniProblem[] = []
  private defaults: OpenSection | null = null
  private section: OpenSection | null = null
  /** The section is a repetition: the lines of the first one have ended. */
  private isRepetition = false
  private entry: OpenEntry | null = null

  constructor(hasBom: boolean, lines: readonly IniLine[]) {
    this.hasBom = hasBom
    this.lines = lines
  }

  read(): IniDocument {
    for (const [index, { text }] of this.lines.entries()) if (!isComment(text)) this.line(text, index)
    this.closeEntry()
    this.closeSection(this.lines.length)
    const { hasBom, lines, sections, defaults, problems } = this
    return { hasBom, lines, sections, defaults, problems: problems.toSorted((a, b) => a.line - b.line) }
  }

  private line(text: string, index: number): void {
    const start = skipSpace(text, 0)
    if (start === text.length) {
      this.entry?.parts.push({ line: index + 1, index, start, end: start, text: '' })
      return
    }
    const isContinuation = this.entry !== null && start > this.entry.indent
    const separator = isContinuation || text[start] === '[' ? -1 : separatorIndex(text)
    const plainEnd = commentIndex(text, start)
    const end = separator === -1 || separator > plainEnd ? plainEnd : commentIndex(text, separator + 1)
    if (hasControlCharacter(text.slice(0, end))) this.problem('control-character', index, shown(text.trim()))
    if (isContinuation) return this.continuation(partOf(text, index, start, end))
    this.closeEntry()
    const content = text.slice(start, end).trimEnd()
    if (content.startsWith('[')) this.header(content, index)
    else if (this.section === null) this.problem('key-outside-section', index, shown(content))
    else if (separator === -1 || separator >= end) this.problem('not-a-key', index, shown(content))
    else if (separator === start) this.problem('empty-key', index, shown(content))
    else
      this.key(
        this.section,
        text.slice(start, separator).trimEnd(),
        partOf(text, index, separator + 1, end),
        start,
      )
  }

  private continuation(part: IniPart): void {
    const { entry } = this
    if (entry === null) return
    entry.parts.push(part)
    if (/^(?:\[[^\]]+\]$|[a-z_]+\s*=)/i.test(part.text)) {
      this.problem('swallowed-line', part.index, shown(part.text), { key: entry.keyAsWritten.toLowerCase() })
    }
  }

  private header(content: string, index: number): void {
    const end = content.lastIndexOf(']')
    if (end < 2) return this.problem('bad-section-header', index, shown(content))
    this.closeSection(index)
    const name = content.slice(1, end)
    const known = name === defaultSection ? this.defaults : this.sections.get(name)
    this.isRepetition = known !== null && known !== undefined
    if (known !== null && known !== undefined) {
      this.section = known
      // Python merges a second [DEFAULT] into the first one.
      if (name !== defaultSection) {
        this.problem('duplicate-section', index, shown(content), { firstLine: known.line })
      }
    } else {
      this.section = { name, line: index + 1, from: index, to: index + 1, entries: new Map() }
      if (name === defaultSection) this.defaults = this.section
      else this.sections.set(name, this.section)
    }
    if (end < content.length - 1) this.problem('text-after-header', index, shown(content))
  }

  private key(section: OpenSection, keyAsWritten: string, part: IniPart, indent: number): void {
    const key = keyAsWritten.toLowerCase()
    const first = section.entries.get(key)
    const isDuplicate = first !== undefined
    if (isDuplicate) {
      this.problem('duplicate-key', part.index, shown(`${keyAsWritten} = ${part.text}`), {
        key,
        firstLine: first.line,
      })
    }
    this.entry = { section, keyAsWritten, from: part.index, indent, parts: [part], isDuplicate }
  }

  private closeEntry(): void {
    const { entry } = this
    this.entry = null
    if (entry === null || entry.isDuplicate) return
    const { section, keyAsWritten, from, parts } = entry
    while (parts.length > 1 && parts.at(-1)?.text === '') parts.pop()
    const raw = parts.map(({ text }) => text).join('\n')
    const key = keyAsWritten.toLowerCase()
    const value = parts.length === 1 ? unquote(raw) : raw
    const to = (parts.at(-1)?.index ?? from) + 1
    section.entries.set(key, {
      section: section.name,
      key,
      keyAsWritten,
      value,
      raw,
      line: from + 1,
      from,
      to,
      parts,
    })
    for (const { text, index } of parts) {
      if (text.startsWith('"') && !/"\s*(?:,|$)/.test(text.slice(1))) {
        this.problem('unclosed-quote', index, shown(text), { section: section.name, key })
      }
    }
  }

  private closeSection(index: number): void {
    if (this.section !== null && !this.isRepetition) this.section.to = index
  }

  private problem(kind: IniProblemKind, index: number, found: string, facts: Partial<IniProblem> = {}): void {
    if (this.problems.length >= maxProblems) return
    const section = this.section?.name ?? null
    this.problems.push({ kind, line: index + 1, section, key: null, found, firstLine: null, ...facts })
  }
}

function partOf(text: string, index: number, from: number, to: number): IniPart {
  const start = Math.min(skipSpace(text, from), to)
  const content = text.slice(start, to).trimEnd()
  return { line: index + 1, index, start, end: start + content.length, text: content }
}

/** Tab aside; a NUL means that the file is UTF-16 or no text at all. */
// oxlint-disable-next-line no-control-regex
const hasControlCharacter = (text: string): boolean => /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x85]/.test(text)
