import { escapeMessage } from '../engine/log/line.ts'

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u
// oxlint-disable-next-line no-control-regex
const ansi = /\u001b\[[0-9;]*m/g

/** Columns that a text takes on a terminal; colours take none. */
export function widthOfText(text: string): number {
  const bare = text.replace(ansi, '')
  // Nearly everything that is shown is ASCII.
  if (/^[\u0020-\u007e]*$/.test(bare)) return bare.length
  return [...segments.segment(bare)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0)
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOfText(text)))

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - widthOfText(text))) + text

/** The text within `width` columns; what does not fit is replaced by `…`. For text without colours. */
export function fit(text: string, width: number): string {
  if (widthOfText(text) <= width) return text
  let used = 0
  let kept = ''
  for (const { segment } of segments.segment(text)) {
    used += widthOfText(segment)
    if (used > width - 1) break
    kept += segment
  }
  return width <= 0 ? '' : `${kept}…`
}

/** Names and texts come from files and devices: none of them may move the cursor or start a line. */
export const safe = (text: string): string => escapeMessage(text)

export type Align = 'left' | 'right'

/** Columns as wide as their widest cell, two spaces between them, without trailing white space. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): readonly string[] {
  const lines = [header, ...rows].map((row) => row.map(safe))
  const widths = header.map((_, column) => Math.max(...lines.map((row) => widthOfText(row[column] ?? ''))))
  return lines.map((row) =>
    row
      .map((cell, column) => (align[column] === 'right' ? padStart : padEnd)(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

/** `950 B`, `12.4 KB`, `1.9 GB` (powers of 1024). */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power] ?? 'B'}`
}

/** `0.4 ms`, `12.5 ms`, `380 ms`, `2.4 s`. */
export function latencyText(ms: number): string {
  if (ms < 100) return `${ms.toFixed(1)} ms`
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
