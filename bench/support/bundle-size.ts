import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface Size {
  readonly bytes: number
  readonly gzipBytes: number
}

/** What files of the built interface weigh, and what they would with the compression that a proxy adds. */
export function sizeOf(folder: string, paths: readonly string[]): Size {
  const files = paths.map((path) => readFileSync(join(folder, path)))
  const sum = (weigh: (file: Buffer) => number): number =>
    files.reduce((total, file) => total + weigh(file), 0)
  return { bytes: sum((file) => file.length), gzipBytes: sum((file) => gzipSync(file).length) }
}

export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(folder.length), entry.name))
}
