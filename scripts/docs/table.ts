/** A table in Markdown. Cells are Markdown themselves. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)]
    .join('\n')
    .replaceAll('|  |', '| |')
}

/** GitHub takes a bar for the next cell, in code too. */
const escaped = (cell: string): string => cell.replaceAll('|', '\\|')
