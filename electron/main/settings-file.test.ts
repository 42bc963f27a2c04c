import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSettingsFile } from './settings-file.ts'

describe('desktop.json', () => {
  let dir: string
  let troubles: string[]
  const open = (name = 'desktop.json') => openSettingsFile(join(dir, name), (text) => troubles.push(text))

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'desktop-settings-'))
    troubles = []
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('gives back what was changed, also after a restart', () => {
    open().change({ closeAction: 'keep-collecting' })
    open().change({ lookingAt: { kind: 'remote', address: '192.168.1.20:8080' } })
    expect(open().settings).toEqual({
      closeAction: 'keep-collecting',
      lookingAt: { kind: 'remote', address: '192.168.1.20:8080' },
      encryptedToken: null,
      window: null,
      configPath: null,
    })
  })

  it.each(['', '{', '[]', 'null', '"text"'])('starts from the defaults where the file holds %s', (text) => {
    writeFileSync(join(dir, 'desktop.json'), text)
    expect(open().settings).toMatchObject({ closeAction: 'ask', lookingAt: { kind: 'local' } })
  })

  it('forgets only the part that makes no sense', () => {
    const window = { bounds: { x: 1e9, y: 0, width: 'wide', height: 1 }, isMaximized: false }
    writeFileSync(join(dir, 'desktop.json'), JSON.stringify({ closeAction: 'quit', window }))
    expect(open().settings).toMatchObject({ closeAction: 'quit', window: null })
  })

  it('says when nothing can be written, and goes on', () => {
    writeFileSync(join(dir, 'in-the-way'), '')
    const file = open('in-the-way/desktop.json')
    file.change({ closeAction: 'quit' })
    expect(file.settings.closeAction).toBe('quit')
    expect(troubles).toEqual([expect.stringContaining('not kept')])
    expect(readFileSync(join(dir, 'in-the-way'), 'utf8')).toBe('')
  })
})
