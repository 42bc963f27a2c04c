import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface Backup {
  readonly name: string
  readonly savedAtMs: number
  readonly sizeBytes: number
}

/** `config.ini.2026-11-24T10-28-52.123Z` */
export const backupName = (path: string, savedAtMs: number): string =>
  `${basename(path)}.${new Date(savedAtMs).toISOString().replaceAll(':', '-')}`

/** The versions that saves replaced, newest first. Other files of the folder are not among them. */
export async function listBackups(folder: string, path: string): Promise<readonly Backup[]> {
  const names = await readdir(folder).catch(() => [])
  const found = names.flatMap((name) => {
    const savedAtMs = name.startsWith(`${basename(path)}.`)
      ? timeIn(name.slice(basename(path).length + 1))
      : null
    return savedAtMs === null ? [] : [{ name, savedAtMs }]
  })
  const backups = await Promise.all(
    found.map(async (backup) => {
      const facts = await stat(join(folder, backup.name)).catch(() => null)
      return facts?.isFile() === true ? [{ ...backup, sizeBytes: facts.size }] : []
    }),
  )
  return backups.flat().toSorted((a, b) => b.savedAtMs - a.savedAtMs)
}

/** The text of a backup; null when the list has no such name, whatever else may stand at that path. */
export async function readBackup(folder: string, path: string, name: string): Promise<string | null> {
  const backups = await listBackups(folder, path)
  if (!backups.some((backup) => backup.name === name)) return null
  return readFile(join(folder, name), 'utf8')
}

function timeIn(stamp: string): number | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)$/.exec(stamp)
  const timeMs = match === null ? Number.NaN : Date.parse(`${match[1]}:${match[2]}:${match[3]}`)
  return Number.isNaN(timeMs) ? null : timeMs
}
