import { app } from 'electron'

export interface Quitting {
  readonly isQuitting: boolean
}

/** A stop that takes longer is not waited for: the journal is committed before the network is let go. */
const patienceMs = 5_000

/** Quitting waits until what was read is committed. */
export function flushOnQuit(stop: () => Promise<void>): Quitting {
  let phase: 'running' | 'stopping' | 'stopped' = 'running'
  app.on('before-quit', (event) => {
    if (phase === 'stopped') return
    event.preventDefault()
    if (phase === 'stopping') return
    phase = 'stopping'
    const end = (): void => {
      clearTimeout(timer)
      phase = 'stopped'
      app.quit()
    }
    const timer = setTimeout(end, patienceMs)
    stop().then(end, end)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  return {
    get isQuitting() {
      return phase !== 'running'
    },
  }
}
