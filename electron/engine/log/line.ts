import type { LogLevel } from '../../../shared/model/index.ts'

/** A message longer than this is cut: a hostile device name or error text must not fill the disk. */
export const MAX_MESSAGE_CHARACTERS = 4_096

export interface LogEntry {
  readonly wallMs: number
  readonly name: string
  readonly level: LogLevel
  readonly message: string
}

/** `time - logger - LEVEL - message`, one line, without the line break. */
export function formatLine({ wallMs, name, level, message }: LogEntry): string {
  return `${isoWithOffset(wallMs)} - ${name} - ${level} - ${escapeMessage(message)}`
}

/** Local time with its offset from UTC: `2026-11-23T20:15:00.212+01:00`. */
export function isoWithOffset(wallMs: number): string {
  const offsetMinutes = -new Date(wallMs).getTimezoneOffset()
  const local = new Date(wallMs + offsetMinutes * 60_000).toISOString().slice(0, -1)
  const minutes = Math.abs(offsetMinutes)
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/**
 * What would start a second line, move the cursor, recolour a terminal or turn the reading direction: control
 * characters (C0, DEL, C1), Unicode's line separators, directional overrides and isolates.
 */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

export function escapeMessage(message: string): string {
  const cut =
    message.length <= MAX_MESSAGE_CHARACTERS
      ? message
      : `${message.slice(0, MAX_MESSAGE_CHARACTERS)}… (${message.length - MAX_MESSAGE_CHARACTERS} more characters)`
  return escapeUnprintable(cut)
}

/** Any text as one line that shows all of what is in it. */
export function escapeUnprintable(text: string): string {
  return text.toWellFormed().replace(unprintable, (character) => {
    const code = character.charCodeAt(0)
    return (
      shortEscapes.get(character) ??
      (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
    )
  })
}
