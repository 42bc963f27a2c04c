import { readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '../make-folder.ts'
import { isBusy, isDamage } from './database.ts'
import { writeDurably } from './durable-file.ts'

/** Another collector works in this data directory. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  /** null where the other one has not written it yet. */
  readonly pid: number | null

  constructor(dir: string, pid: number | null, cause: unknown) {
    super(`another collector (pid ${pid ?? 'unknown'}) works in ${dir}`, { cause })
    this.pid = pid
  }
}

export interface Lock {
  /** May be called more than once. */
  release(): void
}

/** A connection that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>()

/** A collector that stops takes less than this to let go. */
const patienceMs = 1_000

/**
 * Makes this process the one collector of a data directory.
 *
 * What excludes others is a lock of the operating system, taken through SQLite on `gateway.lock.db`: it ends with the process
 * however that ends, so no lock is ever stale, a pid that is used again cannot be mistaken for its predecessor, and it
 * holds between containers that don't see each other's processes. `gateway.lock` only tells people who it is.
 *
 * @throws LockedError, or the file system's error
 */
export function acquireLock(dir: string): Lock {
  makeFolder(dir)
  const db = openGuard(dir)
  try {
    writeDurably(pidPath(dir), `${process.pid}\n`)
  } catch (error) {
    db.close()
    throw error
  }
  held.add(db)
  return {
    release() {
      if (!held.delete(db)) return
      rmSync(pidPath(dir), { force: true })
      db.close()
    },
  }
}

/** A guard file that was damaged holds nothing, and nobody holds it, or that would have been the answer. */
function openGuard(dir: string): DatabaseSync {
  try {
    return lockedGuard(dir)
  } catch (error) {
    if (!isDamage(error)) throw error
    // Emptied in place: a new file in its place could be taken away from another one that has locked it by now.
    truncateSync(guardPath(dir))
    return lockedGuard(dir)
  }
}

/** The connection that holds the lock. @throws LockedError, or SQLite's error */
function lockedGuard(dir: string): DatabaseSync {
  const db = new DatabaseSync(guardPath(dir), { timeout: patienceMs })
  try {
    db.exec('BEGIN EXCLUSIVE')
    return db
  } catch (error) {
    db.close()
    throw isBusy(error) ? new LockedError(dir, pidIn(dir), error) : error
  }
}

/** The collector at work in a data directory; null: there is none. */
export interface LockHolder {
  /** null where it has not written it yet, or somebody took that file away. */
  readonly pid: number | null
}

/** @throws the file system's error where nobody may look: there may be one */
export function lockHolder(dir: string): LockHolder | null {
  if (statSync(guardPath(dir), { throwIfNoEntry: false }) === undefined) return null
  const db = new DatabaseSync(guardPath(dir), { readOnly: true })
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return null
  } catch (error) {
    if (isBusy(error)) return { pid: pidIn(dir) }
    if (isDamage(error)) return null
    throw error
  } finally {
    db.close()
  }
}

const guardPath = (dir: string): string => join(dir, 'gateway.lock.db')
const pidPath = (dir: string): string => join(dir, 'gateway.lock')

function pidIn(dir: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidPath(dir), 'utf8'), 10)
    return Number.isSafeInteger(pid) ? pid : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
