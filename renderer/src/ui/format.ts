/** Numbers, times and sizes as people read them. `language` is `en` or `es`. */

const clocks = new Map<string, Intl.DateTimeFormat>()

function clock(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const known = clocks.get(key) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, options)
  clocks.set(key, known)
  return known
}

/** `20:15:03` */
export function timeOfDay(wallMs: number, language: string): string {
  return clock(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(
    wallMs,
  )
}

/** `24 Nov, 20:15:03`; with the year where it is not this one. */
export function dateAndTime(wallMs: number, language: string, nowMs: number = Date.now()): string {
  const isThisYear = new Date(wallMs).getFullYear() === new Date(nowMs).getFullYear()
  const year = isThisYear ? {} : { year: 'numeric' as const }
  const options = {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const
  return clock(language, { ...options, ...year, hour12: false }).format(wallMs)
}

/** `24 Nov, 20:15:03`, but only the time where it is today. */
export function shortMoment(wallMs: number, language: string, nowMs: number = Date.now()): string {
  const isToday = new Date(wallMs).toDateString() === new Date(nowMs).toDateString()
  return isToday ? timeOfDay(wallMs, language) : dateAndTime(wallMs, language, nowMs)
}

/** `0.4 s`, `12 s`, `3 min`, `2 h 05 min`, `4 d 3 h`: the same in both languages. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  const days = `${Math.floor(hours / 24)} d`
  return hours % 24 === 0 ? days : `${days} ${hours % 24} h`
}

/** `0.4 ms`, `37 ms`, and from a second on as a duration. */
export const timeTaken = (ms: number): string => (ms < 1_000 ? latency(ms) : duration(ms))

/** `12 ms`, `1.20 s` */
export function latency(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `512 B`, `1.5 MB`; 1 kB is 1,000 bytes. */
export function bytes(count: number): string {
  let value = count
  let unit = 0
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${sizeUnits[unit]}`
}

/** `99.9 %`; never 100 where something is missing, never 0 where something is there. */
export function percent(share: number): string {
  if (share >= 1) return '100 %'
  if (share <= 0) return '0 %'
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)} %`
}

const counts = new Map<string, Intl.NumberFormat>()

/** `12,345` or `12.345` */
export function count(value: number, language: string): string {
  const known =
    counts.get(language) ??
    new Intl.NumberFormat(language, { maximumFractionDigits: 0, useGrouping: 'always' })
  counts.set(language, known)
  return known.format(value)
}

/**
 * A measured value as it was read: no digit is invented and none is lost, so the meter's display can be compared with
 * it. null is a dash.
 */
export function measured(value: number | string | boolean | null): string {
  if (value === null) return '–'
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
}

/**
 * A measured value where many stand side by side: about five digits, always as many decimals for its size, so that a
 * row does not jump. Whole numbers stay as they are, but for those of which it is known that they may have decimals.
 */
export function measuredShort(
  value: number | string | boolean | null,
  mayHaveDecimals: boolean = false,
): string {
  if (typeof value !== 'number' || (Number.isInteger(value) && !mayHaveDecimals)) return measured(value)
  const size = Math.abs(value)
  if (value !== 0 && (size < 0.001 || size >= 1e9)) return value.toPrecision(4)
  return value.toFixed(size >= 10_000 ? 0 : size >= 1_000 ? 1 : size >= 10 ? 2 : 3)
}

/** `40F6` */
export const hexWord = (word: number): string => word.toString(16).toUpperCase().padStart(4, '0')

/** `40F6 0000`; null: none came. */
export const hexWords = (words: readonly number[] | null): string =>
  words === null ? '–' : words.map(hexWord).join(' ')
