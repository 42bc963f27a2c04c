import { mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../../e2e/support/wait.ts'
import { type ConfigWatch, watchConfigFile } from './watch.ts'

let folder: string
let path: string
let watch: ConfigWatch
let seen: (string | null)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'))
  path = join(folder, 'config.ini')
  writeFileSync(path, 'first')
  seen = []
  watch = watchConfigFile({
    path,
    text: 'first',
    settleMs: 20,
    missingMs: 200,
    pollMs: 50,
    onChange: (text) => void seen.push(text),
  })
})
afterEach(() => {
  watch.close()
  rmSync(folder, { recursive: true })
})

describe('watching config.ini', () => {
  it('reports a file that is written in place', async () => {
    writeFileSync(path, 'second')
    await waitFor('the change', () => seen.length > 0)
    expect(seen).toEqual(['second'])
  })

  it('reports a file that an editor renames over it, time after time', async () => {
    for (const text of ['second', 'third']) {
      writeFileSync(join(folder, 'new'), text)
      renameSync(join(folder, 'new'), path)
      await waitFor(text, () => seen.at(-1) === text)
    }
    expect(seen).toEqual(['second', 'third'])
  })

  it('does not report a file that is away for a moment', async () => {
    unlinkSync(path)
    writeFileSync(join(folder, 'bystander'), 'x')
    writeFileSync(path, 'second')
    await waitFor('the new file', () => seen.length > 0)
    expect(seen).toEqual(['second'])
  })

  it('reports a file that stays away, and its return with the same content', async () => {
    unlinkSync(path)
    await waitFor('the loss', () => seen.length === 1)
    writeFileSync(path, 'first')
    await waitFor('the return', () => seen.length === 2)
    expect(seen).toEqual([null, 'first'])
  })

  it('does not report a file that was touched but is the same', async () => {
    writeFileSync(path, 'first')
    writeFileSync(path, 'second')
    await waitFor('the change', () => seen.length > 0)
    writeFileSync(path, 'second')
    writeFileSync(path, 'third')
    await waitFor('the next change', () => seen.length > 1)
    expect(seen).toEqual(['second', 'third'])
  })

  it('does not report what was noted, and reports what comes after it, were it the text from before', async () => {
    writeFileSync(path, 'second')
    watch.noted('second')
    writeFileSync(path, 'first')
    await waitFor('the return', () => seen.length > 0)
    expect(seen).toEqual(['first'])
  })
})
