import { assertNever } from '../../../shared/assert-never.ts'
import {
  defaultSection,
  type IniDocument,
  type IniEntry,
  type IniSection,
  parseIni,
  sectionOf,
  serializeIni,
} from './ini-document.ts'
import { eolOf, inserted, laidOut, rewritten, spliced } from './ini-layout.ts'
import { type IniLine, isComment, quoteWhereNeeded, shown, unquote } from './ini-line.ts'
import { canBeItem, splitList } from './list.ts'

export type IniEdit =
  /** Adds the section at the end when there is none. */
  | { readonly kind: 'set'; readonly section: string; readonly key: string; readonly value: string }
  /** Keeps the number of items that the lines of the list had; null is an item that is missing, `""` an empty one. */
  | {
      readonly kind: 'set-list'
      readonly section: string
      readonly key: string
      readonly items: readonly (string | null)[]
    }
  | { readonly kind: 'remove'; readonly section: string; readonly key: string }
  | { readonly kind: 'add-section'; readonly section: string }
  | { readonly kind: 'remove-section'; readonly section: string }
  | { readonly kind: 'rename-section'; readonly section: string; readonly name: string }
  /** The copy, comments included, stands after the original. */
  | { readonly kind: 'duplicate-section'; readonly section: string; readonly name: string }
  /** Before another section, or to the end. */
  | { readonly kind: 'move-section'; readonly section: string; readonly before: string | null }

/** The document cannot take the edit: no such section, a name in use, a value that the dialect cannot hold. */
export class IniEditError extends Error {
  override readonly name = 'IniEditError'
  readonly section: string
  readonly key: string | null
  readonly why: string

  constructor(edit: { readonly kind: string; readonly section: string; readonly key?: string }, why: string) {
    super(`${edit.kind} [${edit.section}]: ${why}`)
    this.section = edit.section
    this.key = edit.key ?? null
    this.why = why
  }
}

/**
 * Applies edits one after the other. Only lines that an edit touches change; their comments and alignment stay.
 *
 * @throws IniEditError nothing was changed
 */
export function editIni(document: IniDocument, edits: readonly IniEdit[]): IniDocument {
  return edits.reduce(editOnce, document)
}

function editOnce(document: IniDocument, edit: IniEdit): IniDocument {
  const lines = editedLines(document, edit)
  const edited = parseIni(serializeIni({ hasBom: document.hasBom, lines }))
  if (!isAsMeant(document, edited, edit)) throw new IniEditError(edit, whyNotHeld(edit))
  return edited
}

/** What the dialect has no way to write, and what it has. */
function whyNotHeld(edit: IniEdit): string {
  switch (edit.kind) {
    case 'set':
      return `${shown(edit.value)} cannot be written: ${quoteRule}`
    case 'set-list': {
      const item = edit.items.filter((each) => each !== null).find((each) => !canBeItem(each))
      return item === undefined
        ? 'the list reads back otherwise'
        : `${shown(item)} cannot be written: ${quoteRule}`
    }
    case 'add-section':
    case 'rename-section':
    case 'duplicate-section': {
      const name = edit.kind === 'add-section' ? edit.section : edit.name
      return `"${shown(name)}" cannot be a section's name: it is not empty and has no line breaks, and no # or ; after a space`
    }
    case 'remove':
    case 'remove-section':
    case 'move-section':
      return 'another part of the file would read otherwise'
    default:
      return assertNever(edit)
  }
}

const quoteRule = 'a double quote cannot stand before a comma, nor before # or ; after a space'

function editedLines(document: IniDocument, edit: IniEdit): readonly IniLine[] {
  switch (edit.kind) {
    case 'set':
      return setRaw(document, edit, rawOf(edit.value))
    case 'set-list':
      return setRaw(document, edit, laidOut(edit.items, entryOf(document, edit)))
    case 'remove': {
      const entry = entryOf(document, edit)
      return entry === null ? document.lines : document.lines.toSpliced(entry.from, entry.to - entry.from)
    }
    case 'add-section':
      return withSection(document, edit)
    case 'remove-section': {
      const { from, to } = existing(document, edit, edit.section)
      return document.lines.toSpliced(from, to - from)
    }
    case 'rename-section':
      return renamed(document, edit)
    case 'duplicate-section':
      return duplicated(document, edit)
    case 'move-section':
      return moved(document, edit)
  }
}

const entryOf = (
  document: IniDocument,
  { section, key }: { section: string; key: string },
): IniEntry | null => sectionOf(document, section)?.entries.get(key.toLowerCase()) ?? null

function existing(document: IniDocument, edit: IniEdit, name: string): IniSection {
  const section = sectionOf(document, name)
  if (section === null) throw new IniEditError(edit, `there is no section [${name}]`)
  return section
}

/** The text that stands in the file for a value: its lines as they are, a single one quoted where it needs it. */
const rawOf = (value: string): string => (value.includes('\n') ? value : quoteWhereNeeded(value))

type SetEdit = Extract<IniEdit, { readonly kind: 'set' | 'set-list' }>

function setRaw(document: IniDocument, edit: SetEdit, raw: string): readonly IniLine[] {
  const entry = entryOf(document, edit)
  if (entry !== null) return raw === entry.raw ? document.lines : rewritten(document, entry, raw)
  const { section: name, key } = edit
  if (sectionOf(document, name) !== null) return inserted(document, name, key, raw)
  const lines = withSection(document, edit)
  return inserted(parseIni(serializeIni({ hasBom: document.hasBom, lines })), name, key, raw)
}

function withSection(document: IniDocument, edit: IniEdit): readonly IniLine[] {
  const { section: name } = edit
  if (sectionOf(document, name) !== null) throw new IniEditError(edit, 'there is such a section already')
  const header = { text: `[${name}]`, eol: eolOf(document) }
  const { lines } = document
  // [DEFAULT] is what a reader looks for first; comments at the top belong to the file.
  if (name === defaultSection) {
    const first = [...document.sections.values()].reduce(
      (least, { from }) => Math.min(least, from),
      lines.length,
    )
    return spliced(document, first, 0, first < lines.length ? [header, { ...header, text: '' }] : [header])
  }
  const isBlankNeeded = lines.length > 0 && lines.at(-1)?.text.trim() !== ''
  return spliced(document, lines.length, 0, isBlankNeeded ? [{ ...header, text: '' }, header] : [header])
}

function renamed(
  document: IniDocument,
  edit: Extract<IniEdit, { kind: 'rename-section' }>,
): readonly IniLine[] {
  const { from } = existing(document, edit, edit.section)
  if (edit.name === edit.section) return document.lines
  if (edit.section === defaultSection || edit.name === defaultSection || document.sections.has(edit.name)) {
    throw new IniEditError(edit, `the name ${edit.name} cannot be used`)
  }
  return document.lines.with(from, headerNamed(document.lines[from], edit.section, edit.name))
}

function headerNamed(line: IniLine | undefined, name: string, newName: string): IniLine {
  const { text, eol } = line ?? { text: `[${name}]`, eol: '' }
  const at = text.indexOf('[') + 1
  return { text: text.slice(0, at) + newName + text.slice(at + name.length), eol }
}

function duplicated(
  document: IniDocument,
  edit: Extract<IniEdit, { kind: 'duplicate-section' }>,
): readonly IniLine[] {
  const { from, to } = existing(document, edit, edit.section)
  if (edit.section === defaultSection || edit.name === defaultSection || document.sections.has(edit.name)) {
    throw new IniEditError(edit, `the name ${edit.name} cannot be used`)
  }
  const [header, ...rest] = document.lines.slice(from, withoutTrailingNotes(document, to))
  const eol = eolOf(document)
  const copy = [{ text: '', eol }, headerNamed(header, edit.section, edit.name), ...rest]
  return spliced(document, withoutTrailingNotes(document, to), 0, copy)
}

function moved(document: IniDocument, edit: Extract<IniEdit, { kind: 'move-section' }>): readonly IniLine[] {
  const section = existing(document, edit, edit.section)
  const before = edit.before === null ? null : existing(document, edit, edit.before)
  if (before?.name === section.name) return document.lines
  const from = withoutTrailingNotes(document, section.from)
  const to = withoutTrailingNotes(document, section.to)
  const target = before === null ? document.lines.length : withoutTrailingNotes(document, before.from)
  const block = document.lines.slice(from, to)
  if (target >= from && target <= to) return document.lines
  const rest = document.lines.toSpliced(from, to - from)
  const at = target > from ? target - (to - from) : target
  const eol = eolOf(document)
  const isTight = (line: IniLine | undefined): boolean => line !== undefined && line.text.trim() !== ''
  const above = isTight(rest[at - 1]) ? [{ text: '', eol }] : []
  const below = at < rest.length && isTight(block.at(-1)) ? [{ text: '', eol }] : []
  return spliced({ ...document, lines: rest }, at, 0, [...above, ...block, ...below])
}

/** Comments right above a header belong to it, not to the section before: where they begin. */
function withoutTrailingNotes({ lines }: IniDocument, to: number): number {
  let index = to
  if (index < lines.length) while (index > 0 && isComment(lines[index - 1]?.text ?? '')) index--
  return index
}

/** Whether the text reads back as what was asked for, and nothing else has changed. */
function isAsMeant(before: IniDocument, after: IniDocument, edit: IniEdit): boolean {
  const expected = expectedValues(before, edit)
  const found = valuesOf(after)
  if (after.problems.length > before.problems.length || expected.size !== found.size) return false
  for (const [name, entries] of expected) {
    const section = found.get(name)
    if (section === undefined || section.size !== entries.size) return false
    for (const [key, value] of entries) if (section.get(key) !== value) return false
  }
  return edit.kind !== 'set-list' || holdsItems(after, edit)
}

function holdsItems(after: IniDocument, edit: Extract<IniEdit, { kind: 'set-list' }>): boolean {
  const found = splitList(entryOf(after, edit)?.parts ?? [])
  return (
    found.length === edit.items.length &&
    found.every(({ text, isQuoted }, index) => {
      const item = edit.items[index]
      return item === null ? text === '' && !isQuoted : text === item
    })
  )
}

type Values = ReadonlyMap<string, ReadonlyMap<string, string>>

/** What a document says, by section and lower-case key, [DEFAULT] included. */
export function valuesOf(document: IniDocument): Values {
  const sections = [...document.sections.values(), ...(document.defaults === null ? [] : [document.defaults])]
  return new Map(
    sections.map(({ name, entries }) => [
      name,
      new Map([...entries].map(([key, { value }]) => [key, value])),
    ]),
  )
}

function expectedValues(before: IniDocument, edit: IniEdit): Values {
  const values = new Map(valuesOf(before))
  const own = values.get(edit.section) ?? new Map<string, string>()
  switch (edit.kind) {
    case 'set':
      return values.set(edit.section, new Map(own).set(edit.key.toLowerCase(), edit.value))
    case 'set-list': {
      const raw = laidOut(edit.items, entryOf(before, edit))
      return values.set(edit.section, new Map(own).set(edit.key.toLowerCase(), unquotedList(raw)))
    }
    case 'remove': {
      const rest = new Map(own)
      rest.delete(edit.key.toLowerCase())
      return values.has(edit.section) ? values.set(edit.section, rest) : values
    }
    case 'add-section':
      return values.set(edit.section, own)
    case 'remove-section':
      values.delete(edit.section)
      return values
    case 'rename-section':
      values.delete(edit.section)
      return values.set(edit.name, own)
    case 'duplicate-section':
      return values.set(edit.name, own)
    case 'move-section':
      return values
  }
}

/** A list of one quoted item reads as a scalar without its quotes. */
const unquotedList = (raw: string): string => (raw.includes('\n') ? raw : unquote(raw))
