import type { ResultOf } from '../../../shared/contract/tester.ts'
import { noNumberText, parseShown } from '../../../shared/model/shown.ts'
import { candidatesOf, type Found, findValue, narrow } from './find-value.ts'
import { extentOf, readTables, type TablesOptions } from './read-tables.ts'
import type { StretchEnd, StretchRead } from './stretch.ts'

export interface FindOptions extends TablesOptions {
  /** As typed. */
  readonly shown: string
  /** What an earlier search found; null: everything is looked at. */
  readonly narrows: Found | null
}

export interface FindRun {
  readonly result: ResultOf<'find'>
  /** For a later search that narrows this one down. */
  readonly found: Found
  readonly end: StretchEnd
}

const nothing: Found = { matches: [], total: 0 }

/** Which registers hold what the display shows. Never rejects for anything that a device or a line does. */
export async function runFind(options: FindOptions): Promise<FindRun> {
  const { narrows, shown: text, ...tables } = options
  const shown = parseShown(text)
  if (shown === null) return runOf([], nothing, { kind: 'gave-up', reason: noNumberText(text) })
  const { reads, end } = await readTables(tables)
  return runOf(reads, narrows === null ? findValue(reads, shown) : narrow(narrows.matches, reads, shown), end)
}

const runOf = (reads: readonly StretchRead[], found: Found, end: StretchEnd): FindRun => ({
  result: { ...extentOf(reads), candidates: candidatesOf(found), total: found.total },
  found,
  end,
})
