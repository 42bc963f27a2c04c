import type { LogFilter, LogLevelName, LogLine } from '../../../shared/contract/log.ts'
import { escapeUnprintable } from './line.ts'

const pattern =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)) - (\S+) - (DEBUG|INFO|WARNING|ERROR) - (.*)$/su

/** A line of the log as text. What somebody else has written there is a message without a time. */
export function parseLine(at: string, text: string): LogLine {
  const [, time = '', logger = '', level = '', message = ''] = pattern.exec(text) ?? []
  const timeMs = Date.parse(time)
  return Number.isNaN(timeMs) || !isLevel(level)
    ? { at, timeMs: null, level: null, logger: '', message: escapeUnprintable(text) }
    : { at, timeMs, level, logger, message: escapeUnprintable(message) }
}

const severity: Readonly<Record<LogLevelName, number>> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 }

const isLevel = (text: string): text is LogLevelName => Object.hasOwn(severity, text)

/** Whether a filter lets a line through. A line that has no level passes every level: nobody knows what it is. */
export function lineTest({ level, device, text }: LogFilter): (line: LogLine) => boolean {
  const wanted = text.toLowerCase()
  const named = device === null ? null : wholeWord(device)
  return (line) =>
    (line.level === null || severity[line.level] >= severity[level]) &&
    (named === null || named.test(line.message)) &&
    (wanted === '' || `${line.logger} ${line.level ?? ''} ${line.message}`.toLowerCase().includes(wanted))
}

/** `METER_1` is not in `METER_10`, nor in `METER_1-B` or `PLANT/METER_1`. */
function wholeWord(word: string): RegExp {
  const part = String.raw`[\p{L}\p{N}_/-]`
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
  return new RegExp(`(?<!${part})${escaped}(?!${part})`, 'u')
}
