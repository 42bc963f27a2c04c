import type { PlanView, RegisterView, SectionView } from '../../../shared/contract/config.ts'
import type { LineTarget } from '../../../shared/contract/tester.ts'
import type { Addressing, DeviceConfig } from '../../../shared/model/index.ts'
import { describePdu, functionCodeOf, linkIdOf } from '../../../shared/model/index.ts'
import { reportDevice, reportLinks } from '../plan-report.ts'
import { resolveAddress } from './address.ts'
import type { IniDocument, IniSection } from './ini-document.ts'
import { type EffectiveValue, entryOf } from './key-reader.ts'
import { deviceKeyViews, otherKeys } from './key-views.ts'
import { lineTargetOf } from './line-target.ts'
import type { LoadedConfiguration } from './load.ts'
import { type ProfileDefaults, registersFrom, rowsOf } from './register-rows.ts'
import { profileDefaults } from './resolve.ts'
import { deviceKeys, type KeySpec } from './schema.ts'
import { boolean, onOneLine } from './values.ts'

/** A section at a glance, whatever is wrong with it, and with its keys where it is opened. */
export function sectionView(
  section: IniSection,
  loaded: LoadedConfiguration,
  devices: readonly DeviceConfig[],
  effective: readonly EffectiveValue[] | null,
): SectionView {
  const { document, profiles } = loaded
  const profile = profileDefaults(document, section.name, profiles)
  const textOf = (spec: KeySpec<unknown>): string => textIn(section, document, profile, spec)
  const protocol = protocolOf(textOf(deviceKeys.protocol))
  const enabled = boolean(textOf(deviceKeys.enabled))
  return {
    name: section.name,
    line: section.line,
    deviceIds: devices.map(({ id }) => id),
    enabled: !enabled.ok || enabled.value,
    title: textOf(deviceKeys.name) || section.name,
    protocol,
    endpoint: endpointOf(protocol, textOf),
    unitIds: textOf(deviceKeys.slaveId),
    registerCount: devices[0]?.registers.length ?? rowsOf(document, section.name, profile).length,
    keys: effective === null ? [] : [...deviceKeyViews(section, protocol, effective)],
    unknownKeys: [...otherKeys(section, protocol)],
  }
}

export interface OpenedSection {
  readonly section: string
  readonly registers: RegisterView[]
  readonly registersFrom: 'file' | 'profile' | 'none'
  readonly plan: PlanView | null
  readonly reached: LineTarget | null
}

/** What only the section's own page shows. */
export function openedSection(section: IniSection, loaded: LoadedConfiguration): OpenedSection {
  const { document, profiles, devices } = loaded
  const profile = profileDefaults(document, section.name, profiles)
  const addressing = deviceKeys.addressing.parse(textIn(section, document, profile, deviceKeys.addressing))
  const device = devices.find((each) => each.section === section.name)
  return {
    section: section.name,
    registers: rowsOf(document, section.name, profile).map((row) => ({
      ...row,
      resolved: addressing.ok ? resolvedText(row.address, row.table, addressing.value) : null,
    })),
    registersFrom: registersFrom(document, section.name, profile),
    plan: device === undefined ? null : planView(device, devices),
    reached: device === undefined ? null : lineTargetOf(device),
  }
}

function resolvedText(address: string, tableText: string, addressing: Addressing): string | null {
  const table = deviceKeys.registerTypes.parse(tableText === '' ? 'HOLDING' : tableText)
  if (!table.ok) return null
  const resolved = resolveAddress(address, table.value, addressing)
  return resolved.ok ? describePdu(table.value, resolved.value.address) : null
}

/** Of the first unit: the others of a list are asked the same. */
function planView(device: DeviceConfig, devices: readonly DeviceConfig[]): PlanView {
  const { section } = device
  const link = linkIdOf(device.link)
  const onLink = devices.filter(
    (each) => linkIdOf(each.link) === link && (each.enabled || each.section === section),
  )
  // What the line would carry with this section enabled.
  const [report] = reportLinks(onLink.map((each) => reportDevice({ ...each, enabled: true })))
  const { requests, wireMs } = reportDevice(device)
  return {
    requests: requests.map(({ request, labels, wasted, again, wireMs: requestMs }) => ({
      functionCode: functionCodeOf[request.table],
      address: request.address,
      count: request.count,
      labels: [...labels],
      wasted,
      again,
      wireMs: requestMs,
    })),
    wireMs,
    intervalMs: device.intervalMs,
    link,
    linkDevices: onLink.map(({ id }) => id),
    linkUtilisation: report?.utilisation ?? 0,
  }
}

/** By the precedence of the reader, environment aside. */
function textIn(
  section: IniSection,
  { defaults }: IniDocument,
  profile: ProfileDefaults,
  spec: KeySpec<unknown>,
): string {
  const own = entryOf(section, spec)?.value
  const common = defaults === null ? undefined : entryOf(defaults, spec)?.value
  const isMap = spec === deviceKeys.addressing
  const given = profile.get(spec.name)
  return onOneLine(own ?? (isMap ? given : null) ?? common ?? given ?? spec.default ?? '')
}

function protocolOf(written: string): string {
  const protocol = deviceKeys.protocol.parse(written)
  return protocol.ok ? protocol.value : written
}

/** `192.168.1.100:502`, `/dev/ttyUSB0 9600 8N1`; what there is of it. */
function endpointOf(protocol: string, textOf: (spec: KeySpec<unknown>) => string): string {
  const port = textOf(deviceKeys.port)
  if (protocol === 'RTU') {
    const bits = textOf(deviceKeys.dataBits) + textOf(deviceKeys.parity) + textOf(deviceKeys.stopBits)
    return port === '' ? '' : `${port} ${textOf(deviceKeys.baudRate)} ${bits}`
  }
  const host = textOf(deviceKeys.host)
  if (host === '') return port
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port === '' ? '502' : port}`
}
