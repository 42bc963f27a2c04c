import { describe, expect, it } from 'vitest'
import type { Shell } from './shell.ts'
import { watchForStop } from './signals.ts'

class Abandoned extends Error {}

function fakeShell() {
  const listeners = new Set<(signal: string) => void>()
  const closed = new AbortController()
  const shell: Shell = {
    out: {
      isTerminal: false,
      hasColour: false,
      columns: 80,
      rows: 24,
      line: () => {},
      write: () => Promise.resolve(),
      closed: closed.signal,
      onResize: () => () => {},
    },
    note: () => {},
    status: () => {},
    ask: async () => null,
    env: {},
    packageDir: '/',
    version: '0',
    onStopSignal(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    abandon: (code) => {
      throw new Abandoned(String(code))
    },
  }
  const signal = (): void => listeners.forEach((listener) => listener('SIGINT'))
  return { shell, signal, closed, listeners }
}

describe('a command that runs until it is stopped', () => {
  it('stops on the first signal, and the second one ends the process at once', async () => {
    const { shell, signal } = fakeShell()
    const watch = watchForStop(shell, null)
    signal()
    expect(await watch.stopped).toBe('signal')
    expect(signal).toThrow(new Abandoned('130'))
  })

  it('stops when its time is over', async () => {
    const watch = watchForStop(fakeShell().shell, 1)
    expect(await watch.stopped).toBe('time')
  })

  it('stops when nobody reads its output', async () => {
    const { shell, closed } = fakeShell()
    const watch = watchForStop(shell, 60_000)
    closed.abort()
    expect(await watch.stopped).toBe('reader gone')
    watch.close()
  })

  it('lets go of the signals when it has ended', () => {
    const { shell, listeners } = fakeShell()
    watchForStop(shell, null).close()
    expect(listeners.size).toBe(0)
  })
})
