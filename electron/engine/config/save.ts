import { copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { backupName, listBackups } from './backups.ts'

/** The file on disk is not the one that was read: somebody else saved it. Both texts are kept for the person to choose. */
export class ConfigChangedError extends Error {
  override readonly name = 'ConfigChangedError'
  readonly path: string
  readonly textOnDisk: string
  readonly textToSave: string

  constructor(path: string, textOnDisk: string, textToSave: string) {
    super(`${path} was changed by somebody else since it was read; nothing was saved`)
    this.path = path
    this.textOnDisk = textOnDisk
    this.textToSave = textToSave
  }
}

const backupsKept = 10

export interface SaveRequest {
  readonly path: string
  /** What was read and edited; null for a file that did not exist. */
  readonly baseText: string | null
  readonly text: string
  /** Gets the version that is replaced; the last 10 are kept. */
  readonly backupDir: string
  readonly nowMs: number
}

/**
 * Saves atomically: a crash leaves either the old file or the new one, whole. A symbolic link stays one. Returns the name
 * of the backup; null where nothing was replaced.
 *
 * @throws ConfigChangedError, or the file system's own error (EACCES, ENOSPC, EROFS); the old file stays then
 */
export async function saveConfigFile({
  path,
  baseText,
  text,
  backupDir,
  nowMs,
}: SaveRequest): Promise<string | null> {
  const textOnDisk = (await readIfPresent(path))?.toString('utf8') ?? null
  if (textOnDisk !== baseText) throw new ConfigChangedError(path, textOnDisk ?? '', text)
  if (textOnDisk === text) return null
  const backup = textOnDisk === null ? null : await keepBackup(path, backupDir, nowMs)

  const target = textOnDisk === null ? path : await realpath(path)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  const mode = textOnDisk === null ? 0o600 : (await stat(target)).mode
  try {
    const file = await open(temporary, 'w', mode)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(target))
  return backup
}

/** null: there is no file. */
export async function readIfPresent(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function keepBackup(path: string, backupDir: string, nowMs: number): Promise<string> {
  await mkdir(backupDir, { recursive: true, mode: 0o700 })
  const taken = (await listBackups(backupDir, path)).map(({ name }) => name)
  // Sorts by time; two saves within a millisecond must not overwrite each other's backup.
  let freeMs = nowMs
  while (taken.includes(backupName(path, freeMs))) freeMs += 1
  const name = backupName(path, freeMs)
  // Under its name only when it is whole: half a backup would be offered like any other.
  const unfinished = join(backupDir, `.${name}.tmp`)
  try {
    await copyFile(path, unfinished)
    await rename(unfinished, join(backupDir, name))
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  await Promise.all(taken.slice(backupsKept - 1).map((entry) => rm(join(backupDir, entry), { force: true })))
  return name
}

/** Makes the rename itself durable. Windows cannot open a folder, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
