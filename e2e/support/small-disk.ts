import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, in memory, that can be full or read-only. */
export interface SmallDisk {
  readonly dir: string
  /** Takes all the room that is left but for `spareBytes`. */
  fill(spareBytes?: number): void
  /** Gives it back. */
  empty(): void
  setReadOnly(readOnly: boolean): void
  unmount(): void
}

/** Only root on Linux may mount; elsewhere the tests that need this are skipped. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount()

export function mountSmallDisk(sizeBytes: number): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), 'small-disk-'))
  const filler = join(dir, 'filler')
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', dir])
  return {
    dir,
    fill(spareBytes = 0) {
      const { bavail, bsize } = statfsSync(dir)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - spareBytes)))
    },
    empty: () => rmSync(filler, { force: true }),
    setReadOnly: (readOnly) => {
      execFileSync('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, dir])
    },
    unmount() {
      execFileSync('umount', ['-l', dir])
      rmdirSync(dir)
    },
  }
}

function tryMount(): boolean {
  try {
    mountSmallDisk(65_536).unmount()
    return true
  } catch {
    return false
  }
}
