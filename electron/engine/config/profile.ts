import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Finding } from '../../../shared/model/index.ts'

const register = z.strictObject({
  label: z.string().min(1),
  table: z.enum(['COIL', 'DISCRETE_INPUT', 'HOLDING', 'INPUT']),
  /** Zero-based PDU address. */
  address: z.int().min(0).max(65_535),
  data_type: z.string().min(1),
  /** value in `unit` = raw x scale */
  scale: z.number(),
  unit: z.string(),
  /** Which of the profile's sources name this register. */
  sources: z.array(z.string()),
})

const profileFile = z.strictObject({
  manufacturer: z.string().min(1),
  model: z.string().min(1),
  protocols: z.array(z.enum(['TCP', 'RTU'])).min(1),
  /** As delivered; null where the sources do not say. */
  unit_id: z.int().min(1).max(247).nullable(),
  serial: z
    .strictObject({
      baudrate: z.int().positive(),
      parity: z.enum(['N', 'E', 'O']),
      stopbits: z.union([z.literal(1), z.literal(2)]),
    })
    .nullable(),
  byte_order: z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA']),
  /** `one source`: not verified on hardware, and its user is told so. */
  confidence: z.enum(['one source', 'two sources agree']),
  sources: z.array(z.string()).min(1),
  notes: z.string(),
  registers: z.array(register).min(1),
})

type ProfileFile = z.infer<typeof profileFile>

/** What is known of a meter model: data with citations, used as defaults of a device section. */
export interface Profile {
  /** File name without `.json`: what `profile = ` names. */
  readonly id: string
  /** `Eastron SDM630-Modbus` */
  readonly title: string
  readonly confidence: ProfileFile['confidence']
  readonly sources: readonly string[]
  readonly notes: string
  readonly registerCount: number
  /** Keys of a device section with their text as it would stand in config.ini. */
  readonly defaults: ReadonlyMap<string, string>
}

export interface LoadedProfiles {
  readonly profiles: ReadonlyMap<string, Profile>
  /** Files that are no profile; the others are loaded all the same. */
  readonly findings: readonly Finding[]
}

/**
 * Reads every `*.json` of the folders. A later folder's profile replaces an earlier one of the same id, so that users can
 * correct a shipped one. A folder that does not exist holds no profiles.
 */
export async function loadProfiles(folders: readonly string[]): Promise<LoadedProfiles> {
  const profiles = new Map<string, Profile>()
  const findings: Finding[] = []
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter((entry) => entry.endsWith('.json')).toSorted()) {
      const path = join(folder, name)
      try {
        const id = basename(name, '.json')
        profiles.set(id, parseProfile(id, await readFile(path, 'utf8')))
      } catch (error) {
        findings.push(brokenProfile(path, error))
      }
    }
  }
  return { profiles, findings }
}

/** @throws SyntaxError, z.ZodError */
export function parseProfile(id: string, text: string): Profile {
  const file = profileFile.parse(JSON.parse(text))
  return {
    id,
    title: `${file.manufacturer} ${file.model}`,
    confidence: file.confidence,
    sources: file.sources,
    notes: file.notes,
    registerCount: file.registers.length,
    defaults: defaultsOf(file),
  }
}

function defaultsOf({ registers, serial, byte_order, unit_id }: ProfileFile): ReadonlyMap<string, string> {
  const list = (item: (entry: ProfileFile['registers'][number]) => string | number): string =>
    registers.map(item).join(', ')
  const defaults = new Map([
    ['addressing', 'zero'],
    ['byte_order', byte_order],
    ['registers', list(({ address }) => address)],
    ['register_types', list(({ table }) => table)],
    ['data_types', list(({ data_type }) => data_type)],
    ['labels', list(({ label }) => quoted(label))],
    ['scaling_factors', list(({ scale }) => scale)],
  ])
  // A list has no empty items; where no register has a unit the key's own default says so.
  if (registers.some(({ unit }) => unit !== ''))
    defaults.set(
      'units',
      list(({ unit }) => (unit === '' ? '1' : unit)),
    )
  if (unit_id !== null) defaults.set('slave_id', String(unit_id))
  if (serial !== null) {
    defaults.set('baudrate', String(serial.baudrate))
    defaults.set('parity', serial.parity)
    defaults.set('stopbits', String(serial.stopbits))
  }
  return defaults
}

const quoted = (text: string): string => (/[,"\s]/.test(text) ? `"${text}"` : text)

function brokenProfile(path: string, error: unknown): Finding {
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
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
