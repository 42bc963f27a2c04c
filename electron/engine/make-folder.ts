import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are missing.
 *
 * In place of `mkdirSync(path, { recursive: true })`, which never returns where a folder that exists takes no entries and
 * says so with ENOENT (Node 24 on Linux): a working directory that was removed, or /proc.
 *
 * @throws the file system's error
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  const above = dirname(path)
  // The working directory itself ends the way up, also one that is gone.
  if (above !== path) makeFolder(above)
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process was quicker.
    if (!isFolder(path)) throw error
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    // What the way to it says (a file in between, no permission) is said by mkdir, with the path that it concerns.
    return false
  }
}
