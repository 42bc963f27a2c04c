import type {
  Addressing,
  ByteOrder,
  DataType,
  Decimal,
  RegisterConfig,
  Table,
} from '../../../shared/model/index.ts'
import { isBitTable, widthOf } from '../../../shared/model/index.ts'
import { describeAddress, resolveAddress } from './address.ts'
import type { Findings } from './findings.ts'
import type { Candidate, KeyReader } from './key-reader.ts'
import type { KeySpec } from './schema.ts'
import { deviceKeys } from './schema.ts'
import { shown } from './ini-line.ts'
import { checkScaleRegisters } from './scale-registers.ts'

const one: Decimal = { mantissa: 1n, exponent: 0 }
const zero: Decimal = { mantissa: 0n, exponent: 0 }

interface Column<T> {
  /** The item of one register: null when it was wrong, undefined when none is given. */
  at(index: number): T | null | undefined
  readonly candidate: Candidate | null
}

/** Parallel lists of a section -> its registers. Empty when something is wrong; the findings say what. */
export function readRegisters(
  reader: KeyReader,
  findings: Findings,
  section: { readonly name: string; readonly line: number },
  maxRegisters: number,
): readonly RegisterConfig[] {
  const addressing = reader.read(deviceKeys.addressing)
  const addresses = reader.readList(deviceKeys.registers)
  if (addresses === null) {
    findings.error({
      section: section.name,
      key: 'registers',
      line: section.line,
      allowed: deviceKeys.registers.allowed,
      why: 'is missing: the device has no registers and no profile',
    })
    return []
  }
  const count = addresses.items.length
  if (count === 0) return []
  if (!reader.mayAdd(count)) {
    reader.complain(deviceKeys.registers, addresses.candidate, {
      found: `${count} items`,
      why: 'the file has more registers than any gateway can read',
    })
    return []
  }
  const tables = column(reader, deviceKeys.registerTypes, count, addresses.candidate)
  const columns = {
    types: column(reader, deviceKeys.dataTypes, count, addresses.candidate),
    labels: column(reader, deviceKeys.labels, count, addresses.candidate),
    units: column(reader, deviceKeys.units, count, addresses.candidate),
    factors: column(reader, deviceKeys.scalingFactors, count, addresses.candidate),
    offsets: column(reader, deviceKeys.offsets, count, addresses.candidate),
    minimums: column(reader, deviceKeys.minValues, count, addresses.candidate, { mayBeEmpty: true }),
    maximums: column(reader, deviceKeys.maxValues, count, addresses.candidate, { mayBeEmpty: true }),
    invalids: column(reader, deviceKeys.invalidValues, count, addresses.candidate, { mayBeEmpty: true }),
    scales: column(reader, deviceKeys.scaleRegisters, count, addresses.candidate, { mayBeEmpty: true }),
    orders: column(reader, deviceKeys.byteOrder, count, addresses.candidate),
  }
  const registers: RegisterConfig[] = []
  const lookalikes: Lookalike[] = []
  addresses.items.forEach((written, index) => {
    const table = tables.at(index)
    if (
      written === null ||
      written === undefined ||
      table === null ||
      table === undefined ||
      addressing === null
    )
      return
    const register = readRegister({
      written,
      table,
      addressing,
      index,
      columns,
      maxRegisters,
      reader,
      at: { ...addresses.candidate, line: addresses.itemLines[index] ?? addresses.candidate.line },
      lookalikes,
    })
    if (register !== null) registers.push(register)
  })
  warnOfLookalikes(lookalikes, addresses.candidate, findings)
  checkLabels(registers, columns.labels.candidate ?? addresses.candidate, reader)
  // A register that could not be made has been complained of; a label that is not there because of it has not.
  if (registers.length === count) {
    checkScaleRegisters(registers, columns.scales.candidate ?? addresses.candidate, reader)
  }
  return registers
}

interface Columns {
  readonly types: Column<DataType>
  readonly labels: Column<string>
  readonly units: Column<string>
  readonly factors: Column<Decimal>
  readonly offsets: Column<Decimal>
  readonly minimums: Column<number>
  readonly maximums: Column<number>
  readonly invalids: Column<bigint>
  readonly scales: Column<string>
  readonly orders: Column<ByteOrder>
}

/** A number that looks like another table's. */
interface Lookalike {
  readonly written: string
  readonly warning: string
  readonly index: number
}

interface RegisterFacts {
  readonly written: string
  readonly table: Table
  readonly addressing: Addressing
  readonly index: number
  readonly columns: Columns
  readonly maxRegisters: number
  readonly reader: KeyReader
  readonly at: Candidate
  readonly lookalikes: Lookalike[]
}

function readRegister(facts: RegisterFacts): RegisterConfig | null {
  const { written, table, addressing, index, columns, reader, at } = facts
  const where = `item ${index + 1}`
  const resolved = resolveAddress(written, table, addressing)
  if (!resolved.ok) {
    reader.complain(deviceKeys.registers, at, {
      why: `${where} ${resolved.why}`,
      found: written,
      suggestion: resolved.suggestion,
    })
    return null
  }
  const { address, warning } = resolved.value
  if (warning !== null) facts.lookalikes.push({ written, warning, index })
  const dataType = columns.types.at(index) ?? (isBitTable(table) ? { kind: 'BOOL' } : { kind: 'UINT16' })
  const minimum = columns.minimums.at(index) ?? null
  const maximum = columns.maximums.at(index) ?? null
  const register: RegisterConfig = {
    label: columns.labels.at(index) ?? `R${written}`,
    table,
    address,
    writtenAddress: written,
    dataType,
    byteOrder: columns.orders.at(index) ?? 'ABCD',
    unit: columns.units.at(index) ?? '',
    factor: columns.factors.at(index) ?? one,
    offset: columns.offsets.at(index) ?? zero,
    min: minimum,
    max: maximum,
    invalidRaw: null,
    scaleFrom: columns.scales.at(index) ?? null,
  }
  return checkedRegister(facts, register)
}

function checkedRegister(
  { index, columns, maxRegisters, reader, at, written }: RegisterFacts,
  register: RegisterConfig,
): RegisterConfig | null {
  const { table, dataType, min, max, address } = register
  const where = `item ${index + 1}`
  const typesAt = columns.types.candidate ?? at
  const width = widthOf(dataType)
  if (isBitTable(table) && dataType.kind !== 'BOOL') {
    const found = typeText(dataType)
    const why = `${where} is on ${table} ${written}: a single bit carries only BOOL`
    reader.complain(deviceKeys.dataTypes, typesAt, {
      found,
      why,
      suggestion: 'BOOL, or another register type',
    })
    return null
  }
  if (address + width > 65_536) {
    const why = `${where}, a ${typeText(dataType)} of ${width} registers, ends beyond the last address, 65535`
    reader.complain(deviceKeys.registers, at, { found: written, why })
    return null
  }
  if (!isBitTable(table) && width > maxRegisters) {
    const why = `${where} takes ${width} registers, and max_registers allows ${maxRegisters} in a block`
    reader.complain(deviceKeys.dataTypes, typesAt, { found: typeText(dataType), why })
    return null
  }
  if (min !== null && max !== null && min > max) {
    const candidate = columns.minimums.candidate ?? at
    const why = `${where} (${register.label}): the minimum is above the maximum, ${max}`
    reader.complain(deviceKeys.minValues, candidate, { found: String(min), why, suggestion: 'swap the two' })
    return null
  }
  const raw = columns.invalids.at(index) ?? null
  if (raw === null) return register
  const bits = isBitTable(table) ? 1n : BigInt(width) * 16n
  const pattern = raw < 0n ? raw + (1n << bits) : raw
  if (pattern < 0n || pattern >= 1n << bits) {
    const candidate = columns.invalids.candidate ?? at
    const found = raw < 0n ? String(raw) : `0x${raw.toString(16).toUpperCase()}`
    reader.complain(deviceKeys.invalidValues, candidate, {
      found,
      why: `${where} does not fit ${typeText(dataType)}`,
    })
    return null
  }
  return { ...register, invalidRaw: pattern }
}

/** One item per register, or one for all; anything else is a finding that names both counts. */
function column<T>(
  reader: KeyReader,
  spec: KeySpec<T>,
  count: number,
  registers: Candidate,
  options: { readonly mayBeEmpty?: boolean } = {},
): Column<T> {
  const found = reader.find(spec, { useEnv: false })
  // A profile's lists belong to its own registers, not to those that the section lists itself.
  const isForeign = found?.source === 'profile' && registers.source !== 'profile' && found.text.includes(',')
  const list = isForeign ? null : reader.readList(spec, { ...options, count })
  if (list === null) return { candidate: null, at: () => defaultOf(spec) }
  const { items, candidate } = list
  if (items.length === 0) return { candidate, at: () => null }
  return items.length === 1 ? { candidate, at: () => items[0] } : { candidate, at: (index) => items[index] }
}

function defaultOf<T>(spec: KeySpec<T>): T | undefined {
  const value = spec.default === null ? null : spec.parse(spec.default)
  return value?.ok ? value.value : undefined
}

/** One warning for the whole list: a table written the other way is written so throughout. */
function warnOfLookalikes(
  lookalikes: readonly Lookalike[],
  { section, key, line, place }: Candidate,
  findings: Findings,
): void {
  const [first, ...others] = lookalikes
  if (first === undefined) return
  const more = others.length === 0 ? '' : ` (and ${others.length} more of the list likewise)`
  const why = `item ${first.index + 1} ${first.warning}${more}`
  const suggestion = 'set `addressing` or correct `register_types`'
  findings.warning({ section, key, line, place, found: first.written, why, suggestion })
}

function checkLabels(registers: readonly RegisterConfig[], candidate: Candidate, reader: KeyReader): void {
  const first = new Map<string, RegisterConfig>()
  let complaints = 0
  for (const register of registers) {
    const known = first.get(register.label)
    if (known === undefined) {
      first.set(register.label, register)
    } else if (complaints++ < 20) {
      const both = [known, register].map((each) =>
        describeAddress(each.writtenAddress, each.table, each.address),
      )
      const why = `"${shown(register.label)}" names two registers, ${both.join(' and ')}`
      reader.complain(deviceKeys.labels, candidate, { found: register.label, why })
    }
  }
}

export function typeText(dataType: DataType): string {
  if (dataType.kind === 'BIT') return `BIT:${dataType.bit}`
  return dataType.kind === 'STRING' ? `STRING:${dataType.registerCount}` : dataType.kind
}
