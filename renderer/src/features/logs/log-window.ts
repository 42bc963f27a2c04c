import type { LogLine, LogSnapshot } from '../../../../shared/contract/log.ts'

/** Lines kept in memory: some megabytes. */
export const linesMost = 20_000

/** A piece of the log without gaps in it, oldest line first. */
export interface LogWindow {
  readonly lines: readonly LogLine[]
  /** Where older lines go on; null: there are none. */
  readonly older: { readonly before: string | null } | null
  /** Newer lines were left out: what was kept is what the person was reading. */
  readonly isBehind: boolean
}

export function fromSnapshot({ lines, hasOlder }: LogSnapshot): LogWindow {
  return {
    lines,
    older: hasOlder ? { before: lines[0]?.at ?? null } : null,
    isBehind: false,
  }
}

/** While the newest lines are followed the oldest drop out; while older ones are read, the newer wait outside. */
export function withNewer(view: LogWindow, news: readonly LogLine[], isFollowing: boolean): LogWindow {
  if (view.isBehind || news.length === 0) return view
  const lines = [...view.lines, ...news]
  if (lines.length <= linesMost) return { ...view, lines }
  if (!isFollowing) return { ...view, isBehind: true }
  const kept = lines.slice(-linesMost)
  return { lines: kept, older: { before: kept[0]?.at ?? null }, isBehind: false }
}

export function withOlder(
  view: LogWindow,
  page: { readonly lines: readonly LogLine[]; readonly nextBefore: string | null },
): LogWindow {
  const lines = [...page.lines, ...view.lines]
  return {
    lines: lines.slice(0, linesMost),
    older: page.nextBefore === null ? null : { before: page.nextBefore },
    isBehind: view.isBehind || lines.length > linesMost,
  }
}

export interface Segment {
  readonly text: string
  readonly isMatch: boolean
}

/** `text` cut where `wanted` occurs in it, case aside. */
export function segments(text: string, wanted: string): readonly Segment[] {
  if (wanted === '') return [{ text, isMatch: false }]
  const pattern = new RegExp(wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'gi')
  const found: Segment[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), isMatch: false })
    end = match.index + match[0].length
    found.push({ text: match[0], isMatch: true })
  }
  if (end < text.length || found.length === 0) found.push({ text: text.slice(end), isMatch: false })
  return found
}
