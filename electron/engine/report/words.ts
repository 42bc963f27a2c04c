import { assertNever } from '../../../shared/assert-never.ts'
import type { SanityFinding } from '../../../shared/contract/tester.ts'
import { type DataType, isBitTable, type Measurement, type Table } from '../../../shared/model/index.ts'

/** How a report words what it knows. Pure text. */

export function typeText({ kind, ...rest }: DataType, table: Table): string {
  if (isBitTable(table)) return kind
  if ('bit' in rest) return `${kind}:${rest.bit}`
  return 'registerCount' in rest ? `${kind}:${rest.registerCount}` : kind
}

export const valueText = ({ value }: Pick<Measurement, 'value'>): string =>
  value === null ? '–' : String(value)

export function wordsText(words: readonly number[] | null, table: Table): string {
  if (words === null) return '–'
  return words
    .map((word) =>
      isBitTable(table) ? String(word) : `0x${word.toString(16).toUpperCase().padStart(4, '0')}`,
    )
    .join(' ')
}

export const plausibilityText = ({
  labels,
  measured,
  expected,
}: Pick<SanityFinding, 'labels' | 'measured' | 'expected'>): string =>
  `${labels.length === 0 ? '' : `${labels.join(', ')}: `}${measured}; expected: ${expected}`

/** `2026-11-28 01:41:05 UTC` */
export const timeText = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** `12.4 ms`, `1.2 s` */
export function durationText(ms: number): string {
  if (ms < 100) return `${ms.toFixed(1)} ms`
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(1))} s`
}

export const checkName = (check: SanityFinding['check']): string => {
  switch (check) {
    case 'voltage':
      return 'Voltage'
    case 'frequency':
      return 'Frequency'
    case 'power-factor':
      return 'Power factor'
    case 'power-product':
      return 'Power against voltage × current × power factor'
    case 'phase-sum':
      return 'Total against the sum of the phases'
    case 'energy-integral':
      return 'Energy against the integral of the power'
    case 'ct-direction':
      return 'Direction of the current transformers'
    case 'word-order':
      return 'Order of the words'
    case 'all-zero':
      return 'Values other than zero'
    default:
      return assertNever(check)
  }
}
