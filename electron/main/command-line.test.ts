import { describe, expect, it } from 'vitest'
import { startRequest } from './command-line.ts'

describe('the command line of the desktop app', () => {
  it('opens a window', () => {
    expect(startRequest([], true)).toEqual({
      kind: 'window',
      isHidden: false,
      configPath: null,
      dataDir: null,
    })
  })

  it('knows its own options among those of Electron', () => {
    const args = [
      '--no-sandbox',
      '--user-data-dir=/tmp/x',
      '.',
      '--hidden',
      '-c',
      'a.ini',
      '--data-dir=/var/d',
    ]
    expect(startRequest(args, false)).toEqual({
      kind: 'window',
      isHidden: true,
      configPath: 'a.ini',
      dataDir: '/var/d',
    })
  })

  it('hands everything else to the command line in headless mode', () => {
    const args = ['--no-sandbox', '/app', '--headless', '--config', 'a.ini', '--serve', '8080', '--token=t']
    expect(startRequest(args, false)).toEqual({
      kind: 'headless',
      args: ['--config', 'a.ini', '--serve', '8080', '--token=t'],
    })
    expect(startRequest(['--headless', '-c', 'a.ini'], true)).toEqual({
      kind: 'headless',
      args: ['-c', 'a.ini'],
    })
  })

  it.each([[['--config']], [['--confg=a.ini']]])('refuses %s', (args) => {
    expect(() => startRequest(args, true)).toThrow(/--conf/)
  })
})
