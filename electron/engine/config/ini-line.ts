/** One line of an INI file: where its content ends, where a comment starts, what quotes hold. */

export interface IniLine {
  /** Without its line break. */
  readonly text: string
  /** Empty at the end of the file. */
  readonly eol: '\n' | '\r\n' | '\r' | ''
}

export function splitLines(text: string): readonly IniLine[] {
  const lines: IniLine[] = []
  let start = 0
  for (const { 0: match, index } of text.matchAll(/\r\n|\n|\r/g)) {
    const eol = match === '\r\n' || match === '\r' ? match : '\n'
    lines.push({ text: text.slice(start, index), eol })
    start = index + match.length
  }
  if (start < text.length) lines.push({ text: text.slice(start), eol: '' })
  return lines
}

/** Space, tab, vertical tab, form feed, no-break space: what people's editors leave between words. */
const isSpaceCode = (code: number): boolean =>
  code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || (code > 0x7f && isOtherSpace(code))
const isOtherSpace = (code: number): boolean => String.fromCharCode(code).trim() === ''

const quote = 0x22
const comma = 0x2c

/** The whole line is a comment: its first character that is not white space is `#` or `;`. */
export const isComment = (text: string): boolean => /^\s*[#;]/.test(text)

/** Index of the first `=` or `:`, -1 when there is none. */
export const separatorIndex = (text: string): number => text.search(/[=:]/)

/** Index of the first character at or after `from` that is not white space. */
export function skipSpace(text: string, from: number): number {
  let index = from
  while (index < text.length && isSpaceCode(text.charCodeAt(index))) index++
  return index
}

/**
 * Index where an inline comment starts: `#` or `;` after white space or in the first column, not inside a quoted
 * item. The length of the text when there is none.
 *
 * @param from where the value starts; quotes before it mean nothing
 */
export function commentIndex(text: string, from = 0): number {
  let isItemStart = true
  let isAfterSpace = from === 0 || isSpaceCode(text.charCodeAt(from - 1))
  let mayClose = true
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code === 0x23 || code === 0x3b) && isAfterSpace) return index
    if (code === quote && isItemStart && mayClose) {
      const end = closingQuote(text, index)
      // Whether a quote closes depends on what follows it alone: no closing one here, none further on.
      if (end === -1) mayClose = false
      else index = end
    }
    isAfterSpace = isSpaceCode(code)
    isItemStart = code === comma || (isItemStart && isAfterSpace)
  }
  return text.length
}

/** The next quote that only white space, a comma or a comment follows: `"a" and "b"` is not a quoted item. */
export function closingQuote(text: string, opening: number): number {
  for (let index = text.indexOf('"', opening + 1); index !== -1; index = text.indexOf('"', index + 1)) {
    const next = skipSpace(text, index + 1)
    const follower = text[next]
    if (follower === undefined || follower === ',') return index
    if ((follower === '#' || follower === ';') && next > index + 1) return index
  }
  return -1
}

const isQuoted = (text: string): boolean => text.length >= 2 && text.startsWith('"') && text.endsWith('"')

/** Removes surrounding double quotes; inside them nothing is escaped. */
export const unquote = (text: string): string => (isQuoted(text) ? text.slice(1, -1) : text)

/** The text that reads back as this value: quoted where white space, a comment sign or a quote needs it. */
export function quoteWhereNeeded(value: string): string {
  const isPlain = value === value.trim() && !value.startsWith('"') && commentIndex(` ${value}`) > value.length
  return isPlain ? value : `"${value}"`
}

/** A piece of a hostile line that can be shown: short, on one line, without control characters. */
export function shown(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text
  return short.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
