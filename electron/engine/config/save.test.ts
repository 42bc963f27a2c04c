import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigChangedError, saveConfigFile } from './save.ts'

let folder: string
let path: string
let backupDir: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'save-'))
  path = join(folder, 'config.ini')
  backupDir = join(folder, 'data', 'config-backups')
})
afterEach(() => rmSync(folder, { recursive: true }))

const nowMs = Date.UTC(2026, 10, 23, 12)
const save = (baseText: string | null, text: string, atMs = nowMs): Promise<string | null> =>
  saveConfigFile({ path, baseText, text, backupDir, nowMs: atMs })

describe('saving config.ini', () => {
  it('replaces the text, keeps the mode, and leaves no temporary file', async () => {
    writeFileSync(path, 'old')
    chmodSync(path, 0o640)
    await save('old', 'new')
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder).toSorted()).toEqual(['config.ini', 'data'])
  })

  it('refuses when the file was changed since it was read, and shows both texts', async () => {
    writeFileSync(path, 'edited with vi')
    const refused = save('old', 'edited in the app')
    await expect(refused).rejects.toBeInstanceOf(ConfigChangedError)
    await expect(refused).rejects.toMatchObject({
      textOnDisk: 'edited with vi',
      textToSave: 'edited in the app',
    })
    expect(readFileSync(path, 'utf8')).toBe('edited with vi')
  })

  it('refuses when a file has appeared that was not there', async () => {
    writeFileSync(path, 'theirs')
    await expect(save(null, 'ours')).rejects.toBeInstanceOf(ConfigChangedError)
  })

  it('creates a file that nobody else can read, for it may hold a token', async () => {
    await save(null, 'new')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  const backups = (): string[] =>
    readdirSync(backupDir).map((name) => readFileSync(join(backupDir, name), 'utf8'))

  it('keeps the last ten versions', async () => {
    writeFileSync(path, 'version 0')
    for (let next = 1; next <= 14; next++) await save(`version ${next - 1}`, `version ${next}`, nowMs + next)
    expect(backups()).toEqual(Array.from({ length: 10 }, (_, index) => `version ${index + 4}`))
  })

  it('keeps both versions of two saves within one millisecond', async () => {
    writeFileSync(path, 'one')
    await save('one', 'two')
    await save('two', 'three')
    expect(backups()).toEqual(['one', 'two'])
  })

  it('makes no backup when nothing changes', async () => {
    writeFileSync(path, 'same')
    await save('same', 'same')
    expect(readdirSync(folder)).toEqual(['config.ini'])
  })
})
