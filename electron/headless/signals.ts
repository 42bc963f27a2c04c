import type { Shell } from './shell.ts'

export type StopReason = 'signal' | 'time' | 'reader gone'

/** 128 + SIGINT, what a shell expects of an interrupted program. */
const interrupted = 130

export interface StopWatch {
  readonly stopped: Promise<StopReason>
  /** From now on signals do what they do without us. */
  close(): void
}

/**
 * Resolves when the command has to end: a signal, the time is over, or nobody reads the output any more. A second
 * signal ends the process at once, whatever it is still doing.
 */
export function watchForStop(shell: Shell, forMs: number | null): StopWatch {
  const { promise: stopped, resolve } = Promise.withResolvers<StopReason>()
  let signals = 0
  const stopListening = shell.onStopSignal(() => {
    signals++
    if (signals > 1) shell.abandon(interrupted)
    resolve('signal')
  })
  const onReaderGone = (): void => resolve('reader gone')
  shell.out.closed.addEventListener('abort', onReaderGone)
  const timer = forMs === null ? null : setTimeout(() => resolve('time'), forMs)
  return {
    stopped,
    close() {
      stopListening()
      shell.out.closed.removeEventListener('abort', onReaderGone)
      if (timer !== null) clearTimeout(timer)
    },
  }
}
