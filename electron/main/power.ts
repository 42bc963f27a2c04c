import { powerMonitor, powerSaveBlocker } from 'electron'

export interface Power {
  readonly blocksSuspend: boolean
  /** Keeps the system awake while readings are taken; the screen may go dark. */
  setCollecting(isCollecting: boolean): void
}

export interface PowerOptions {
  /** The system was asleep in spite of it: the lid was closed. */
  readonly onResume: () => void
  /** The system goes down; Windows says so to its windows instead. */
  readonly onShutdown: () => void
}

export function watchPower({ onResume, onShutdown }: PowerOptions): Power {
  let blocker: number | null = null
  powerMonitor.on('resume', onResume)
  powerMonitor.on('shutdown', onShutdown)
  return {
    get blocksSuspend() {
      return blocker !== null
    },
    setCollecting(isCollecting) {
      if (isCollecting) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
      else if (blocker !== null) {
        powerSaveBlocker.stop(blocker)
        blocker = null
      }
    },
  }
}
