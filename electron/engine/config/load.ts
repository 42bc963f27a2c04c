import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { DeviceConfig, Finding, GatewayConfig } from '../../../shared/model/index.ts'
import { costModelOf, planWireTimeMs } from '../modbus/cost.ts'
import { makePlan } from '../modbus/plan.ts'
import { makeFinding } from './findings.ts'
import { type IniDocument, maxTextLength, parseIni } from './ini-document.ts'
import type { EffectiveValue, Environment } from './key-reader.ts'
import { type LoadedProfiles, loadProfiles, type Profile } from './profile.ts'
import { lineOf, resolveConfig } from './resolve.ts'
import { validateTiming } from './validate.ts'

/** Where a configuration comes from. */
export interface ConfigurationSource {
  /** Of config.ini. */
  readonly path: string
  readonly env: Environment
  /** Global keys from the command line, by their name: `log_level` -> `DEBUG`. */
  readonly overrides: Readonly<Record<string, string>>
  /** Folders of meter profiles; the first one that has a profile gives it. */
  readonly profileDirs: readonly string[]
  /** Collects from this device (or section) alone; TEST_DEVICE of the environment where it isn't given. */
  readonly onlyDevice?: string | undefined
}

export interface LoadedConfiguration {
  readonly path: string
  /** As read; empty when there is no file. */
  readonly text: string
  readonly document: IniDocument
  /** null when a finding is an error. */
  readonly config: GatewayConfig | null
  /** The keys of the whole gateway without any device; null when one of them is wrong. */
  readonly settings: GatewayConfig | null
  /** Those that could be made, whatever is wrong elsewhere. */
  readonly devices: readonly DeviceConfig[]
  readonly profiles: ReadonlyMap<string, Profile>
  readonly findings: readonly Finding[]
  /** Every value that holds, with where it came from; global keys first, then by section. */
  readonly effective: readonly EffectiveValue[]
  /** The same of the global keys and these sections alone, which is much less work. */
  readonly effectiveOf: (sections: readonly string[]) => readonly EffectiveValue[]
}

/** Reads, resolves and validates a configuration. Whatever is wrong with it is a finding; it does not reject. */
export async function loadConfiguration(source: ConfigurationSource): Promise<LoadedConfiguration> {
  return understood(source, await readText(source.path))
}

/** As if this text stood in the file. */
export function loadConfigurationText(
  source: ConfigurationSource,
  text: string,
  loaded?: LoadedProfiles,
): Promise<LoadedConfiguration> {
  return understood(source, ofText(source.path, text), loaded)
}

/** The meter profiles that the configuration may name. */
export const loadProfilesOf = ({ profileDirs }: ConfigurationSource): Promise<LoadedProfiles> =>
  loadProfiles([...new Set(profileDirs.map((folder) => resolve(folder)))].toReversed())

async function understood(
  source: ConfigurationSource,
  file: ReadText,
  loaded?: LoadedProfiles,
): Promise<LoadedConfiguration> {
  const { path, env, overrides, onlyDevice } = source
  const { profiles, findings: profileFindings } = loaded ?? (await loadProfilesOf(source))
  const document = parseIni(file.text)
  const resolved = resolveConfig({
    document,
    env,
    overrides: new Map(Object.entries(overrides)),
    profiles,
    onlyDevice,
  })
  const findings = [...file.findings, ...profileFindings]
  // An unreadable file has no device because it is unreadable, which has been said.
  if (file.isReadable) findings.push(...resolved.findings)
  if (resolved.config !== null) {
    const lineOfKey = (section: string, key: string): number | null => lineOf(document, section, key)
    findings.push(...validateTiming(resolved.config.devices, wireTimeMsOf, lineOfKey))
    findings.push(...(await filesOf(resolved.config, document)))
  }
  const hasErrors = findings.some(({ severity }) => severity === 'error')
  return {
    path,
    text: file.text,
    document,
    config: hasErrors ? null : resolved.config,
    settings: resolved.settings,
    devices: resolved.devices,
    profiles,
    findings,
    get effective() {
      return resolved.effective
    },
    effectiveOf: resolved.effectiveOf,
  }
}

/** Time of one reading of the device on its line, as planned before anything has been measured. */
export function wireTimeMsOf(device: GatewayConfig['devices'][number]): number {
  const { registers, maxGap, maxRegisters } = device
  const cost = costModelOf(device)
  const { requests, again } = makePlan(registers, { maxGap, maxRegisters, cost })
  return planWireTimeMs(cost, requests) + planWireTimeMs(cost, again)
}

interface ReadText {
  readonly text: string
  readonly isReadable: boolean
  readonly findings: readonly Finding[]
}

async function readText(path: string): Promise<ReadText> {
  try {
    const found = await stat(path)
    // Reading from a pipe or a device could wait for ever.
    if (!found.isFile()) return unreadable(`${path} is not a file`)
    if (found.size > 4 * maxTextLength) return unreadable(`${path} is too large for a configuration`)
    return decoded(path, await readFile(path))
  } catch (error) {
    return unreadable(`${path} cannot be read: ${errorText(error)}`)
  }
}

function unreadable(why: string): ReadText {
  const finding = makeFinding('error', { section: null, key: null, line: null, why })
  return { text: '', isReadable: false, findings: [finding] }
}

function decoded(path: string, bytes: Buffer): ReadText {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isUtf16) return unreadable(`${path} is UTF-16 text; save it as UTF-8`)
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return ofText(path, text)
  const line = text.slice(0, text.indexOf(replacementCharacter)).split(/\r\n|\r|\n/).length
  const suggestion = 'save the file as UTF-8 (it may be Windows-1252 or Latin-1)'
  const facts = { section: null, key: null, line, suggestion, why: 'the line is not UTF-8 text' }
  return { text, isReadable: true, findings: [makeFinding('error', facts)] }
}

function ofText(path: string, text: string): ReadText {
  // What a save leaves behind that a full disk or a power cut ended. Whoever wants nothing collected disables the devices.
  if (text.trim() === '') return unreadable(`${path} is empty, as after a save that was cut off`)
  return { text, isReadable: true, findings: [] }
}

const replacementCharacter = '\uFFFD'

/** Files that the configuration names: readings are collected without them, so these are warnings. */
async function filesOf(config: GatewayConfig, { defaults }: IniDocument): Promise<readonly Finding[]> {
  const warnings: Finding[] = []
  const warn = (key: string, found: string, why: string): void => {
    const entry = defaults?.entries.get(key)
    const isFromFile = entry !== undefined && entry.value === found
    const place = isFromFile ? { section: entry.section, line: entry.line } : { section: null, line: null }
    warnings.push(makeFinding('warning', { ...place, key, found, why }))
  }
  const logFault = await folderFault(dirname(resolve(config.log.file)))
  if (logFault !== null) warn('log_file', config.log.file, `nothing can be logged there: ${logFault}`)
  const caFile = config.api?.caFile ?? null
  const caFault = caFile === null ? null : await fault(access(caFile, constants.R_OK))
  if (caFile !== null && caFault !== null) warn('api_ca_file', caFile, `cannot be read: ${caFault}`)
  return warnings
}

/** Why no file can be made in a folder, which itself may have to be made first; null when it can. */
async function folderFault(folder: string): Promise<string | null> {
  const found = await stat(folder).catch(() => null)
  const parent = dirname(folder)
  if (found === null && parent !== folder) return folderFault(parent)
  if (found !== null && !found.isDirectory()) return `${folder} is not a directory`
  return fault(access(folder, constants.W_OK))
}

const fault = (attempt: Promise<void>): Promise<string | null> => attempt.then(() => null, errorText)

function errorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'ENOENT':
      return 'it does not exist'
    case 'EACCES':
    case 'EPERM':
      return 'this user may not'
    case 'EROFS':
      return 'the file system is read-only'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
