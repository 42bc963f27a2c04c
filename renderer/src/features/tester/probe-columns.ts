import type { ResultOf } from '../../../../shared/contract/tester.ts'

type Probe = ResultOf<'probe'>
export type ProbeColumn = Probe['columns'][number]

/** What is not shown, by data type and by byte order. */
export interface Hidden {
  readonly types: readonly string[]
  readonly orders: readonly string[]
}

/** Long ones and rare orders are there when they are wanted. */
export const hiddenAtFirst: Hidden = {
  types: ['BITS', 'UINT64', 'INT64', 'FLOAT64'],
  orders: ['BADC', 'DCBA'],
}

export interface ShownColumn extends ProbeColumn {
  /** Of a row's readings. */
  readonly index: number
  /** Of the column, in pixels. */
  readonly width: number
}

/** Text stands left, numbers right. */
export const isTextual = ({ dataType }: ProbeColumn): boolean => dataType === 'TEXT' || dataType === 'STRING'

const widths: Readonly<Record<string, number>> = {
  HEX: 50,
  UINT16: 66,
  INT16: 62,
  BITS: 158,
  TEXT: 46,
  STRING: 150,
  UINT32: 92,
  INT32: 98,
  FLOAT32: 118,
  UINT64: 160,
  INT64: 166,
  FLOAT64: 168,
}

/** What is looked for first stands first. */
const order = [
  'HEX',
  'UINT16',
  'INT16',
  'FLOAT32',
  'INT32',
  'UINT32',
  'FLOAT64',
  'INT64',
  'UINT64',
  'BITS',
  'TEXT',
  'STRING',
]

const rank = ({ dataType }: ProbeColumn): number => {
  const known = order.indexOf(dataType)
  return known === -1 ? order.length : known
}

/** The columns that are wanted; those without a single text are left out. */
export function shownColumns({ columns, readings }: Probe, hidden: Hidden): readonly ShownColumn[] {
  return columns
    .map((column, index) => ({ ...column, index, width: widths[column.dataType] ?? 100 }))
    .filter(
      ({ dataType, byteOrder, index }) =>
        !hidden.types.includes(dataType) &&
        (byteOrder === null || !hidden.orders.includes(byteOrder)) &&
        readings.some((row) => (row[index] ?? null) !== null),
    )
    .toSorted((a, b) => rank(a) - rank(b))
}

export const typesOf = (columns: readonly ProbeColumn[]): readonly string[] => [
  ...new Set(columns.map(({ dataType }) => dataType)),
]

export const ordersOf = (columns: readonly ProbeColumn[]): readonly string[] => [
  ...new Set(columns.flatMap(({ byteOrder }) => (byteOrder === null ? [] : [byteOrder]))),
]

export const toggled = (list: readonly string[], item: string): readonly string[] =>
  list.includes(item) ? list.filter((each) => each !== item) : [...list, item]

export type Request = Readonly<{ table: string; address: number; count: number; target: unknown }>

/** Both are of the same registers of the same unit: what differs has changed. */
export const isSameStretch = (one: Request, other: Request): boolean =>
  one.table === other.table &&
  one.address === other.address &&
  one.count === other.count &&
  JSON.stringify(one.target) === JSON.stringify(other.target)

/** Of each row whether its word is another one than before; a word that was missing before says nothing. */
export function changedRows(before: Probe | null, now: Probe): readonly boolean[] {
  return now.words.map((word, index) => {
    const old = before?.words[index] ?? null
    return old !== null && word !== null && old !== word
  })
}

/** A reading has changed when its text has. */
export function isCellChanged(before: Probe | null, now: Probe, row: number, column: number): boolean {
  const old = before?.readings[row]?.[column] ?? null
  const text = now.readings[row]?.[column] ?? null
  return old !== null && text !== null && old !== text
}

/** A float that is no number of this world is not worth a second look; whole numbers stay whole. */
export function cellText(text: string | null, { dataType }: ProbeColumn): string {
  if (text === null) return ''
  if (!dataType.startsWith('FLOAT')) return text
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-4 && size < 1e9)) return text.length <= 12 ? text : trimmed(value)
  return value.toExponential(3)
}

const trimmed = (value: number): string => String(Number(value.toPrecision(9)))

/** A float of a size that a meter has: neither vanishing nor astronomic. */
export function isLikely(text: string, { dataType }: ProbeColumn): boolean {
  if (!dataType.startsWith('FLOAT')) return true
  const size = Math.abs(Number(text))
  return size === 0 || (size >= 1e-6 && size < 1e12)
}
