import type { DeviceConfig, Finding, LinkConfig } from '../../../shared/model/index.ts'
import { linkIdOf } from '../../../shared/model/index.ts'
import { Findings, makeFinding } from './findings.ts'
import type { IniDocument, IniSection } from './ini-document.ts'
import { defaultSection } from './ini-document.ts'
import { didYouMean } from './nearest.ts'
import { allDeviceKeys, allGlobalKeys, spellings } from './schema.ts'
import { durationText } from './values.ts'

const deviceNames = allDeviceKeys.flatMap(spellings)
const globalNames = allGlobalKeys.flatMap(spellings)
const knownToDevices: ReadonlySet<string> = new Set(deviceNames)
const knownToAll: ReadonlySet<string> = new Set([...deviceNames, ...globalNames])

/** Keys that nothing reads, with the nearest known one. */
export function validateKeys(document: IniDocument, findings: Findings): void {
  if (document.defaults !== null) {
    for (const entry of document.defaults.entries.values()) {
      if (knownToAll.has(entry.key)) continue
      unknownKey(document.defaults, entry.keyAsWritten, entry.line, [...knownToAll], findings)
    }
  }
  for (const section of document.sections.values()) {
    for (const { key, keyAsWritten, line } of section.entries.values()) {
      if (knownToDevices.has(key)) continue
      if (!knownToAll.has(key)) unknownKey(section, keyAsWritten, line, deviceNames, findings)
      else {
        const suggestion =
          key === 'collection_interval' ? 'use `interval` here' : `move it to [${defaultSection}]`
        findings.warning({ section: section.name, key, line, why: 'has no effect in a device', suggestion })
      }
    }
  }
}

function unknownKey(
  section: IniSection,
  key: string,
  line: number,
  known: readonly string[],
  findings: Findings,
): void {
  // Comparing with every known name is for people's mistakes, not for a file of something else.
  const suggestion = findings.isFull('warning') ? null : didYouMean(key.toLowerCase(), known)
  findings.warning({
    section: section.name,
    key,
    line,
    why: 'is not a key of this program and is ignored',
    suggestion,
  })
}

/** What two devices may disagree on. `lineOf` gives the line of a section's key. */
export function validateTogether(
  devices: readonly DeviceConfig[],
  lineOf: (section: string, key: string) => number | null,
  findings: Findings,
): void {
  const units = new Map<string, DeviceConfig>()
  const ports = new Map<
    string,
    { readonly device: DeviceConfig; readonly link: LinkConfig & { kind: 'rtu' } }
  >()
  const ids = new Set<string>()
  for (const device of devices) {
    if (ids.has(device.id)) {
      const { section } = device
      const line = lineOf(section, 'slave_id')
      findings.error({
        section,
        key: 'slave_id',
        line,
        why: `two devices have the id ${device.id}`,
        suggestion: 'rename a section',
      })
    }
    ids.add(device.id)
    if (!device.enabled) continue
    const link = linkIdOf(device.link)
    const unit = `${link} ${device.unitId}`
    const same = units.get(unit)
    if (same === undefined) units.set(unit, device)
    else {
      findings.warning({
        section: device.section,
        key: 'slave_id',
        line: lineOf(device.section, 'slave_id'),
        found: String(device.unitId),
        why: `[${same.section}] reads the same unit of ${link}`,
        suggestion: 'give both one section, or correct the unit id',
      })
    }
    if (device.link.kind !== 'rtu') continue
    const first = ports.get(link)
    if (first === undefined) ports.set(link, { device, link: device.link })
    else disagreements(device, device.link, first, lineOf, findings)
  }
}

const serialKeys = [
  ['baudRate', 'baudrate'],
  ['parity', 'parity'],
  ['stopBits', 'stopbits'],
  ['dataBits', 'databits'],
] as const

function disagreements(
  device: DeviceConfig,
  link: LinkConfig & { kind: 'rtu' },
  first: { readonly device: DeviceConfig; readonly link: LinkConfig & { kind: 'rtu' } },
  lineOf: (section: string, key: string) => number | null,
  findings: Findings,
): void {
  for (const [property, key] of serialKeys) {
    if (link[property] === first.link[property]) continue
    findings.error({
      section: device.section,
      key,
      line: lineOf(device.section, key),
      found: String(link[property]),
      allowed: String(first.link[property]),
      why: `[${first.device.section}] on the same port ${link.path} has ${first.link[property]}`,
      suggestion: 'a line has one setting for all its devices',
    })
  }
}

/**
 * Intervals that a line cannot carry. Devices on one link take turns, so their shares of it add up.
 *
 * @param wireTimeMsOf time of one reading of the device on the wire
 */
export function validateTiming(
  devices: readonly DeviceConfig[],
  wireTimeMsOf: (device: DeviceConfig) => number,
  lineOf: (section: string, key: string) => number | null = () => null,
): readonly Finding[] {
  const findings: Finding[] = []
  const byLink = new Map<string, { device: DeviceConfig; wireMs: number }[]>()
  for (const device of devices) {
    if (!device.enabled) continue
    const id = linkIdOf(device.link)
    const group = byLink.get(id) ?? []
    group.push({ device, wireMs: wireTimeMsOf(device) })
    byLink.set(id, group)
  }
  for (const [id, group] of byLink) {
    const load = group.reduce((sum, { device, wireMs }) => sum + wireMs / device.intervalMs, 0)
    if (load <= 1) continue
    for (const { device, wireMs } of group) {
      const isAlone = wireMs > device.intervalMs
      if (!isAlone && device !== group[0]?.device) continue
      const neededMs = Math.ceil(isAlone ? wireMs : device.intervalMs * load)
      const why = isAlone
        ? `one reading takes ${durationText(wireMs)} on the line`
        : `the ${group.length} devices of ${id} need ${Math.round(load * 100)} % of the line`
      findings.push(
        makeFinding('warning', {
          section: device.section,
          key: 'interval',
          line: lineOf(device.section, 'interval'),
          found: durationText(device.intervalMs),
          why: `is shorter than the line can carry: ${why}`,
          suggestion: `at least ${durationText(Math.ceil(neededMs / 1000) * 1000)}`,
        }),
      )
    }
  }
  return findings
}
