import type { BenchResult } from '../row.ts'

export interface BenchReport {
  readonly name: string
  /** One paragraph: what was measured and how. */
  readonly about: string
  readonly results: readonly BenchResult[]
  readonly seconds: number
}

const columns = ['measured', 'value', 'ratio', 'to'] as const

/** Fixed-width text, one block for each bench. */
export function plainTable(reports: readonly BenchReport[]): string {
  const blocks = reports.map((report) => ({ report, cells: report.results.map(cellsOf) }))
  const rows = [columns, ...blocks.flatMap(({ cells }) => cells)]
  const widths = columns.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [
    line(columns),
    ...blocks.flatMap(({ report, cells }) => [
      '',
      `${report.name} (${report.seconds.toFixed(0)} s)`,
      ...cells.map(line),
    ]),
  ].join('\n')
}

/** The same as a Markdown section; prettier aligns the columns. */
export function markdownSection({ name, about, results }: BenchReport, machine: string): string {
  return [
    `## ${name}`,
    '',
    about,
    '',
    `Measured on: ${machine}.`,
    '',
    `| ${columns.join(' | ')} |`,
    '| :-- | --: | --: | :-- |',
    ...results.map((result) => `| ${cellsOf(result).join(' | ')} |`),
  ].join('\n')
}

function cellsOf(result: BenchResult): readonly string[] {
  if ('skipped' in result) return [result.name, 'skipped', '', result.skipped]
  const { name, value, unit, ratio, against = '' } = result
  return [name, `${numberText(value)} ${unit}`, ratio === undefined ? '' : numberText(ratio), against]
}

/** Three significant digits, thousands apart; whole numbers stay whole. */
function numberText(value: number): string {
  const magnitude = Math.abs(value)
  const digits =
    Number.isInteger(value) || magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
