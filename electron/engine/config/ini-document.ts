/**
 * A lossless INI document: every line stays as it was read, so that a file can be saved with nothing changed
 * but the lines that were edited. Reading follows Python's configparser (strict, no interpolation, inline
 * comments after white space) with two differences: surrounding double quotes are removed, and a fault is a
 * positioned problem instead of an exception.
 */

export interface IniLine {
  /** Without its line break. */
  readonly text: string
  /** `\n`, `\r\n`, or empty at the end of the file. */
  readonly eol: '\n' | '\r\n' | ''
}

export type IniProblemKind =
  | 'duplicate-key'
  | 'duplicate-section'
  | 'key-outside-section'
  | 'not-a-key'
  | 'bad-section-header'
  | 'empty-key'
  | 'unclosed-quote'
  | 'control-character'
  | 'invalid-utf8'
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

export interface IniEntry {
  readonly section: string
  /** Lower case: the name it is found by. */
  readonly key: string
  readonly keyAsWritten: string
  readonly value: string
  /** 1-based line of the key. */
  readonly line: number
  /** 0-based indices of its lines, the second one exclusive; comments and continuation lines included. */
  readonly from: number
  readonly to: number
}

export interface IniSection {
  readonly name: string
  /** 1-based line of its (first) header. */
  readonly line: number
  /** 0-based index of the header, and of the first line after the section. */
  readonly from: number
  readonly to: number
  /** By lower-case key, in file order; without what [DEFAULT] gives. */
  readonly entries: ReadonlyMap<string, IniEntry>
}

export interface IniDocument {
  readonly bom: boolean
  readonly lines: readonly IniLine[]
  /** The devices' sections in file order, without [DEFAULT]. */
  readonly sections: ReadonlyMap<string, IniSection>
  /** null when the file has no [DEFAULT]. */
  readonly defaults: IniSection | null
  readonly problems: readonly IniProblem[]
}

export const defaultSection = 'DEFAULT'

/** Far above any real file; past it a file isn't a configuration, and is not worth the memory. */
const maxTextLength = 32 * 1024 * 1024
const bomCharacter = '\uFEFF'

export function parseIni(text: string): IniDocument {
  const bom = text.startsWith(bomCharacter)
  if (text.length > maxTextLength) {
    const found = `${text.length} characters`
    const problem = { kind: 'too-large', line: 1, section: null, key: null, found, firstLine: null } as const
    return { bom, lines: splitLines(bom ? text.slice(1) : text), sections: new Map(), defaults: null, problems: [problem] }
  }
  return new Reader(bom, splitLines(bom ? text.slice(1) : text)).read()
}

export function serializeIni({ bom, lines }: IniDocument): string {
  return (bom ? bomCharacter : '') + lines.map(({ text, eol }) => text + eol).join('')
}

/** What a section says about a key, [DEFAULT] included. */
export function lookUp(document: IniDocument, section: string, key: string): IniEntry | null {
  return (
    document.sections.get(section)?.entries.get(key.toLowerCase()) ??
    document.defaults?.entries.get(key.toLowerCase()) ??
    null
  )
}

export function splitLines(text: string): readonly IniLine[] {
  const lines: IniLine[] = []
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    if (end === -1) {
      lines.push({ text: text.slice(start), eol: '' })
      break
    }
    const isCrLf = end > start && text[end - 1] === '\r'
    lines.push(
      isCrLf ? { text: text.slice(start, end - 1), eol: '\r\n' } : { text: text.slice(start, end), eol: '\n' },
    )
    start = end + 1
  }
  return lines
}

/** Length of the text before an inline comment: `#` or `;` at the start or after white space, outside quotes. */
export function contentLength(text: string, from = 0): number {
  const quoted = quotedEnd(text, from)
  for (let index = quoted ?? from; index < text.length; index++) {
    const character = text[index]
    if ((character === '#' || character === ';') && (index === 0 || isSpace(text[index - 1]))) return index
  }
  return text.length
}

/** Index after the closing quote of a value that starts with one, null when it doesn't or isn't closed. */
function quotedEnd(text: string, from: number): number | null {
  let start = from
  while (isSpace(text[start])) start++
  if (text[start] !== '"') return null
  // The closing quote is one that only white space or a comment follows: `"a" and "b"` is not a quoted value.
  for (let index = text.indexOf('"', start + 1); index !== -1; index = text.indexOf('"', index + 1)) {
    let next = index + 1
    while (isSpace(text[next])) next++
    const isComment = next > index + 1 && (text[next] === '#' || text[next] === ';')
    if (next >= text.length || isComment) return index + 1
  }
  return null
}

/** Removes surrounding double quotes; inside them nothing is escaped. */
export function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}

export const isSpace = (character: string | undefined): boolean =>
  character !== undefined && /\s/.test(character)

/** Where the value starts and the separator is: first `=` or `:` of the line. */
export function separatorIndex(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '=' || character === ':') return index
  }
  return -1
}

interface OpenSection {
  readonly name: string
  readonly line: number
  readonly from: number
  to: number
  readonly entries: Map<string, IniEntry>
  /** A repeated header: its keys count for the first one, as its problem says. */
  readonly isRepeated: boolean
}

interface OpenEntry {
  readonly section: OpenSection
  readonly keyAsWritten: string
  readonly from: number
  readonly indent: number
  readonly parts: string[]
  to: number
  isDuplicate: boolean
}

class Reader {
  private readonly sections = new Map<string, OpenSection>()
  private readonly problems: IniProblem[] = []
  private defaults: OpenSection | null = null
  private section: OpenSection | null = null
  private entry: OpenEntry | null = null
  private readonly bom: boolean
  private readonly lines: readonly IniLine[]

  constructor(bom: boolean, lines: readonly IniLine[]) {
    this.bom = bom
    this.lines = lines
  }

  read(): IniDocument {
    this.lines.forEach(({ text }, index) => this.line(text, index))
    this.closeEntry()
    this.closeSection(this.lines.length)
    const { bom, lines, sections, defaults, problems } = this
    return { bom, lines, sections, defaults, problems: problems.toSorted((a, b) => a.line - b.line) }
  }

  private line(text: string, index: number): void {
    if (text.includes('\0')) this.problem('control-character', index, shown(text))
    const content = text.slice(0, contentLengthOfLine(text))
    const trimmed = content.trim()
    if (trimmed === '') {
      // An empty line inside a value belongs to it (a comment line doesn't end it either), if more follows.
      if (this.entry !== null && text.trim() === '') this.entry.parts.push('')
      return
    }
    const indent = content.length - content.trimStart().length
    if (this.entry !== null && indent > this.entry.indent) {
      this.entry.parts.push(trimmed)
      this.entry.to = index + 1
      return
    }
    this.closeEntry()
    if (trimmed.startsWith('[')) this.header(trimmed, index)
    else this.key(text, content, indent, index)
  }

  private header(trimmed: string, index: number): void {
    const end = trimmed.lastIndexOf(']')
    const name = trimmed.slice(1, end)
    if (end < 2 || end !== trimmed.length - 1) {
      this.problem('bad-section-header', index, shown(trimmed))
      if (end < 2) return
    }
    this.closeSection(index)
    const known = name === defaultSection ? this.defaults : this.sections.get(name)
    if (known !== null && known !== undefined) {
      this.section = { ...known, from: index, line: index + 1, isRepeated: true }
      this.problem('duplicate-section', index, shown(trimmed), { section: name, firstLine: known.line })
      return
    }
    const section = { name, line: index + 1, from: index, to: index + 1, entries: new Map(), isRepeated: false }
    this.section = section
    if (name === defaultSection) this.defaults = section
    else this.sections.set(name, section)
  }

  private key(text: string, content: string, indent: number, index: number): void {
    const separator = separatorIndex(content)
    const name = separator === -1 ? content.trim() : content.slice(0, separator).trim()
    if (this.section === null) return this.problem('key-outside-section', index, shown(content.trim()))
    if (separator === -1) return this.problem('not-a-key', index, shown(name))
    if (name === '') return this.problem('empty-key', index, shown(content.trim()))
    const value = text.slice(separator + 1, contentLength(text, separator + 1)).trim()
    this.entry = {
      section: this.section,
      keyAsWritten: name,
      from: index,
      to: index + 1,
      indent,
      parts: [value],
      isDuplicate: this.section.entries.has(name.toLowerCase()),
    }
    if (!this.entry.isDuplicate) return
    const firstLine = this.section.entries.get(name.toLowerCase())?.line ?? null
    this.problem('duplicate-key', index, shown(content.trim()), { key: name.toLowerCase(), firstLine })
  }

  private closeEntry(): void {
    const entry = this.entry
    this.entry = null
    if (entry === null || entry.isDuplicate) return
    while (entry.parts.length > 1 && entry.parts.at(-1) === '') entry.parts.pop()
    const joined = entry.parts.join('\n')
    const key = entry.keyAsWritten.toLowerCase()
    const { section, from, to, keyAsWritten } = entry
    if (entry.parts.length === 1 && joined.startsWith('"') && !/^".*"$/s.test(joined)) {
      this.problem('unclosed-quote', from, shown(joined), { section: section.name, key })
    } else if (joined === '"') {
      this.problem('unclosed-quote', from, joined, { section: section.name, key })
    }
    const value = unquote(joined)
    section.entries.set(key, { section: section.name, key, keyAsWritten, value, line: from + 1, from, to })
  }

  private closeSection(index: number): void {
    if (this.section !== null && !this.section.isRepeated) this.section.to = index
    this.section = null
  }

  private problem(kind: IniProblemKind, index: number, found: string, facts: Partial<IniProblem> = {}): void {
    // A file with a fault on every line is no configuration; nobody reads the ten-thousandth complaint.
    if (this.problems.length >= 1000) return
    const section = this.section?.name ?? null
    this.problems.push({ kind, line: index + 1, section, key: null, found, firstLine: null, ...facts })
  }
}

/** A comment line, or the content before an inline comment outside a quoted value. */
function contentLengthOfLine(text: string): number {
  const trimmed = text.trimStart()
  if (trimmed.startsWith('#') || trimmed.startsWith(';')) return 0
  if (trimmed.startsWith('[')) return contentLength(text)
  const separator = separatorIndex(text)
  const plain = contentLength(text)
  return separator === -1 || separator > plain ? plain : contentLength(text, separator + 1)
}

/** A piece of a hostile line that can be shown: short, without control characters. */
export function shown(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text
  return short.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
