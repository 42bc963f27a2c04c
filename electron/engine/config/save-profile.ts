import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeviceConfig } from '../../../shared/model/index.ts'
import { writeDurably } from '../store/durable-file.ts'
import { schemaFileName } from './profile-file.ts'
import { ownProfileFolder } from './profile-folders.ts'
import { profileOfDevice, profileText } from './profile-of-device.ts'

export interface SaveProfileRequest {
  readonly device: DeviceConfig
  readonly configPath: string
  readonly id: string
  readonly manufacturer: string
  readonly model: string
  readonly notes: string
  /** A profile of that id in the person's own folder is written over. */
  readonly replace: boolean
  readonly nowMs: number
}

export type SavedProfile =
  | { readonly kind: 'saved'; readonly id: string; readonly path: string }
  /** The person's own folder has one of this id; nothing was written. */
  | { readonly kind: 'exists'; readonly path: string }

/** Not to be saved under this id; the message says what one looks like. */
export class ProfileIdError extends Error {
  override readonly name = 'ProfileIdError'
}

/**
 * Keeps what a device teaches as a profile beside config.ini, whole or not at all.
 *
 * @throws ProfileIdError, or the file system's own error
 */
export async function saveProfile(request: SaveProfileRequest): Promise<SavedProfile> {
  const { device, configPath, id, manufacturer, model, notes, replace, nowMs } = request
  checkId(id)
  const folder = ownProfileFolder(configPath)
  const names = await readdir(folder).catch(() => [])
  // Ids do not tell case apart, file names may.
  const present = names.find((name) => name.toLowerCase() === `${id}.json`)
  const path = join(folder, present ?? `${id}.json`)
  if (present !== undefined && !replace) return { kind: 'exists', path }
  const day = new Date(nowMs).toISOString().slice(0, 10)
  const source = `[${device.section}] of config.ini as configured on ${day}`
  writeDurably(path, profileText(profileOfDevice(device, { manufacturer, model, notes, source })))
  return { kind: 'saved', id, path }
}

/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/

function checkId(id: string): void {
  const isName = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/.test(id)
  if (isName && !reserved.test(id) && `${id}.json` !== schemaFileName) return
  throw new ProfileIdError(
    `${JSON.stringify(id)} cannot be the id of a profile: lower-case letters, digits, dots and dashes, as in acme-m1`,
  )
}
