import { closingQuote, commentIndex, skipSpace } from './ini-line.ts'

export interface ListItem {
  /** Without white space around it and without its quotes. */
  readonly text: string
  /** `""` is an empty item on purpose. */
  readonly isQuoted: boolean
  /** 1-based line of config.ini, null when it stands elsewhere. */
  readonly line: number | null
}

export interface ListLine {
  readonly text: string
  readonly line: number | null
}

/**
 * Splits at commas and line breaks; a comma at a line break counts once, lines without content do not count. A list without
 * content is one missing item.
 */
export function splitList(lines: readonly ListLine[]): readonly ListItem[] {
  const filled = lines.filter(({ text }) => text.trim() !== '')
  if (filled.length === 0) return [{ text: '', isQuoted: false, line: lines[0]?.line ?? null }]
  return filled.flatMap(({ text, line }, index) => {
    const items = splitLine(text, line)
    const isSplit = items.length > 1
    if (index < filled.length - 1 && isSplit && isMissing(items.at(-1))) items.pop()
    const hasComma = index === 0 || filled[index - 1]?.text.trimEnd().endsWith(',')
    if (!hasComma && isSplit && isMissing(items[0])) items.shift()
    return items
  })
}

export const isMissing = (item: ListItem | undefined): boolean =>
  item !== undefined && item.text === '' && !item.isQuoted

/** The text of a list that reads back as these items; null is an item that is missing, `""` an empty one. */
export function listText(items: readonly (string | null)[]): string {
  return items
    .map((item) => (item === null ? '' : quotedItem(item)))
    .join(', ')
    .trimEnd()
}

export function quotedItem(text: string): string {
  // At the beginning of a line of its own it must not look like a key or a header.
  const isPlain = text !== '' && text === text.trim() && !/[,"\n]|(?:^|\s)[#;]|^\[|^\w+\s*=/.test(text)
  return isPlain ? text : `"${text}"`
}

/** Nothing escapes a double quote: before a comma it ends the item, and before `#` or `;` after a space as well. */
export function canBeItem(text: string): boolean {
  const written = quotedItem(text)
  const [read, ...more] = splitLine(written.slice(0, commentIndex(written)), null)
  return read?.text === text && more.length === 0 && !/[\r\n]/.test(text)
}

function splitLine(text: string, line: number | null): ListItem[] {
  const items: ListItem[] = []
  let mayClose = true
  let start = 0
  while (start <= text.length) {
    const first = skipSpace(text, start)
    const closing = mayClose && text[first] === '"' ? closingQuote(text, first) : -1
    if (text[first] === '"' && closing === -1) mayClose = false
    const comma = text.indexOf(',', closing === -1 ? start : closing)
    const end = comma === -1 ? text.length : comma
    if (closing === -1) items.push({ text: text.slice(first, end).trimEnd(), isQuoted: false, line })
    else items.push({ text: text.slice(first + 1, closing), isQuoted: true, line })
    start = end + 1
  }
  return items
}
