import { emptyRow } from '../../../../shared/contract/register-row.ts'
import type { RegisterRow } from '../../../../shared/contract/config.ts'
import { columns, decimalFields, type Field, fieldOfHeader } from './columns.ts'

export type Separator = ',' | ';' | '\t'

/**
 * What a spreadsheet takes for a formula is written with an apostrophe before it, as spreadsheets do it themselves, and
 * read back without. Numbers keep their sign.
 */
const formulaLike = /^'*[=+@-]/
const number = /^[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$/i
const decimalComma = /^([+-]?\d+),(\d+(?:e[+-]?\d+)?)$/i

/** The whole table with a header, BOM first: Excel takes the text for UTF-8 then. */
export function csvOf(rows: readonly RegisterRow[], separator: Separator): string {
  const header = columns.map(({ field }) => field)
  const lines = [
    header,
    ...rows.map((row) => columns.map(({ field }) => outgoing(field, row[field], separator))),
  ]
  return `\uFEFF${lines.map((cells) => cells.map((cell) => quoted(cell, separator)).join(separator)).join('\r\n')}\r\n`
}

/** Cells as the clipboard of a spreadsheet has them. */
export const tsvOf = (cells: readonly (readonly string[])[]): string =>
  cells.map((line) => line.map((cell) => quoted(cell, '\t')).join('\t')).join('\n')

/** With `;` the file is for a spreadsheet that writes decimal commas. */
function outgoing(field: Field, text: string, separator: Separator): string {
  if (separator === ';' && decimalFields.has(field) && number.test(text)) return text.replace('.', ',')
  return formulaLike.test(text) && !number.test(text) ? `'${text}` : text
}

const quoted = (cell: string, separator: Separator): string =>
  cell.includes(separator) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

export interface Imported {
  readonly rows: readonly RegisterRow[]
  /** Headers of columns that mean nothing here; left out. */
  readonly ignored: readonly string[]
  /** The first line names the columns; without it they are taken in the order of the table. */
  readonly hasHeader: boolean
}

/**
 * The text of a file as spreadsheets write it: UTF-8, UTF-16 with its mark ("Unicode text" of Excel), else the code page
 * of Western Windows, which Excel's plain "CSV" is in. There every byte means something, so nothing is lost.
 */
export function textOfFile(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** A table from a file: the separator and the order of the columns are found out. */
export function rowsOfCsv(text: string): Imported {
  const separator = separatorOf(text)
  const [first = [], ...rest] = cellsOf(text, separator).filter((line) => line.some((cell) => cell !== ''))
  const fields = first.map(fieldOfHeader)
  const hasHeader = fields.includes('address') || fields.filter((field) => field !== null).length > 1
  const order = hasHeader ? fields : columns.map(({ field }) => field)
  const lines = hasHeader ? rest : first.length === 0 ? [] : [first, ...rest]
  return {
    rows: lines.map((cells) => rowOf(cells, order, separator)),
    ignored: hasHeader ? first.filter((header, index) => header !== '' && fields[index] === null) : [],
    hasHeader,
  }
}

function rowOf(
  cells: readonly string[],
  order: readonly (Field | null)[],
  separator: Separator,
): RegisterRow {
  const row: Record<Field, string> = { ...emptyRow }
  order.forEach((field, index) => {
    if (field !== null) row[field] = incoming(field, cells[index] ?? '', separator)
  })
  return row
}

/** A cell as it came, to what stands in config.ini. */
export function incoming(field: Field, cell: string, separator: Separator): string {
  const text = cell
    .trim()
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replace(/^'(?='*[=+@-])/, '')
  if (separator === ',' || !decimalFields.has(field)) return text
  return text.replace(decimalComma, '$1.$2')
}

/** The one that is there most often in the first line that says anything, outside quotes. */
export function separatorOf(text: string): Separator {
  const [line = ''] = /[^\r\n]+/.exec(content(text)) ?? []
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '')
  const count = (separator: Separator): number => bare.split(separator).length
  return (['\t', ';', ','] as const).reduce((best, each) => (count(each) > count(best) ? each : best))
}

/** RFC 4180, with any separator. A quote that is not closed is a character like any other. */
export function cellsOf(text: string, separator: Separator): string[][] {
  const source = content(text)
  const lines: string[][] = [[]]
  let at = 0
  const push = (cell: string): void => void lines.at(-1)?.push(cell)
  while (at <= source.length) {
    const inQuotes = source[at] === '"' ? quotedCell(source, at, separator) : null
    const end = inQuotes?.end ?? endOfCell(source, at, separator)
    push(inQuotes?.text ?? source.slice(at, end))
    if (source[end] !== separator && end < source.length) lines.push([])
    at = source.startsWith('\r\n', end) ? end + 2 : end + 1
  }
  // The line break after the last line begins no other one.
  if (lines.length > 1 && lines.at(-1)?.join('') === '' && lines.at(-1)?.length === 1) lines.pop()
  return lines
}

function quotedCell(
  source: string,
  from: number,
  separator: Separator,
): { readonly text: string; readonly end: number } | null {
  const pattern = /"((?:[^"]|"")*)"/y
  pattern.lastIndex = from
  const found = pattern.exec(source)
  if (found === null) return null
  const end = pattern.lastIndex
  const next = source[end]
  const isWhole = next === undefined || next === separator || next === '\r' || next === '\n'
  return isWhole ? { text: (found[1] ?? '').replaceAll('""', '"'), end } : null
}

function endOfCell(source: string, from: number, separator: Separator): number {
  let end = from
  while (end < source.length && source[end] !== separator && source[end] !== '\n' && source[end] !== '\r')
    end++
  return end
}

/** Without the mark of its encoding, and without the line `sep=;` that Excel understands. */
const content = (text: string): string => text.replace(/^\uFEFF?(?:sep=[,;\t](?:\r\n|\r|\n))?/i, '')
