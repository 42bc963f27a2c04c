import type { LogFilter, LogLine } from '../../../../shared/contract/log.ts'
import { gateway } from '../../ipc/gateway.ts'

/** An export ends at whichever comes first; it says so. */
export const exportLinesMost = 100_000
const exportCharactersMost = 50 * 1024 * 1024
const pageLines = 2_000

export interface LogExport {
  readonly text: string
  readonly lineCount: number
  /** Older matching lines may have been left out. */
  readonly isCut: boolean
}

/** The newest matching lines of all files, oldest first. `onProgress` is told the lines found so far. */
export async function exportLog(
  filter: LogFilter,
  signal: AbortSignal,
  onProgress: (lineCount: number) => void,
): Promise<LogExport> {
  const pages: string[] = []
  let lineCount = 0
  let characters = 0
  let before: string | null = null
  do {
    const page: { lines: LogLine[]; nextBefore: string | null } = await gateway.call('logPage', {
      filter,
      before,
      limit: pageLines,
    })
    signal.throwIfAborted()
    const text = page.lines.map((line) => `${lineText(line)}\n`).join('')
    pages.push(text)
    lineCount += page.lines.length
    characters += text.length
    before = page.nextBefore
    onProgress(lineCount)
  } while (before !== null && lineCount < exportLinesMost && characters < exportCharactersMost)
  return { text: pages.toReversed().join(''), lineCount, isCut: before !== null }
}

/** As in the file; a line that is not in our format is its message alone. */
export function lineText({ timeMs, logger, level, message }: LogLine): string {
  if (timeMs === null) return message
  return [isoLocal(timeMs), logger, level, message].filter((part) => part !== null && part !== '').join(' - ')
}

/** Local time of this computer with its offset from UTC. */
function isoLocal(wallMs: number): string {
  const offsetMinutes = -new Date(wallMs).getTimezoneOffset()
  const local = new Date(wallMs + offsetMinutes * 60_000).toISOString().slice(0, -1)
  const two = (value: number): string => String(value).padStart(2, '0')
  const offset = Math.abs(offsetMinutes)
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`
}
