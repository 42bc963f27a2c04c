import type { DataType, Decimal, LogLevel, Parity, Table, ByteOrder } from '../../../shared/model/index.ts'
import { decimalToNumber, parseDecimal } from '../modbus/decimal.ts'
import { didYouMean } from './nearest.ts'

/** A value, or why the text is none; `why` completes the sentence `baudrate = 9601: ...`. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string; readonly suggestion: string | null }

export type Parser<T> = (text: string) => Parsed<T>

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value })
export const rejected = (why: string, suggestion: string | null = null): Parsed<never> => ({
  ok: false,
  why,
  suggestion,
})

export const text: Parser<string> = (written) =>
  /\p{Cc}/u.test(written.replaceAll('\n', ''))
    ? rejected('contains control characters')
    : parsed(written.replaceAll('\n', ' '))

export const nonEmptyText: Parser<string> = (written) =>
  written.trim() === '' ? rejected('is empty') : text(written)

/** A number of units of time; `ms`, `s`, `m`, `h`, `d` may follow it. */
export function duration(bareUnit: 's' | 'ms', minMs: number, maxMs: number): Parser<number> {
  return (written) => {
    const match = /^(\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})\s*(ms|s|sec|m|min|h|d)?$/i.exec(written.trim())
    const unit = match?.[2]?.toLowerCase() ?? bareUnit
    if (match === null) return rejected('is not a duration', durationHint(written))
    // Through the shortest decimal: 0.3 s is 300 ms, not 299.99999999999994.
    const milliseconds = Number((Number(match[1]) * (unitMs[unit] ?? 1)).toPrecision(12))
    if (milliseconds < minMs) return rejected(`is shorter than ${durationText(minMs)}`)
    if (milliseconds > maxMs) return rejected(`is longer than ${durationText(maxMs)}`)
    return parsed(milliseconds)
  }
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

function durationHint(written: string): string | null {
  const withPoint = written.trim().replace(',', '.')
  return /^\d+\.\d+\s*[a-z]*$/i.test(withPoint) && written.includes(',')
    ? `write the decimal with a point: ${withPoint}`
    : null
}

/** `30 s`, `5 min`, `250 ms`. */
export function durationText(milliseconds: number): string {
  if (milliseconds >= 86_400_000 && milliseconds % 86_400_000 === 0) return `${milliseconds / 86_400_000} d`
  if (milliseconds >= 60_000 && milliseconds % 60_000 === 0) return `${milliseconds / 60_000} min`
  if (milliseconds >= 1000) return `${Number((milliseconds / 1000).toPrecision(6))} s`
  return `${Number(milliseconds.toPrecision(6))} ms`
}

/** Bytes: `10MB`, `512KB`, `2GB`, `4096`; 1 KB is 1024 bytes. */
export function size(minBytes: number, maxBytes: number): Parser<number> {
  return (written) => {
    const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*(B|KB|MB|GB|TB|K|M|G|T|KiB|MiB|GiB|TiB)?$/i.exec(
      written.trim(),
    )
    if (match === null) return rejected('is not a size')
    const power = 'BKMGT'.indexOf((match[2] ?? 'B').charAt(0).toUpperCase())
    const bytes = Math.round(Number(match[1]) * 1024 ** power)
    if (bytes < minBytes) return rejected(`is smaller than ${sizeText(minBytes)}`)
    if (bytes > maxBytes) return rejected(`is larger than ${sizeText(maxBytes)}`)
    return parsed(bytes)
  }
}

export function sizeText(bytes: number): string {
  const power = bytes <= 0 ? 0 : Math.min(4, Math.floor(Math.log(bytes) / Math.log(1024)))
  return `${Number((bytes / 1024 ** power).toPrecision(6))} ${['B', 'KB', 'MB', 'GB', 'TB'][power] ?? 'B'}`
}

export function integer(min: number, max: number): Parser<number> {
  return (written) => {
    const trimmed = written.trim()
    if (!/^[+-]?\d{1,15}$/.test(trimmed)) {
      return rejected(/^[+-]?[\d.]+$/.test(trimmed) ? 'is not a whole number' : 'is not a number')
    }
    const value = Number(trimmed)
    return value < min || value > max ? rejected(`is not between ${min} and ${max}`) : parsed(value)
  }
}

const booleanWords: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
])

/** The words of configparser's getboolean. */
export const boolean: Parser<boolean> = (written) => {
  const value = booleanWords.get(written.trim().toLowerCase())
  if (value !== undefined) return parsed(value)
  return rejected(
    'is neither true nor false',
    didYouMean(written.trim().toLowerCase(), [...booleanWords.keys()]),
  )
}

export const decimal: Parser<Decimal> = (written) => {
  const trimmed = written.trim()
  const value = parseDecimal(trimmed)
  if (value !== null) return parsed(value)
  const isCount = /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(trimmed)
  return rejected(isCount ? 'is too large or too long a number' : 'is not a decimal number')
}

export const factor: Parser<Decimal> = (written) => {
  const value = decimal(written)
  return value.ok && value.value.mantissa === 0n ? rejected('makes every value 0') : value
}

/** A bound of a range; a number that a double can hold. */
export const bound: Parser<number> = (written) => {
  const value = decimal(written)
  if (!value.ok) return value
  const near = decimalToNumber(value.value)
  return Number.isFinite(near) ? parsed(near) : rejected('is too large a number')
}

/** One of some words, regardless of case; `aliases` maps other spellings to them. */
export function oneOf<const T extends string>(
  words: readonly T[],
  aliases: Readonly<Record<string, NoInfer<T>>> = {},
): Parser<T> {
  const byName = new Map<string, T>([
    ...words.map((word) => [word.toUpperCase(), word] as const),
    ...Object.entries(aliases).map(([alias, word]) => [alias.toUpperCase(), word] as const),
  ])
  return (written) => {
    const value = byName.get(written.trim().toUpperCase())
    if (value !== undefined) return parsed(value)
    return rejected('is not known', didYouMean(written.trim().toUpperCase(), [...byName.keys()]))
  }
}

export const logLevel: Parser<LogLevel> = oneOf(['DEBUG', 'INFO', 'WARNING', 'ERROR'], {
  WARN: 'WARNING',
  CRITICAL: 'ERROR',
  FATAL: 'ERROR',
})
export const parity: Parser<Parity> = oneOf(['N', 'E', 'O'], { NONE: 'N', EVEN: 'E', ODD: 'O' })
export const byteOrder: Parser<ByteOrder> = oneOf(['ABCD', 'CDAB', 'BADC', 'DCBA'])
export const table: Parser<Table> = oneOf(['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT'], {
  COILS: 'COIL',
  DISCRETE: 'DISCRETE_INPUT',
  DISCRETE_INPUTS: 'DISCRETE_INPUT',
  HOLDING_REGISTER: 'HOLDING',
  INPUT_REGISTER: 'INPUT',
})

export const baudRates = [
  300, 600, 1200, 2400, 4800, 9600, 14_400, 19_200, 28_800, 38_400, 57_600, 76_800, 115_200, 230_400, 460_800,
  921_600,
] as const

export const baudRate: Parser<number> = (written) => {
  const rate = integer(1, 100_000_000)(written)
  if (!rate.ok) return rate
  if (baudRates.some((known) => known === rate.value)) return rate
  const nearest = baudRates.reduce((best, known) =>
    Math.abs(known - rate.value) < Math.abs(best - rate.value) ? known : best,
  )
  return rejected('not a rate this port offers', `nearest ${nearest}`)
}

const numberKinds = ['INT16', 'UINT16', 'INT32', 'UINT32', 'INT64', 'UINT64', 'FLOAT32', 'FLOAT64'] as const
const plainStringRegisters = 8

export const dataType: Parser<DataType> = (written) => {
  const [name = '', argument, ...more] = written.trim().toUpperCase().split(':')
  if (more.length > 0) return rejected('has more than one colon')
  const count = argument === undefined || !/^\d{1,4}$/.test(argument) ? Number.NaN : Number(argument)
  if (name === 'BIT') {
    return count >= 0 && count <= 15
      ? parsed({ kind: 'BIT', bit: count })
      : rejected('needs a bit from 0 to 15', 'BIT:0')
  }
  if (name === 'STRING') {
    if (argument === undefined) return parsed({ kind: 'STRING', registerCount: plainStringRegisters })
    return count >= 1 && count <= 125
      ? parsed({ kind: 'STRING', registerCount: count })
      : rejected('needs a length of 1 to 125 registers', 'STRING:8')
  }
  if (argument !== undefined) return rejected('takes no colon')
  if (name === 'BOOL') return parsed({ kind: 'BOOL' })
  const kind = numberKinds.find((known) => known === name)
  if (kind !== undefined) return parsed({ kind })
  return rejected('is not a data type', didYouMean(name, [...numberKinds, 'BOOL', 'STRING', 'BIT:0']))
}

/** Raw bits, `0x8000` or decimal, at most 64; a negative number is taken as two's complement by the register's width. */
export const rawPattern: Parser<bigint> = (written) => {
  const trimmed = written.trim()
  if (!/^(0x[0-9a-f]{1,16}|-?\d{1,20})$/i.test(trimmed)) return rejected('is not a raw pattern')
  const value = BigInt(trimmed)
  return value >= 1n << 64n || value < -(1n << 63n) ? rejected('has more than 64 bits') : parsed(value)
}

/** A URL of the web without a password in it. */
export const webUrl: Parser<string> = (written) => {
  const trimmed = written.trim()
  if (trimmed === '') return parsed('')
  if (/\s/.test(trimmed) || !URL.canParse(trimmed)) {
    const near = /^[\w.-]+(:\d+)?(\/|$)/.test(trimmed) ? `https://${trimmed}` : null
    return rejected('is not a URL', near)
  }
  const url = new URL(trimmed)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return rejected('does not begin with http:// or https://')
  if (url.username !== '' || url.password !== '') {
    return rejected('carries a user name or password, which would appear in logs', 'use api_token instead')
  }
  let end = trimmed.length
  while (trimmed[end - 1] === '/') end--
  return parsed(trimmed.slice(0, end))
}

/** A value of several lines as one. Linear in its length, which a regular expression over long white space is not. */
export const onOneLine = (written: string): string =>
  written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
