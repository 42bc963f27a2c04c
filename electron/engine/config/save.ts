import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

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
 * Saves atomically: a crash leaves either the old file or the new one, whole.
 *
 * @throws ConfigChangedError, or the file system's own error (EACCES, ENOSPC, EROFS); the old file stays then
 */
export async function saveConfigFile({ path, baseText, text, backupDir, nowMs }: SaveRequest): Promise<void> {
  const textOnDisk = await readIfPresent(path)
  if (textOnDisk !== baseText) throw new ConfigChangedError(path, textOnDisk ?? '', text)
  if (textOnDisk === text) return
  if (textOnDisk !== null) await keepBackup(path, backupDir, nowMs)

  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  const mode = textOnDisk === null ? 0o600 : (await stat(path)).mode
  try {
    const file = await open(temporary, 'w', mode)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function keepBackup(path: string, backupDir: string, nowMs: number): Promise<void> {
  await mkdir(backupDir, { recursive: true, mode: 0o700 })
  const nameAt = (ms: number): string =>
    `${basename(path)}.${new Date(ms).toISOString().replaceAll(':', '-')}`
  const taken = (await readdir(backupDir))
    .filter((entry) => entry.startsWith(`${basename(path)}.`))
    .toSorted()
  // Sorts by time; two saves within a millisecond must not overwrite each other's backup.
  let freeMs = nowMs
  while (taken.includes(nameAt(freeMs))) freeMs += 1
  await copyFile(path, join(backupDir, nameAt(freeMs)))
  const superfluous = taken.slice(0, Math.max(0, taken.length + 1 - backupsKept))
  await Promise.all(superfluous.map((entry) => rm(join(backupDir, entry))))
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
