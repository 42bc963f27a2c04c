import fs from 'node:fs'
import path from 'node:path'
import type { LogFilter, LogLine } from '../../../shared/contract/log.ts'
import { linesBackward } from './lines-backward.ts'
import { type LogFileInfo, logFileInfos, openLogFiles } from './log-files.ts'
import { lineTest, parseLine } from './parse-line.ts'
import type { LinePlace } from './rotating-file.ts'

export interface LogPage {
  /** Oldest first. */
  readonly lines: LogLine[]
  /** null: there is nothing older. */
  readonly nextBefore: string | null
}

/** The log for those who look at it. */
export interface LogView {
  /** Hears every line from now on; the returned function ends that. */
  subscribe(listener: (line: LogLine) => void): () => void
  /**
   * The newest lines that match, of those before the line at `before`, or of all. A call looks through a few MB at most.
   * Where it goes on stays valid while the files are rotated. What is not in a file any more is not older than anything.
   */
  page(filter: LogFilter, before: string | null, limit: number): Promise<LogPage>
  files(): { readonly files: LogFileInfo[]; readonly folder: string }
}

/** Of the files, for one page. */
const scannedBytesMost = 4 * 1024 * 1024
/** Of the lines in one page. */
const pageCharactersMost = 1024 * 1024
/** Kept in memory for the case that the file cannot be written. */
const recentMost = 2_000

/** Where a line lies that never reached a file: `memory:17`. */
const memoryPrefix = 'memory:'
/** The offset is NaN where this is no place. */
function placeOf(at: string): LinePlace {
  const [, fileId = '', offset] = /^([\w-]+):(\d+)$/.exec(at) ?? []
  return { fileId, offset: Number(offset) }
}
const placeText = ({ fileId, offset }: LinePlace): string => `${fileId}:${offset}`

export interface LogSource {
  /** null: there is no file. */
  readonly file: string | null
  /** It cannot be written: what it holds is not the newest. */
  readonly isFailing: boolean
}

/** Tells listeners of every line, and finds older ones in the files, or in memory where there are none. */
export class LogBook implements LogView {
  readonly #source: () => LogSource
  readonly #listeners = new Set<(line: LogLine) => void>()
  #recent: LogLine[] = []
  #unplaced = 0

  constructor(source: () => LogSource) {
    this.#source = source
  }

  /** @param place null: it is not in the file */
  add(text: string, place: LinePlace | null): void {
    const line = parseLine(place === null ? `${memoryPrefix}${++this.#unplaced}` : placeText(place), text)
    this.#recent.push(line)
    if (this.#recent.length >= 2 * recentMost) this.#recent = this.#recent.slice(-recentMost)
    for (const listener of this.#listeners) listener(line)
  }

  subscribe(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  files(): ReturnType<LogView['files']> {
    const { file } = this.#source()
    return file === null
      ? { files: [], folder: '' }
      : { files: logFileInfos(file), folder: path.dirname(file) }
  }

  async page(filter: LogFilter, before: string | null, limit: number): Promise<LogPage> {
    const { file, isFailing } = this.#source()
    const isInMemory = before === null ? isFailing : before.startsWith(memoryPrefix)
    return file === null || isInMemory
      ? this.#recentPage(filter, before, limit)
      : filePage(file, filter, before, limit)
  }

  #recentPage(filter: LogFilter, before: string | null, limit: number): LogPage {
    const kept = this.#recent.slice(-recentMost)
    const end = before === null ? kept.length : kept.findIndex(({ at }) => at === before)
    const matching = kept.slice(0, Math.max(end, 0)).filter(lineTest(filter))
    const lines = matching.slice(-limit)
    return { lines, nextBefore: lines.length < matching.length ? (lines[0]?.at ?? null) : null }
  }
}

async function filePage(
  file: string,
  filter: LogFilter,
  before: string | null,
  limit: number,
): Promise<LogPage> {
  const opened = openLogFiles(file)
  try {
    const { fileId, offset } = before === null ? { fileId: opened[0]?.id, offset: Infinity } : placeOf(before)
    const first = opened.findIndex(({ id }) => id === fileId)
    if (first === -1 || Number.isNaN(offset)) return { lines: [], nextBefore: null }
    const matches = lineTest(filter)
    const lines: LogLine[] = []
    let scannedBytes = 0
    let characters = 0
    for (const [index, { id, fd, sizeBytes }] of opened.slice(first).entries()) {
      const end = index === 0 ? Math.min(offset, sizeBytes) : sizeBytes
      let reached = end
      for await (const placed of linesBackward(fd, end)) {
        for (const { offset: at, text } of placed) {
          reached = at
          const line = parseLine(placeText({ fileId: id, offset: at }), text)
          if (text === '' || !matches(line)) continue
          lines.push(line)
          characters += text.length
          if (lines.length === limit || characters >= pageCharactersMost) return pageOf(lines, line.at)
        }
        if (scannedBytes + end - reached >= scannedBytesMost) {
          return pageOf(lines, placeText({ fileId: id, offset: reached }))
        }
      }
      scannedBytes += end - reached
    }
    return pageOf(lines, null)
  } finally {
    for (const { fd } of opened) fs.closeSync(fd)
  }
}

const pageOf = (newestFirst: readonly LogLine[], nextBefore: string | null): LogPage => ({
  lines: newestFirst.toReversed(),
  nextBefore,
})
