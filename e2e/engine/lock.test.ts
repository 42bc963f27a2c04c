import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acquireLock, LockedError, lockHolder } from '../../electron/engine/store/lock.ts'

const script = new URL('../support/lock-holder.ts', import.meta.url).pathname
let dir = ''
const children: ChildProcess[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dir, { recursive: true })
})

/** Another process that tries; what it says. */
async function otherProcess(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [script, dir], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, said: String(line) }
}

function refusal(): LockedError {
  try {
    acquireLock(dir).release()
  } catch (error) {
    if (error instanceof LockedError) return error
    throw error
  }
  throw new Error('the lock was given out twice')
}

describe('the lock of a data directory', () => {
  it('tells a second process, and a second start in the same one, who holds it', async () => {
    const lock = acquireLock(dir)
    expect(readFileSync(join(dir, 'gateway.lock'), 'utf8')).toBe(`${process.pid}\n`)
    expect(refusal().pid).toBe(process.pid)
    expect((await otherProcess()).said).toBe(`locked by ${process.pid}`)
    expect(lockHolder(dir)).toEqual({ pid: process.pid })
    // Somebody takes away what tells people: the line is held all the same.
    rmSync(join(dir, 'gateway.lock'))
    expect(lockHolder(dir)).toEqual({ pid: null })
    lock.release()
    lock.release()
    expect(lockHolder(dir)).toBeNull()
    expect(existsSync(join(dir, 'gateway.lock'))).toBe(false)
    expect((await otherProcess()).said).toBe('held')
  })

  it('is not kept from everybody for ever by a damaged file', async () => {
    writeFileSync(join(dir, 'gateway.lock.db'), 'x'.repeat(5_000))
    expect(lockHolder(dir)).toBeNull()
    const lock = acquireLock(dir)
    expect(refusal().pid).toBe(process.pid)
    expect((await otherProcess()).said).toBe(`locked by ${process.pid}`)
    lock.release()
  })

  it('is free again after kill -9, although the file still names the pid', async () => {
    const { child, said } = await otherProcess()
    expect(said).toBe('held')
    expect(refusal().pid).toBe(child.pid)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(existsSync(join(dir, 'gateway.lock'))).toBe(true)
    expect(lockHolder(dir)).toBeNull()
    acquireLock(dir).release()
  })

  it('is not held by a living process that merely has the pid of a dead collector', () => {
    writeFileSync(join(dir, 'gateway.lock'), `${process.ppid}\n`)
    acquireLock(dir).release()
  })

  it('goes to one of many that start at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, otherProcess))
    const holder = all.filter(({ said }) => said === 'held')
    expect(holder).toHaveLength(1)
    const others = all.filter(({ said }) => said === `locked by ${holder[0]?.child.pid}`)
    expect(others).toHaveLength(5)
  })
})
