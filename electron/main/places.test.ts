import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choosePlaces, type PlaceChoice, provideConfig } from './places.ts'

describe('the configuration that is opened', () => {
  let dir: string
  let choice: PlaceChoice
  const put = (...path: readonly string[]): string => {
    const file = join(dir, ...path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '# mine')
    return file
  }

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'desktop-places-'))
    choice = {
      configPath: null,
      dataDir: null,
      lastOpened: null,
      workingDir: join(dir, 'work'),
      userDataDir: join(dir, 'user'),
    }
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('is the named one before all others', () => {
    put('work', 'config', 'config.ini')
    expect(
      choosePlaces({ ...choice, configPath: 'my.ini', dataDir: 'd', lastOpened: put('last.ini') }),
    ).toEqual({
      configPath: join(dir, 'work', 'my.ini'),
      dataDir: join(dir, 'work', 'd'),
      workingDir: join(dir, 'work'),
    })
  })

  it('is the last one while that is there, with its readings beside it', () => {
    const inCheckout = put('work', 'config', 'config.ini')
    const lastOpened = put('plant', 'last.ini')
    expect(choosePlaces({ ...choice, lastOpened })).toEqual({
      configPath: lastOpened,
      dataDir: join(dir, 'plant', 'data'),
      workingDir: join(dir, 'plant'),
    })
    rmSync(lastOpened)
    expect(choosePlaces({ ...choice, lastOpened })).toEqual({
      configPath: inCheckout,
      dataDir: join(dir, 'work', 'data'),
      workingDir: join(dir, 'work'),
    })
  })

  it('is one of our own on a first start, made from the shipped one and never written over', () => {
    const { configPath, dataDir } = choosePlaces(choice)
    expect({ configPath, dataDir }).toEqual({
      configPath: join(dir, 'user', 'config.ini'),
      dataDir: join(dir, 'user', 'data'),
    })
    const template = put('shipped.ini')
    provideConfig(configPath, template, choice.userDataDir)
    expect(readFileSync(configPath, 'utf8')).toBe('# mine')
    writeFileSync(configPath, '# changed')
    provideConfig(configPath, template, choice.userDataDir)
    expect(readFileSync(configPath, 'utf8')).toBe('# changed')
  })
})
