import type { Finding } from '../../../../shared/model/index.ts'
import { columns, type Field } from './columns.ts'
import type { Draft } from './draft.ts'

/** Where the findings of a section are shown. */
export interface Placed {
  readonly byKey: ReadonlyMap<string, readonly Finding[]>
  /** Of one cell of the register table; the key is `${row} ${field}`. */
  readonly byCell: ReadonlyMap<string, readonly Finding[]>
  /** Of the register table, but of no single cell. */
  readonly ofTable: readonly Finding[]
  /** Of the section as a whole, or of a key that has no field. */
  readonly others: readonly Finding[]
}

export const cellKey = (row: number, field: Field): string => `${row} ${field}`

/** @param shownKeys keys that have a field in the form */
export function placed(
  findings: readonly Finding[],
  section: string,
  shownKeys: ReadonlySet<string>,
): Placed {
  const byKey = new Map<string, Finding[]>()
  const byCell = new Map<string, Finding[]>()
  const ofTable: Finding[] = []
  const others: Finding[] = []
  for (const finding of findings) {
    if (finding.section !== section) continue
    const field = columns.find(({ key }) => key === finding.key)?.field
    const row = field === undefined ? null : rowIn(finding.message)
    if (field !== undefined && row !== null) add(byCell, cellKey(row, field), finding)
    else if (field !== undefined) ofTable.push(finding)
    else if (finding.key !== null && shownKeys.has(finding.key)) add(byKey, finding.key, finding)
    else others.push(finding)
  }
  return { byKey, byCell, ofTable, others }
}

/** Keys of a new section that nobody has filled in yet: what is missing there is no mistake so far. */
export function stillNeeded(findings: readonly Finding[], { fields, rows }: Draft): ReadonlySet<string> {
  const needed = new Set<string>()
  for (const { key, severity } of findings) {
    if (key === null || severity !== 'error') continue
    const isOfTable = columns.some((column) => column.key === key)
    const isTouched = isOfTable
      ? (rows ?? []).some(({ address }) => address !== '')
      : (fields[key] ?? '') !== ''
    if (!isTouched) needed.add(key)
  }
  return needed
}

/** `[SUPPLY] port = 70000: is too large`: at the field itself only what follows says something new. */
export function whatIsWrong({ message, found }: Finding): string {
  const head = found === null ? ': ' : `${found}: `
  const at = message.indexOf(head)
  return at === -1 ? message : message.slice(at + head.length)
}

/** The engine counts the items of a list from 1: `item 3 of 12 is not a number`. */
function rowIn(message: string): number | null {
  const number = /\bitem (\d+)\b/.exec(message)?.[1]
  return number === undefined ? null : Number(number) - 1
}

function add(map: Map<string, Finding[]>, key: string, finding: Finding): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [finding])
  else known.push(finding)
}

export interface FindingCounts {
  readonly errors: number
  readonly warnings: number
}

/** By section; what belongs to none is under the empty name. */
export function countsBySection(findings: readonly Finding[]): ReadonlyMap<string, FindingCounts> {
  const counts = new Map<string, FindingCounts>()
  for (const { section, severity } of findings) {
    const { errors, warnings } = counts.get(section ?? '') ?? { errors: 0, warnings: 0 }
    const isError = severity === 'error'
    counts.set(section ?? '', {
      errors: errors + (isError ? 1 : 0),
      warnings: warnings + (isError ? 0 : 1),
    })
  }
  return counts
}
