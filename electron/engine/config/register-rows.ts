import type { RegisterRow } from '../../../shared/contract/config.ts'
import { emptyRow } from '../../../shared/contract/register-row.ts'
import { type IniDocument, type IniSection, sectionOf } from './ini-document.ts'
import type { IniEdit } from './ini-edit.ts'
import { entryOf } from './key-reader.ts'
import { splitList } from './list.ts'
import { deviceKeys, type KeySpec, spellings } from './schema.ts'

/**
 * The parallel lists of a section as the rows of a table, and back:
 *
 *     registers  = 0, 2, 4              address  dataType  label
 *     data_types = FLOAT32         <->  0        FLOAT32   U1
 *     labels     = U1, U2, U3           2        FLOAT32   U2
 *                                       4        FLOAT32   U3
 */
type Field = keyof RegisterRow

interface ColumnSpec {
  readonly field: Field
  readonly spec: KeySpec<unknown>
  /** An empty item means "none"; in the other lists it is a mistake. */
  readonly mayBeEmpty: boolean
  /** One item for all rows makes sense. */
  readonly mayBeSingle: boolean
  /** What an empty text stands for, where the list has to say something. */
  readonly fill: (row: RegisterRow) => string
}

const column = (
  field: Field,
  spec: KeySpec<unknown>,
  fill: ColumnSpec['fill'],
  options: Partial<ColumnSpec> = {},
): ColumnSpec => ({ field, spec, fill, mayBeEmpty: false, mayBeSingle: true, ...options })

const nothing = (): string => ''
const isBit = ({ table }: RegisterRow): boolean => /^(coils?|discrete(_inputs?)?)$/i.test(table.trim())

const columnSpecs: readonly ColumnSpec[] = [
  column('address', deviceKeys.registers, nothing, { mayBeSingle: false }),
  column('table', deviceKeys.registerTypes, () => 'HOLDING'),
  column('dataType', deviceKeys.dataTypes, (row) => (isBit(row) ? 'BOOL' : 'UINT16')),
  column('label', deviceKeys.labels, ({ address }) => `R${address}`, { mayBeSingle: false }),
  column('unit', deviceKeys.units, nothing),
  column('factor', deviceKeys.scalingFactors, () => '1'),
  column('offset', deviceKeys.offsets, () => '0'),
  column('min', deviceKeys.minValues, nothing, { mayBeEmpty: true }),
  column('max', deviceKeys.maxValues, nothing, { mayBeEmpty: true }),
  column('invalid', deviceKeys.invalidValues, nothing, { mayBeEmpty: true }),
  column('byteOrder', deviceKeys.byteOrder, () => 'ABCD'),
  // One for all would name itself.
  column('scaleFrom', deviceKeys.scaleRegisters, nothing, { mayBeEmpty: true, mayBeSingle: false }),
]

/** Keys of a device section as its profile gives them. */
export type ProfileDefaults = ReadonlyMap<string, string>

type Items = readonly string[]

/** Where the items of a column stand. */
interface Column extends ColumnSpec {
  /** In the section's own lines; null when it has no such key. */
  readonly own: Items | null
  readonly fromProfile: Items | null
  readonly fromDefaults: Items | null
}

/** Where the lists of a section come from. */
export function registersFrom(
  document: IniDocument,
  section: string,
  profile: ProfileDefaults,
): 'file' | 'profile' | 'none' {
  const addresses = columnsOf(document, section, profile)[0]
  if (addresses === undefined) return 'none'
  if (addresses.own !== null) return 'file'
  if (addresses.fromProfile !== null) return 'profile'
  return addresses.fromDefaults === null ? 'none' : 'file'
}

/** As many rows as the longest list has items, so that a list of the wrong length can be seen and corrected. */
export function rowsOf(
  document: IniDocument,
  section: string,
  profile: ProfileDefaults,
): readonly RegisterRow[] {
  return rowsFrom(columnsOf(document, section, profile))
}

/**
 * The edits that make these the rows of the section. A list that need not change keeps its bytes. A text left empty
 * takes what the column gives to all, else its default; a column left empty is removed. No rows at all: all lists are
 * removed, and a profile's own hold.
 */
export function editsForRows(
  document: IniDocument,
  section: string,
  profile: ProfileDefaults,
  rows: readonly RegisterRow[],
): readonly IniEdit[] {
  const columns = columnsOf(document, section, profile)
  const before = rowsFrom(columns)
  const isSameAddress = (row: RegisterRow, index: number): boolean => row.address === before[index]?.address
  const hasOwnRegisters =
    rows.length > 0 &&
    (columns[0]?.own !== null || rows.length !== before.length || !rows.every(isSameAddress))
  const own = sectionOf(document, section)
  return columns.flatMap((each): readonly IniEdit[] => {
    const items = itemsAfter(each, rows, before.length, hasOwnRegisters)
    if (items === 'unchanged') return []
    const keys = writtenKeys(own, each.spec)
    if (items === 'removed') return keys.map((key) => ({ kind: 'remove', section, key }))
    return [{ kind: 'set-list', section, key: keys[0] ?? each.spec.name, items }]
  })
}

function itemsAfter(
  each: Column,
  rows: readonly RegisterRow[],
  countBefore: number,
  hasOwnRegisters: boolean,
): readonly (string | null)[] | 'unchanged' | 'removed' {
  const { own, field, mayBeEmpty, mayBeSingle } = each
  if (rows.length === 0) return own === null ? 'unchanged' : 'removed'
  const wanted = rows.map((row) => row[field])
  const inherited = inheritedItems(each, hasOwnRegisters)
  const present = own ?? inherited
  // A list whose length was wrong before is not lengthened behind the person's back.
  const fits = own === null || own.length === 1 || own.length === rows.length || rows.length === countBefore
  if (fits && wanted.every((text, index) => text === textAt(present, index))) return 'unchanged'
  if (field !== 'address' && wanted.every((text) => text === ''))
    return own === null ? 'unchanged' : 'removed'
  const forAll = present?.length === 1 ? (present[0] ?? '') : ''
  // Where an empty text says something itself (no unit, no limit) nothing takes its place.
  const filled = rows.map((row) => row[field] || (each.fill(row) && (forAll || each.fill(row))))
  if (own === null && inherited === null && rows.every((row, index) => filled[index] === each.fill(row))) {
    return field === 'address' ? filled : 'unchanged'
  }
  const isSame = mayBeSingle && filled.every((text) => text === filled[0])
  const wasSingle = own === null || own.length === 1
  const items = isSame && wasSingle ? filled.slice(0, 1) : filled
  return items.map((text) => (mayBeEmpty && text === '' ? null : text))
}

function columnsOf(document: IniDocument, section: string, profile: ProfileDefaults): readonly Column[] {
  const own = sectionOf(document, section)
  return columnSpecs.map((spec) => {
    const text = profile.get(spec.spec.name)
    return {
      ...spec,
      own: itemsIn(own, spec.spec),
      fromProfile: text === undefined ? null : splitList([{ text, line: null }]).map((item) => item.text),
      fromDefaults: itemsIn(document.defaults, spec.spec),
    }
  })
}

function itemsIn(section: IniSection | null, spec: KeySpec<unknown>): Items | null {
  const entry = section === null ? null : entryOf(section, spec)
  return entry === null ? null : splitList(entry.parts).map(({ text }) => text)
}

function rowsFrom(columns: readonly Column[]): readonly RegisterRow[] {
  const hasOwnRegisters = columns[0]?.own !== null
  const lists = columns.map((each) => each.own ?? inheritedItems(each, hasOwnRegisters))
  const isMissing = lists[0] === null || lists[0] === undefined
  const count = isMissing ? 0 : Math.max(...lists.map((items) => items?.length ?? 0))
  return Array.from({ length: count }, (_, index) => {
    const row: Record<Field, string> = { ...emptyRow }
    columns.forEach(({ field }, at) => {
      const items = lists[at] ?? null
      row[field] = field === 'address' ? (items?.[index] ?? '') : textAt(items, index)
    })
    return row
  })
}

/** What holds where the section itself says nothing. A profile's lists belong to its own registers alone. */
function inheritedItems({ fromProfile, fromDefaults }: Column, hasOwnRegisters: boolean): Items | null {
  if (fromProfile === null) return fromDefaults
  return hasOwnRegisters && fromProfile.length > 1 ? null : fromProfile
}

const textAt = (items: Items | null, index: number): string =>
  (items?.length === 1 ? items[0] : items?.[index]) ?? ''

const writtenKeys = (section: IniSection | null, spec: KeySpec<unknown>): readonly string[] =>
  spellings(spec).filter((name) => section?.entries.has(name) === true)
