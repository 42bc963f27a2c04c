import type { DeviceConfig, LinkConfig, RegisterConfig } from '../../../shared/model/index.ts'
import { deviceId, unitId, widthOf } from '../../../shared/model/index.ts'
import type { Findings } from './findings.ts'
import type { IniSection } from './ini-document.ts'
import type { Candidate, KeyReader } from './key-reader.ts'
import { entryOf } from './key-reader.ts'
import { readRegisters, typeText } from './registers.ts'
import type { KeySpec } from './schema.ts'
import { deviceKeys } from './schema.ts'
import { splitList } from './list.ts'
import { durationText, integer, onOneLine } from './values.ts'

export interface SharedSettings {
  readonly intervalMs: number
}

type Protocol = 'TCP' | 'RTU' | 'RTU_OVER_TCP'

const serialKeys: readonly KeySpec<unknown>[] = [
  deviceKeys.baudRate,
  deviceKeys.parity,
  deviceKeys.stopBits,
  deviceKeys.dataBits,
]

/** The devices of one section: one, or one for each unit of a list. Empty when the findings have an error. */
export function readDevices(
  section: IniSection,
  reader: KeyReader,
  findings: Findings,
  shared: SharedSettings,
): readonly DeviceConfig[] {
  const enabled = reader.read(deviceKeys.enabled) ?? true
  const name = reader.read(deviceKeys.name) ?? section.name
  if (reader.find(deviceKeys.name) === null) reader.derived('name', name)
  const type = reader.read(deviceKeys.type) ?? 'METER'
  const protocol = readProtocol(section, reader, findings)
  // Without a protocol the other keys are read all the same: one look shows all that is wrong.
  const link = protocol === null ? null : readLink(protocol, section, reader, findings)
  const units = readUnits(protocol ?? 'TCP', reader, findings)
  const timeoutMs = reader.read(deviceKeys.timeout, { useEnv: protocol === 'RTU' }) ?? 0
  if (reader.find(deviceKeys.interval) === null) {
    reader.derived('interval', durationText(shared.intervalMs).replace(' ', ''))
  }
  const intervalMs = reader.read(deviceKeys.interval) ?? shared.intervalMs
  const requestDelayMs = reader.read(deviceKeys.requestDelay) ?? 0
  const maxGap = reader.read(deviceKeys.maxGap) ?? 0
  const maxRegisters = reader.read(deviceKeys.maxRegisters) ?? 125
  const registers = readRegisters(reader, findings, section, maxRegisters)
  warnOfOverlaps(registers, section, findings)
  if (link === null || findings.hasErrors) return []
  const isList = units.length > 1
  return units.map((unit) => ({
    id: deviceId(isList ? `${section.name}/${unit}` : section.name),
    section: section.name,
    name: isList ? `${name}/${unit}` : name,
    type,
    enabled,
    link,
    unitId: unitId(unit),
    timeoutMs,
    intervalMs,
    requestDelayMs,
    maxGap,
    maxRegisters,
    registers,
  }))
}

function readProtocol(section: IniSection, reader: KeyReader, findings: Findings): Protocol | null {
  if (reader.find(deviceKeys.protocol) !== null) return reader.read(deviceKeys.protocol)
  const port = reader.find(deviceKeys.port)?.text ?? ''
  const guess = reader.find(deviceKeys.host) !== null ? 'TCP' : isSerialPath(port) ? 'RTU' : null
  const isMisspeltDefault = section.name.toUpperCase() === 'DEFAULT'
  const suggestion = isMisspeltDefault
    ? 'write [DEFAULT] in capitals if these are the common settings'
    : guess === null
      ? null
      : `protocol = ${guess}`
  findings.error({
    section: section.name,
    key: 'protocol',
    line: section.line,
    allowed: deviceKeys.protocol.allowed,
    suggestion,
    why: 'is missing',
  })
  return null
}

function readLink(
  protocol: Protocol,
  section: IniSection,
  reader: KeyReader,
  findings: Findings,
): LinkConfig | null {
  if (protocol === 'RTU') return readSerialLink(section, reader, findings)
  for (const spec of serialKeys) warnOfNoEffect(spec, protocol, section, findings)
  const host = reader.read(deviceKeys.host)
  const port = readTcpPort(reader)
  if (reader.find(deviceKeys.host) === null) missing(deviceKeys.host, section, findings)
  if (protocol === 'RTU_OVER_TCP') {
    warnOfNoEffect(deviceKeys.pipelining, protocol, section, findings)
    return host === null || port === null ? null : { kind: 'rtu-over-tcp', host, port }
  }
  const pipelining = reader.read(deviceKeys.pipelining)
  return host === null || port === null || pipelining === null
    ? null
    : { kind: 'tcp', host, port, pipelining }
}

function readTcpPort(reader: KeyReader): number | null {
  const candidate = reader.find(deviceKeys.port)
  if (candidate === null) {
    reader.derived('port', '502')
    return 502
  }
  const text = reader.read(deviceKeys.port)
  if (text === null) return null
  const port = integer(1, 65_535)(text)
  if (port.ok) return port.value
  complainOfPort(reader, candidate, port.why, isSerialPath(text) ? 'protocol = RTU' : null)
  return null
}

function readSerialLink(section: IniSection, reader: KeyReader, findings: Findings): LinkConfig | null {
  warnOfNoEffect(deviceKeys.host, 'RTU', section, findings)
  warnOfNoEffect(deviceKeys.pipelining, 'RTU', section, findings)
  const candidate = reader.find(deviceKeys.port)
  if (candidate === null) missing(deviceKeys.port, section, findings)
  const port = reader.read(deviceKeys.port)
  const baudRate = reader.read(deviceKeys.baudRate)
  const parity = reader.read(deviceKeys.parity)
  const stopBits = reader.read(deviceKeys.stopBits)
  const dataBits = reader.read(deviceKeys.dataBits)
  if (candidate !== null && port !== null && /^\d+$/.test(port)) {
    const suggestion = reader.find(deviceKeys.host) === null ? null : 'protocol = TCP or RTU_OVER_TCP'
    complainOfPort(reader, candidate, 'is a number, and RTU needs the path of a serial port', suggestion)
    return null
  }
  if (candidate !== null && port !== null && /[\p{Cc}]/u.test(port)) {
    complainOfPort(reader, candidate, 'contains control characters', null)
    return null
  }
  if (dataBits === '7') {
    const at = reader.find(deviceKeys.dataBits)
    if (at !== null) {
      reader.complain(deviceKeys.dataBits, at, {
        why: 'Modbus RTU carries bytes, which 7 data bits cannot hold',
        suggestion: '8',
      })
    }
    return null
  }
  if (port === null || baudRate === null || parity === null || stopBits === null || dataBits === null)
    return null
  const path = /^com\d+$/i.test(port) ? port.toUpperCase() : port
  return { kind: 'rtu', path, baudRate, parity, stopBits: stopBits === '2' ? 2 : 1, dataBits: 8 }
}

function readUnits(protocol: Protocol, reader: KeyReader, findings: Findings): readonly number[] {
  const spec = deviceKeys.slaveId
  const candidate = reader.find(spec)
  if (candidate === null) return []
  reader.derived(spec.name, onOneLine(candidate.text), candidate.source, candidate.line)
  const texts = splitList(candidate.lines).map((item) => item.text)
  const units = new Set<number>()
  for (const [index, text] of texts.entries()) {
    const unit = spec.parse(text)
    const item = texts.length === 1 ? '' : `item ${index + 1} `
    if (!unit.ok) {
      const why =
        text === '' && texts.length > 1
          ? `item ${index + 1} of ${texts.length} is empty`
          : `${item}${unit.why}`
      reader.complain(spec, candidate, { why, found: text })
    } else if (units.has(unit.value)) {
      reader.complain(spec, candidate, { why: `${item}is listed twice`, found: text })
    } else if (unit.value === 0 && protocol !== 'TCP') {
      reader.complain(spec, candidate, {
        why: `${item}is the broadcast address, which no device answers`,
        found: text,
        suggestion: '1 to 247',
      })
    } else {
      if (unit.value > 247 && protocol !== 'TCP') {
        const { section, key, line, place } = candidate
        findings.warning({
          section,
          key,
          line,
          place,
          found: text,
          why: `${item}is reserved on a serial line`,
          allowed: '1 to 247',
        })
      }
      units.add(unit.value)
    }
    if (units.size > 256 || index > 300) break
  }
  return [...units]
}

function missing(spec: KeySpec<unknown>, section: IniSection, findings: Findings): void {
  findings.error({
    section: section.name,
    key: spec.name,
    line: section.line,
    allowed: spec.allowed,
    why: 'is missing',
  })
}

function complainOfPort(
  reader: KeyReader,
  candidate: Candidate,
  why: string,
  suggestion: string | null,
): void {
  reader.complain(deviceKeys.port, candidate, { why, suggestion })
}

function warnOfNoEffect(
  spec: KeySpec<unknown>,
  protocol: Protocol,
  section: IniSection,
  findings: Findings,
): void {
  const entry = entryOf(section, spec)
  if (entry === null) return
  const why = `has no effect with protocol ${protocol}`
  findings.warning({ section: section.name, key: entry.key, line: entry.line, found: entry.value, why })
}

const isSerialPath = (text: string): boolean => /^(\/dev\/|com\d+$|\\\\)/i.test(text)

/** Registers that share words but disagree on their type: one of them is most likely a wrong address. */
function warnOfOverlaps(registers: readonly RegisterConfig[], section: IniSection, findings: Findings): void {
  const at = entryOf(section, deviceKeys.registers)
  for (const [one, other] of overlaps(registers).slice(0, 20)) {
    findings.warning({
      section: section.name,
      key: at?.key ?? 'registers',
      line: at?.line ?? section.line,
      why: `${one} and ${other} overlap with differing types`,
      suggestion: 'check the address and the data type of both',
    })
  }
}

function overlaps(registers: readonly RegisterConfig[]): readonly (readonly [string, string])[] {
  const found: [string, string][] = []
  const sorted = registers.toSorted(
    (a, b) => a.table.localeCompare(b.table) || a.address - b.address || width(a) - width(b),
  )
  let longest: RegisterConfig | null = null
  for (const register of sorted) {
    const isBeside =
      longest === null ||
      longest.table !== register.table ||
      longest.address + width(longest) <= register.address
    if (longest !== null && !isBeside && !agree(longest, register))
      found.push([words(longest), words(register)])
    if (longest === null || isBeside || register.address + width(register) > longest.address + width(longest))
      longest = register
  }
  return found
}

/** The same words read the same way, or bits of one register beside its whole. */
function agree(one: RegisterConfig, other: RegisterConfig): boolean {
  if (one.address !== other.address || width(one) !== width(other)) return false
  const kinds = [one.dataType.kind, other.dataType.kind]
  return kinds[0] === kinds[1] || kinds.includes('BIT') || kinds.includes('BOOL')
}

const width = ({ dataType }: RegisterConfig): number => widthOf(dataType)
const words = ({ label, dataType, writtenAddress }: RegisterConfig): string =>
  `${label} (${typeText(dataType)} at ${writtenAddress})`
