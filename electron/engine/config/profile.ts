import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { z } from 'zod'
import type { Finding } from '../../../shared/model/index.ts'
import { makeFinding } from './findings.ts'
import { listText } from './list.ts'
import { type ProfileFile, profileFile, type ProfileRegister, schemaFileName } from './profile-file.ts'

/** What is known of a meter model: data with citations, used as defaults of a device section. */
export interface Profile {
  /** File name without `.json`, in lower case: what `profile = ` names. */
  readonly id: string
  /** `Eastron SDM630-Modbus` */
  readonly title: string
  readonly confidence: ProfileFile['confidence']
  readonly sources: readonly string[]
  readonly notes: string
  readonly registerCount: number
  /** As in its file. */
  readonly file: ProfileFile
  /** Where it was read; null for one that was never in a file. */
  readonly path: string | null
  /** Keys of a device section with their text as it would stand in config.ini. */
  readonly defaults: ReadonlyMap<string, string>
}

export interface LoadedProfiles {
  readonly profiles: ReadonlyMap<string, Profile>
  /** Files that are no profile; the others are loaded all the same. */
  readonly findings: readonly Finding[]
}

/**
 * Reads every `*.json` of the folders but the schema. A later folder's profile replaces an earlier one of the same id, so that users can
 * correct a shipped one. A folder that does not exist holds no profiles.
 */
export async function loadProfiles(folders: readonly string[]): Promise<LoadedProfiles> {
  const profiles = new Map<string, Profile>()
  const findings: Finding[] = []
  for (const folder of folders) {
    const names = await readdir(folder).catch((error: unknown) => {
      if (!isMissing(error)) findings.push(unreadableFolder(folder, error))
      return []
    })
    for (const name of names.filter(isProfileName).toSorted()) {
      const path = join(folder, name)
      try {
        // As `profile = ` is compared: whatever the case.
        const id = name.slice(0, -extname(name).length).toLowerCase()
        profiles.set(id, parseProfile(id, await profileText(path), path))
      } catch (error) {
        findings.push(brokenProfile(path, error))
      }
    }
  }
  return { profiles, findings }
}

const isProfileName = (name: string): boolean =>
  name.toLowerCase().endsWith('.json') && name.toLowerCase() !== schemaFileName

/** A hundred times the largest one that is known. */
const mostBytes = 4 * 1024 * 1024

/** A pipe that nobody writes to would never end, and a start waits for its profiles. */
async function profileText(path: string): Promise<string> {
  const found = await stat(path)
  if (!found.isFile()) throw new Error('it is no file')
  if (found.size > mostBytes) throw new Error(`it is larger than ${mostBytes / 1024 / 1024} MB`)
  return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '')
}

/** @throws SyntaxError, z.ZodError */
export function parseProfile(id: string, text: string, path: string | null = null): Profile {
  const file = profileFile.parse(JSON.parse(text))
  return {
    id,
    title: `${file.manufacturer} ${file.model}`,
    confidence: file.confidence,
    sources: file.sources,
    notes: file.notes,
    registerCount: file.registers.length,
    file,
    path,
    defaults: defaultsOf(file),
  }
}

function defaultsOf(file: ProfileFile): ReadonlyMap<string, string> {
  const { registers, serial, unit_id: unitId, max_gap: maxGap, max_registers: maxRegisters } = file
  const defaults = new Map<string, string>()
  const list = (key: string, item: (entry: ProfileRegister) => string | number | null): void => {
    defaults.set(key, listText(registers.map(item).map((each) => (each === null ? null : String(each)))))
  }
  /** A list that no register has need of would only be noise. */
  const rareList = (key: string, item: (entry: ProfileRegister) => string | number | undefined): void => {
    if (registers.some((entry) => item(entry) !== undefined)) list(key, (entry) => item(entry) ?? null)
  }
  defaults.set('addressing', 'zero')
  const isMixed = registers.some(({ byte_order: order }) => order !== undefined)
  if (isMixed) list('byte_order', ({ byte_order: order }) => order ?? file.byte_order)
  else defaults.set('byte_order', file.byte_order)
  list('registers', ({ address }) => address)
  list('register_types', ({ table }) => table)
  list('data_types', ({ data_type: type }) => type)
  list('labels', ({ label }) => label)
  list('scaling_factors', ({ scale }) => scale)
  // Where no register has a unit the key's own default says so.
  if (registers.some(({ unit }) => unit !== '')) list('units', ({ unit }) => unit)
  if (registers.some(({ offset }) => offset !== undefined)) list('offsets', ({ offset }) => offset ?? 0)
  rareList('scale_registers', ({ scale_from: from }) => from)
  rareList('min_values', ({ min }) => min)
  rareList('max_values', ({ max }) => max)
  rareList('invalid_values', ({ invalid }) => invalid)
  if (unitId !== null) defaults.set('slave_id', String(unitId))
  if (maxGap !== undefined) defaults.set('max_gap', String(maxGap))
  if (maxRegisters !== undefined) defaults.set('max_registers', String(maxRegisters))
  if (serial !== null) {
    defaults.set('baudrate', String(serial.baudrate))
    defaults.set('parity', serial.parity)
    defaults.set('stopbits', String(serial.stopbits))
  }
  return defaults
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function unreadableFolder(path: string, error: unknown): Finding {
  const why = `the meter profiles in ${path} cannot be read: ${messageOf(error)}`
  return makeFinding('warning', { section: null, key: null, line: null, why })
}

function brokenProfile(path: string, error: unknown): Finding {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
  return {
    severity: 'warning',
    section: null,
    key: 'profile',
    line: null,
    found: path,
    allowed: 'a meter profile in JSON',
    suggestion: null,
    message: `${path} is not a meter profile: ${reason.replaceAll(/\s+/g, ' ')}`,
  }
}
