import { type IniDocument, type IniEntry, type IniPart, type IniSection, sectionOf } from './ini-document.ts'
import { closingQuote, type IniLine, separatorIndex, skipSpace } from './ini-line.ts'
import { listText } from './list.ts'

/** Line by line: what did not change stays, new lines follow the last one, surplus ones go. */
export function rewritten(document: IniDocument, entry: IniEntry, raw: string): readonly IniLine[] {
  const eol = eolOf(document)
  const texts = raw.split('\n')
  const indent = continuationIndent(document, entry)
  const partOf = new Map(entry.parts.map((part, at) => [part.index, { part, at }]))
  const end = entry.parts[texts.length - 1]?.index ?? entry.to
  const kept = document.lines.slice(entry.from, entry.to).flatMap((line, offset): readonly IniLine[] => {
    const found = partOf.get(entry.from + offset)
    // A comment line within the value stays as long as the value goes on after it.
    if (found === undefined) return entry.from + offset < end ? [line] : []
    const { part, at } = found
    const text = texts[at]
    if (text === undefined) return []
    if (text === part.text) return [line]
    if (offset === 0) return [{ text: firstLine(line.text, part, text), eol: line.eol }]
    const before = line.text.slice(0, part.start) || indent
    return [{ text: text === '' ? '' : before + text + line.text.slice(part.end), eol: line.eol }]
  })
  const added = texts
    .slice(entry.parts.length)
    .map((text) => ({ text: text === '' ? '' : indent + text, eol }))
  return spliced(document, entry.from, entry.to - entry.from, [...kept, ...added])
}

/** The line of the key with another value; a value where there was none stands as far from the separator as the key. */
function firstLine(line: string, part: IniPart, text: string): string {
  if (part.text !== '' || text === '') return line.slice(0, part.start) + text + line.slice(part.end)
  const separator = separatorIndex(line)
  const isSpaced = /\s/.test(line.charAt(separator - 1)) || /\s/.test(line.charAt(separator + 1))
  const comment = line.slice(part.end).trim()
  return line.slice(0, separator + 1) + (isSpaced ? ' ' : '') + text + (comment === '' ? '' : `  ${comment}`)
}

function continuationIndent({ lines }: IniDocument, entry: IniEntry): string {
  const second = entry.parts.slice(1).find(({ text }) => text !== '')
  if (second !== undefined) return lines[second.index]?.text.slice(0, second.start) ?? ''
  const text = lines[entry.from]?.text ?? ''
  return `${text.slice(0, skipSpace(text, 0))}    `
}

/** After the section's last key, written like it. */
export function inserted(document: IniDocument, name: string, key: string, raw: string): readonly IniLine[] {
  const section = sectionOf(document, name)
  if (section === null) return document.lines
  const entries = [...section.entries.values()].filter(
    ({ from }) => from >= section.from && from < section.to,
  )
  const last = entries.at(-1)
  const [text = '', ...more] = raw.split('\n')
  const { indent, separator } = styleOf(document, section, entries, key)
  const line = `${indent}${key}${separator}${text}`.trimEnd()
  const eol = eolOf(document)
  const added = [line, ...more.map((each) => (each === '' ? '' : `${indent}    ${each}`))]
  const at = last?.to ?? section.from + 1
  return spliced(
    document,
    at,
    0,
    added.map((each) => ({ text: each, eol })),
  )
}

function styleOf({ lines }: IniDocument, section: IniSection, entries: readonly IniEntry[], key: string) {
  const last = entries.at(-1)
  if (last === undefined) {
    // Not less indented than the header that follows, or that would continue this value.
    const headers = [lines[section.from]?.text ?? '', lines[section.to]?.text ?? '']
    const indents = headers.map((text) => text.slice(0, skipSpace(text, 0)))
    return { indent: indents.reduce((a, b) => (b.length > a.length ? b : a)), separator: ' = ' }
  }
  const styles = entries.slice(-2).map((entry) => {
    const text = lines[entry.from]?.text ?? ''
    const at = separatorIndex(text)
    return { text, at, keyEnd: text.slice(0, at).trimEnd().length }
  })
  const { text, at, keyEnd } = styles.at(-1) ?? { text: '', at: 0, keyEnd: 0 }
  const indent = text.slice(0, skipSpace(text, 0))
  const isAligned = styles.length === 2 && styles[0]?.at === at && styles[0].keyEnd !== keyEnd
  const before = isAligned ? ' '.repeat(Math.max(1, at - indent.length - key.length)) : at > keyEnd ? ' ' : ''
  const after = last.parts[0]?.text === '' ? before.slice(0, 1) : text.slice(at + 1, last.parts[0]?.start)
  return { indent, separator: before + (text[at] ?? '=') + after }
}

/** Lines in place of others; a last line without a line break gets one when something follows it. */
export function spliced(
  document: IniDocument,
  at: number,
  count: number,
  added: readonly IniLine[],
): readonly IniLine[] {
  const { lines } = document
  const result = lines.toSpliced(at, count, ...added)
  const isOpenEnded = lines.at(-1)?.eol === ''
  return result.map((line, index) => {
    if (index === result.length - 1) return isOpenEnded && line.eol !== '' ? { ...line, eol: '' } : line
    return line.eol === '' ? { ...line, eol: eolOf(document) } : line
  })
}

/** The line break of the file. */
export const eolOf = ({ lines }: IniDocument): IniLine['eol'] => lines[0]?.eol || '\n'

/** The items in as many lines as before, each with as many items; the last line's count goes on. */
export function laidOut(items: readonly (string | null)[], entry: IniEntry | null): string {
  if (entry === null || entry.parts.length < 2) return listText(items)
  const counts = entry.parts.map(({ text }) => (text === '' ? 0 : itemCount(text)))
  const last = counts.findLast((count) => count > 0) ?? 1
  const lines: string[] = []
  let next = 0
  for (let line = 0; next < items.length; line++) {
    const count = counts[line] ?? last
    const end = next + count
    lines.push(listText(items.slice(next, end)) + (end < items.length && count > 0 ? ',' : ''))
    next = end
  }
  // The comma before it says already that an item is missing at the end.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop()
  return lines.join('\n')
}

function itemCount(line: string): number {
  const text = line.replace(/,\s*$/, '')
  let count = 1
  for (let index = 0; index < text.length; index++) {
    const closing = text[index] === '"' ? closingQuote(text, index) : -1
    if (closing !== -1) index = closing
    else if (text[index] === ',') count++
  }
  return count
}
