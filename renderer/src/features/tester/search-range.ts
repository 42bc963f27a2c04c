import { searchedMost } from '../../../../shared/contract/limits.ts'
import type { RequestOf, ResultOf, UnitTarget } from '../../../../shared/contract/tester.ts'
import { hexAddress, isBitTable, type Table } from '../../../../shared/model/index.ts'
import { isSameUnit } from './target.ts'
import type { ToolForms } from './tool-store.ts'
import { readAddress } from './written-address.ts'

export type SearchRange =
  | {
      readonly kind: 'fine'
      readonly tables: readonly Table[]
      readonly from: number
      readonly count: number
    }
  /** `unfinished`: an address cannot be read, which its field says, or no table is chosen. */
  | { readonly kind: 'unfinished' | 'backwards' | 'long' }

/** Where a search is to look, as typed. */
export function searchRange({ tables, from, to }: ToolForms['find']): SearchRange {
  const [table] = tables
  if (table === undefined) return { kind: 'unfinished' }
  const [first, last] = [readAddress(from, table), readAddress(to, table)]
  if (first.kind === 'wrong' || last.kind === 'wrong') return { kind: 'unfinished' }
  const count = last.address - first.address + 1
  if (count < 1) return { kind: 'backwards' }
  return count > searchedMost ? { kind: 'long' } : { kind: 'fine', tables, from: first.address, count }
}

export interface Extent {
  readonly table: Table
  readonly from: number
  readonly to: number
}

/** From the first to the last register that a scan of this unit has found; null: it says nothing here. */
export function scannedExtent(
  { target, table }: RequestOf<'scan-registers'>,
  result: ResultOf<'scan-registers'> | null,
  wanted: UnitTarget | null,
): Extent | null {
  if (wanted === null || isBitTable(table) || !isSameUnit(target, wanted)) return null
  const present = result?.stretches.filter(({ kind }) => kind === 'present') ?? []
  const [first, last] = [present[0], present.at(-1)]
  if (first === undefined || last === undefined) return null
  return { table, from: first.from, to: Math.min(last.to, first.from + searchedMost - 1) }
}

/** As it is typed: the form in hexadecimal leads nowhere else. */
export const typedExtent = ({
  table,
  from,
  to,
}: Extent): Pick<ToolForms['find'], 'tables' | 'from' | 'to'> => ({
  tables: [table],
  from: hexAddress(from),
  to: hexAddress(to),
})
