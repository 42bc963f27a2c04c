import type { ApiConfig, DeviceConfig, Finding, GatewayConfig } from '../../../shared/model/index.ts'
import { readDevices } from './device.ts'
import { SharedRegisters } from './shared-registers.ts'
import { findingOfProblem, Findings } from './findings.ts'
import type { IniDocument, IniEntry, IniSection } from './ini-document.ts'
import type { EffectiveValue, Environment } from './key-reader.ts'
import { entryOf, KeyReader, SharedLists } from './key-reader.ts'
import { didYouMean } from './nearest.ts'
import type { Profile } from './profile.ts'
import { allDeviceKeys, deviceKeys, globalKeys } from './schema.ts'
import { boolean, onOneLine } from './values.ts'
import { validateKeys, validateTogether } from './validate.ts'

export interface ResolveInput {
  readonly document: IniDocument
  readonly env: Environment
  /** Global keys from the command line: `log_level` -> `DEBUG`. */
  readonly overrides: ReadonlyMap<string, string>
  readonly profiles: ReadonlyMap<string, Pick<Profile, 'defaults'>>
  /** Collects from this device (or section) alone; TEST_DEVICE where it isn't given. */
  readonly onlyDevice?: string | undefined
}

export interface ResolvedConfig {
  /** null when a finding is an error. */
  readonly config: GatewayConfig | null
  /** The keys of the whole gateway without any device; null when one of them is wrong. */
  readonly settings: GatewayConfig | null
  /** Those that could be made, whatever is wrong elsewhere. */
  readonly devices: readonly DeviceConfig[]
  readonly findings: readonly Finding[]
  /** Worked out when it is asked for: with ten thousand devices it is the larger part of all this. */
  readonly effective: readonly EffectiveValue[]
  /** The same of the whole gateway's keys and these sections alone. */
  readonly effectiveOf: (sections: readonly string[]) => readonly EffectiveValue[]
}

const noProfile: ReadonlyMap<string, string> = new Map()

/** From text to settings, or to what is wrong with it. Never throws, whatever the document contains. */
export function resolveConfig(input: ResolveInput): ResolvedConfig {
  const effectiveIn = (document: IniDocument): readonly EffectiveValue[] => {
    const effective: EffectiveValue[] = []
    resolveOnce({ ...input, document }, effective)
    return effective
  }
  return {
    ...resolveOnce(input, null),
    get effective() {
      return effectiveIn(input.document)
    },
    effectiveOf(names) {
      const { document } = input
      const sections = [...document.sections].filter(([name]) => names.includes(name))
      return effectiveIn({ ...document, sections: new Map(sections) })
    },
  }
}

function resolveOnce(
  input: ResolveInput,
  effective: EffectiveValue[] | null,
): Omit<ResolvedConfig, 'effective' | 'effectiveOf'> {
  const { document, env, overrides, profiles } = input
  const findings = new Findings()
  findings.addAll(document.problems.map(findingOfProblem))
  validateKeys(document, findings)
  const layers = {
    section: null,
    defaults: document.defaults,
    env,
    overrides,
    profile: noProfile,
    lists: new SharedLists(),
  }
  const globals = readGlobals(new KeyReader(layers, findings, effective), env)

  const settings = findings.hasErrors ? null : { ...globals.config, devices: [] }

  const only = input.onlyDevice ?? (env['TEST_DEVICE']?.trim() || undefined)
  const devices: DeviceConfig[] = []
  const registers = new SharedRegisters()
  for (const section of document.sections.values()) {
    const isWanted = only === undefined || only === section.name || only.startsWith(`${section.name}/`)
    const own = new Findings()
    const profile = profileOf(section, input, profiles, own)
    const reader = new KeyReader({ ...layers, section, profile }, own, effective)
    const named = profileEntry(section, document)
    if (named !== null) reader.derived('profile', onOneLine(named.value), 'file', named.line)
    const read = readDevices(section, reader, own, { intervalMs: globals.intervalMs })
    devices.push(...read.map((device) => registers.share(device)))
    // A device that isn't read must not keep the others from running.
    findings.addAll(own.list(), { asWarnings: !isWanted || isDisabled(section, document) })
  }
  const wanted = only === undefined ? devices : narrowed(devices, only, document, findings)
  validateTogether(wanted, (section, key) => lineOf(document, section, key), findings)
  if (document.sections.size === 0 && document.problems.length === 0) {
    findings.warning({ section: null, key: null, line: null, why: 'the configuration has no device' })
  }
  const config = findings.hasErrors ? null : { ...globals.config, devices: wanted }
  return { config, settings, devices: wanted, findings: findings.list() }
}

/** Line of a section's key, of its header where the key isn't written. */
export function lineOf(document: IniDocument, section: string, key: string): number | null {
  const found = document.sections.get(section)
  const spec = allDeviceKeys.find(({ name }) => name === key)
  if (found === undefined) return null
  return (spec === undefined ? null : entryOf(found, spec)?.line) ?? found.line
}

function readGlobals(reader: KeyReader, env: Environment) {
  const url = reader.read(globalKeys.apiUrl) ?? ''
  const gatewayId = reader.read(globalKeys.gatewayId) ?? ''
  const caFile = reader.read(globalKeys.apiCaFile) ?? ''
  const api: ApiConfig = {
    url,
    path: reader.read(globalKeys.apiPath) ?? '',
    token: reader.read(globalKeys.apiToken) ?? '',
    timeoutMs: reader.read(globalKeys.apiTimeout) ?? 0,
    batchSize: reader.read(globalKeys.apiBatchSize) ?? 0,
    caFile: caFile === '' ? null : caFile,
  }
  const intervalMs = reader.read(globalKeys.collectionInterval) ?? 60_000
  const webhook = reader.read(globalKeys.alertWebhookUrl) ?? ''
  const level = reader.read(globalKeys.logLevel) ?? 'INFO'
  const isDebug = isOn(env['DEBUG'])
  if (isDebug) reader.derived('log_level', 'DEBUG (DEBUG=1)', 'environment')
  const config: Omit<GatewayConfig, 'devices'> = {
    gatewayId: gatewayId === '' ? null : gatewayId,
    api: url === '' ? null : api,
    maxRetries: reader.read(globalKeys.maxRetries) ?? 0,
    retryDelayMs: reader.read(globalKeys.retryDelay) ?? 0,
    log: {
      level: isDebug ? 'DEBUG' : level,
      file: reader.read(globalKeys.logFile) ?? '',
      maxSizeBytes: reader.read(globalKeys.logMaxSize) ?? 0,
      backupCount: reader.read(globalKeys.logBackupCount) ?? 0,
      frames: isOn(env['MODBUS_DEBUG']),
    },
    store: {
      maxSizeBytes: reader.read(globalKeys.storeMaxSize) ?? 0,
      maxAgeMs: reader.read(globalKeys.storeMaxAge) ?? 0,
    },
    alertWebhookUrl: webhook === '' ? null : webhook,
  }
  return { config, intervalMs }
}

/** Switches: set to anything but an empty text or a word for no. */
function isOn(text: string | undefined): boolean {
  if (text === undefined || text.trim() === '') return false
  const value = boolean(text)
  return !value.ok || value.value
}

function isDisabled(section: IniSection, { defaults }: IniDocument): boolean {
  const entry =
    entryOf(section, deviceKeys.enabled) ?? (defaults === null ? null : entryOf(defaults, deviceKeys.enabled))
  const value = entry === null ? null : boolean(entry.value)
  return value !== null && value.ok && !value.value
}

/** Keys that the section's profile gives; none where it names no profile, or one that there is not. */
export function profileDefaults(
  document: IniDocument,
  section: string,
  profiles: ReadonlyMap<string, Pick<Profile, 'defaults'>>,
): ReadonlyMap<string, string> {
  const found = document.sections.get(section)
  const entry = found === undefined ? null : profileEntry(found, document)
  return profiles.get(entry?.value.toLowerCase() ?? '')?.defaults ?? noProfile
}

const profileEntry = (section: IniSection, { defaults }: IniDocument): IniEntry | null =>
  entryOf(section, deviceKeys.profile) ?? (defaults === null ? null : entryOf(defaults, deviceKeys.profile))

function profileOf(
  section: IniSection,
  { document }: ResolveInput,
  profiles: ReadonlyMap<string, Pick<Profile, 'defaults'>>,
  findings: Findings,
): ReadonlyMap<string, string> {
  const entry = profileEntry(section, document)
  if (entry === null || entry.value === '') return noProfile
  const profile = profiles.get(entry.value.toLowerCase())
  if (profile !== undefined) return profile.defaults
  findings.error({
    section: entry.section,
    key: entry.key,
    line: entry.line,
    found: entry.value,
    allowed: profiles.size === 0 ? 'no profiles are installed' : deviceKeys.profile.allowed,
    suggestion: didYouMean(entry.value.toLowerCase(), [...profiles.keys()]),
    why: 'there is no such profile',
  })
  return noProfile
}

function narrowed(
  devices: readonly DeviceConfig[],
  only: string,
  { sections }: IniDocument,
  findings: Findings,
): readonly DeviceConfig[] {
  const isWanted = ({ id, section }: DeviceConfig): boolean => id === only || section === only
  const place = 'TEST_DEVICE'
  if (!devices.some(isWanted)) {
    if (!sections.has(only)) {
      const suggestion = didYouMean(only, [...sections.keys()])
      findings.error({
        section: null,
        key: null,
        line: null,
        place,
        found: only,
        why: 'there is no such device',
        suggestion,
      })
    }
  } else if (!devices.some((device) => isWanted(device) && device.enabled)) {
    findings.warning({
      section: null,
      key: null,
      line: null,
      place,
      found: only,
      why: 'the device is not enabled',
    })
  }
  return devices.map((device) => (isWanted(device) ? device : { ...device, enabled: false }))
}
