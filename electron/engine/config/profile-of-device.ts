import {
  type ByteOrder,
  type Decimal,
  type DeviceConfig,
  isBitTable,
  type RegisterConfig,
  widthOf,
} from '../../../shared/model/index.ts'
import { parseDecimal } from '../modbus/decimal.ts'
import type { ProfileFile, ProfileRegister } from './profile-file.ts'
import { typeText } from './registers.ts'
import { deviceKeys } from './schema.ts'

export interface ProfileFacts {
  readonly manufacturer: string
  readonly model: string
  readonly notes: string
  /** Where it comes from, in words: the profile's one source. */
  readonly source: string
}

/**
 * What this device teaches of its model. Where it is (host, port, unit id) and when it is read belongs to the place and is
 * left out.
 */
export function profileOfDevice(device: DeviceConfig, facts: ProfileFacts): ProfileFile {
  const { link, registers, maxGap, maxRegisters } = device
  const order = commonOrder(registers)
  return {
    manufacturer: facts.manufacturer,
    model: facts.model,
    protocols: [link.kind === 'tcp' ? 'TCP' : 'RTU'],
    unit_id: null,
    serial:
      link.kind === 'rtu' ? { baudrate: link.baudRate, parity: link.parity, stopbits: link.stopBits } : null,
    byte_order: order,
    ...(String(maxGap) === deviceKeys.maxGap.default ? {} : { max_gap: maxGap }),
    ...(String(maxRegisters) === deviceKeys.maxRegisters.default ? {} : { max_registers: maxRegisters }),
    confidence: 'own',
    sources: [facts.source],
    notes: facts.notes,
    registers: registers.map((register) => profileRegister(register, order)),
  }
}

function profileRegister(register: RegisterConfig, order: ByteOrder): ProfileRegister {
  const { label, table, address, dataType, factor, offset, unit, min, max, invalidRaw, scaleFrom } = register
  return {
    label,
    table,
    address,
    data_type: typeText(dataType),
    scale: jsonDecimal(factor),
    ...(offset.mantissa === 0n ? {} : { offset: jsonDecimal(offset) }),
    ...(scaleFrom === null ? {} : { scale_from: scaleFrom }),
    unit,
    ...(min === null ? {} : { min }),
    ...(max === null ? {} : { max }),
    ...(invalidRaw === null ? {} : { invalid: `0x${invalidRaw.toString(16).toUpperCase()}` }),
    ...(register.byteOrder === order || !hasOrder(register) ? {} : { byte_order: register.byteOrder }),
    sources: [],
  }
}

/** The order of a coil's bytes means nothing. */
const hasOrder = ({ table }: RegisterConfig): boolean => !isBitTable(table)

/** The one that most values wider than a register have. */
function commonOrder(registers: readonly RegisterConfig[]): ByteOrder {
  const counts = new Map<ByteOrder, number>()
  for (const register of registers.filter(hasOrder)) {
    const weight = widthOf(register.dataType) > 1 ? 1 : 0.001
    counts.set(register.byteOrder, (counts.get(register.byteOrder) ?? 0) + weight)
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  return most?.[0] ?? 'ABCD'
}

/** A number where it holds all digits, else their text. */
function jsonDecimal(decimal: Decimal): number | string {
  const text = `${decimal.mantissa}e${decimal.exponent}`
  const near = Number(text)
  const read = parseDecimal(String(near))
  return read?.mantissa === decimal.mantissa && read.exponent === decimal.exponent ? near : text
}

/** As the shipped ones are written: one register in a line. */
export function profileText(file: ProfileFile): string {
  const { registers, ...head } = file
  const lines = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  )
  const rows = registers.map((register) => {
    const cells = Object.entries(register).map(
      ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    )
    return `    {${cells.join(', ')}}`
  })
  return `{\n${lines.join('\n')}\n  "registers": [\n${rows.join(',\n')}\n  ]\n}\n`
}
