import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DeviceConfig, Finding, GatewayConfig } from '../../../shared/model/index.ts'
import { costModelOf, planWireTimeMs } from '../modbus/cost.ts'
import { makePlan } from '../modbus/plan.ts'
import { Findings } from './findings.ts'
import type { IniDocument } from './ini-document.ts'
import { parseIni } from './ini-document.ts'
import type { Environment } from './key-reader.ts'
import { loadProfiles } from './profile.ts'
import type { ResolvedConfig } from './resolve.ts'
import { lineOf, resolveConfig } from './resolve.ts'
import { globalKeys } from './schema.ts'
import { validateTiming } from './validate.ts'

/** Everything that a configuration is made of. */
export interface ConfigurationSource {
  readonly path: string
  readonly env: Environment
  /** Global keys from the command line: `log_level` -> `DEBUG`. */
  readonly overrides: Readonly<Record<string, string>>
  /** Folders with meter profiles; the first that has an id wins. */
  readonly profileDirs: readonly string[]
  /** Collects from this device (or section) alone; TEST_DEVICE where it isn't given. */
  readonly onlyDevice?: string
}

export interface LoadedConfiguration extends ResolvedConfig {
  readonly path: string
  /** As read; empty when the file could not be. */
  readonly text: string
  readonly document: IniDocument
}

/** Reads, resolves and validates. A file that can't be read or is no text is a finding as well: nothing is thrown. */
export async function loadConfiguration(source: ConfigurationSource): Promise<LoadedConfiguration> {
  const { path, env, onlyDevice } = source
  const file = await readText(path)
  if (!file.ok) {
    return { path, text: '', document: parseIni(''), config: null, findings: [file.finding], effective: [] }
  }
  const { text } = file
  const { profiles, findings: profileFindings } = await loadProfiles(source.profileDirs.toReversed())
  const overrides = new Map(Object.entries(source.overrides))
  const document = parseIni(text)
  const resolved = resolveConfig({ document, env, overrides, profiles, onlyDevice })

  const findings = new Findings()
  findings.addAll(resolved.findings)
  findings.addAll(profileFindings)
  const { config } = resolved
  if (config !== null) {
    findings.addAll(
      validateTiming(config.devices, wireTimeMs, (section, key) => lineOf(document, section, key)),
    )
    findings.addAll(await checkPaths(config, document))
  }
  const isRefused = findings.hasErrors
  return { ...resolved, path, text, document, config: isRefused ? null : config, findings: findings.list() }
}

/** What reading the device once takes of its line. */
function wireTimeMs(device: DeviceConfig): number {
  const cost = costModelOf(device)
  const { maxGap, maxRegisters } = device
  return planWireTimeMs(cost, makePlan(device.registers, { maxGap, maxRegisters, cost }).requests)
}

type TextOrFinding =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly finding: Finding }

async function readText(path: string): Promise<TextOrFinding> {
  const findings = new Findings()
  const refuse = (why: string, suggestion: string | null): TextOrFinding => {
    findings.error({ section: null, key: null, line: null, why: `${path} ${why}`, suggestion })
    const [finding] = findings.list()
    return finding === undefined ? { ok: true, text: '' } : { ok: false, finding }
  }
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    return refuse(`cannot be read: ${reasonOf(error)}`, null)
  }
  const isUtf16 = bytes.length >= 2 && (bytes.readUInt16BE(0) === 0xfeff || bytes.readUInt16BE(0) === 0xfffe)
  if (isUtf16) return refuse('is UTF-16 text', 'save it as UTF-8')
  try {
    // The mark of a file with a BOM is kept: saving writes it again.
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    const line = firstBadLine(bytes)
    return refuse(`is not UTF-8 text, first in line ${line}`, 'save it as UTF-8')
  }
}

/** 1-based line with the first byte that is not UTF-8. */
function firstBadLine(bytes: Buffer): number {
  const text = bytes.toString('utf8')
  // An original replacement character would be valid UTF-8; then the line named is that one, above the fault.
  return text.slice(0, Math.max(0, text.indexOf('\uFFFD'))).split('\n').length
}

/** What the file system says about the paths of the configuration. */
async function checkPaths(config: GatewayConfig, document: IniDocument): Promise<readonly Finding[]> {
  const findings = new Findings()
  const at = (name: string): { section: string | null; line: number | null; key: string } => {
    const entry = document.defaults?.entries.get(name)
    return { section: entry?.section ?? null, line: entry?.line ?? null, key: name }
  }
  const logProblem = await directoryProblem(dirname(config.log.file))
  if (logProblem !== null) {
    // Collecting without a log file is better than not collecting.
    findings.warning({ ...at(globalKeys.logFile.name), found: config.log.file, why: logProblem })
  }
  const caFile = config.api?.caFile ?? null
  if (caFile !== null) {
    const why = await fileProblem(caFile)
    if (why !== null) findings.error({ ...at(globalKeys.apiCaFile.name), found: caFile, why })
  }
  return findings.list()
}

/** null for a directory that can be written, or made. */
async function directoryProblem(path: string): Promise<string | null> {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) return `${path} is not a directory`
    await access(path, constants.W_OK)
    return null
  } catch (error) {
    const parent = dirname(path)
    if (codeOf(error) === 'ENOENT' && parent !== path) return directoryProblem(parent)
    return `the log directory ${path} cannot be written: ${reasonOf(error)}`
  }
}

async function fileProblem(path: string): Promise<string | null> {
  try {
    await access(path, constants.R_OK)
    const text = await readFile(path, 'utf8')
    return text.includes('-----BEGIN CERTIFICATE-----') ? null : 'is not a PEM file with a certificate'
  } catch (error) {
    return `cannot be read: ${reasonOf(error)}`
  }
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such file'
    case 'EACCES':
    case 'EPERM':
      return 'access is denied'
    case 'EISDIR':
      return 'it is a directory'
    case 'EROFS':
      return 'the file system is read-only'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
