import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** So much of its first line tells a file from the others: it begins with a time in ms. */
const firstBytes = 256

/**
 * Names a log file by how it begins: that stays the same when the file is renamed, and unlike an inode it does not come
 * again when a file is removed. null: there is nothing in it.
 */
export function fileIdOf(beginning: Uint8Array): string | null {
  if (beginning.length === 0) return null
  const feed = beginning.indexOf(0x0a)
  const line = beginning.subarray(0, Math.min(feed === -1 ? beginning.length : feed, firstBytes))
  return createHash('sha256').update(line).digest('base64url').slice(0, 16)
}

export function fileIdAt(fd: number): string | null {
  const buffer = Buffer.alloc(firstBytes)
  return fileIdOf(buffer.subarray(0, fs.readSync(fd, buffer, 0, firstBytes, 0)))
}

export interface OpenLogFile {
  readonly id: string
  readonly fd: number
  readonly sizeBytes: number
}

/**
 * The log and its rotated files, newest first, without empty ones. Opened in one go, so that no rotation comes between;
 * what is open stays readable under whatever name. The caller closes them.
 */
export function openLogFiles(file: string): readonly OpenLogFile[] {
  const opened: OpenLogFile[] = []
  for (const name of namesOf(file)) {
    try {
      const fd = fs.openSync(name, 'r')
      const id = fileIdAt(fd)
      if (id === null) fs.closeSync(fd)
      else opened.push({ id, fd, sizeBytes: fs.fstatSync(fd).size })
    } catch {
      // One that cannot be read is left out: the others still help.
    }
  }
  return opened
}

export interface LogFileInfo {
  readonly name: string
  readonly sizeBytes: number
  readonly changedAtMs: number
}

/** Newest first. */
export function logFileInfos(file: string): LogFileInfo[] {
  return namesOf(file).flatMap((name) => {
    const stats = fs.statSync(name, { throwIfNoEntry: false })
    return stats === undefined
      ? []
      : [{ name: path.basename(name), sizeBytes: stats.size, changedAtMs: stats.mtimeMs }]
  })
}

/** `file`, `file.1`, `file.2` and so on, as far as they go. */
function namesOf(file: string): readonly string[] {
  const names = [file]
  for (let n = 1; fs.existsSync(`${file}.${n}`); n++) names.push(`${file}.${n}`)
  return names
}
