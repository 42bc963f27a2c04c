import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

describe('making a folder', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'make-folder-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('makes what is missing above it, and is content with one that is there', () => {
    const path = join(root, 'a', 'b', 'c')
    makeFolder(path)
    makeFolder(path)
    expect(statSync(path).isDirectory()).toBe(true)
  })

  it('fails where a file is in its place or on the way to it', () => {
    writeFileSync(join(root, 'file'), '')
    expect(() => makeFolder(join(root, 'file'))).toThrow(/EEXIST/)
    expect(() => makeFolder(join(root, 'file', 'below'))).toThrow(/EEXIST|ENOTDIR/)
  })

  // A process of its own: it leaves its working directory, and where this fails it hangs.
  it.skipIf(process.platform !== 'linux')(
    'ends with an error in a working directory that was removed, where Node itself would hang for ever',
    () => {
      const gone = join(root, 'gone')
      const script = `
        import { mkdirSync, rmdirSync } from 'node:fs'
        import { makeFolder } from ${JSON.stringify(join(import.meta.dirname, 'make-folder.ts'))}
        mkdirSync(${JSON.stringify(gone)})
        process.chdir(${JSON.stringify(gone)})
        rmdirSync(${JSON.stringify(gone)})
        try { makeFolder('data/x') } catch (error) { console.log(error.code) }`
      const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
        timeout: 60_000,
        killSignal: 'SIGKILL',
        encoding: 'utf8',
      })
      expect(said.trim()).toBe('ENOENT')
      expect(existsSync(gone)).toBe(false)
    },
  )
})
