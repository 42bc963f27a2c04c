import type { BrowserWindow } from 'electron'
import { bringToFront } from './window.ts'

/** A page that crashes again and again is loaded again at this pace. */
const crashPauseMs = 10_000

/** The window, there or not: closed, the gateway goes on without the memory and the time that a page takes. */
export class MainWindow {
  readonly #open: () => BrowserWindow
  #window: BrowserWindow | null = null
  #lastCrashMs = Number.NEGATIVE_INFINITY

  /** @param open makes a window that shows itself once it has something to show */
  constructor(open: () => BrowserWindow) {
    this.#open = open
  }

  /** null: there is none at the moment. */
  get current(): BrowserWindow | null {
    return this.#window
  }

  get isWatched(): boolean {
    return this.#window?.isFocused() ?? false
  }

  show(): BrowserWindow {
    if (this.#window !== null) {
      bringToFront(this.#window)
      return this.#window
    }
    const window = this.#open()
    this.#window = window
    window.on('closed', () => (this.#window = null))
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') this.#loadAfterCrash(window)
    })
    return window
  }

  /** The page begins anew, at the place where it is. */
  reload(): void {
    // What it was just answered still goes out.
    setImmediate(() => this.#window?.webContents.reload())
  }

  #loadAfterCrash(window: BrowserWindow): void {
    const nowMs = performance.now()
    const pauseMs = Math.max(0, this.#lastCrashMs + crashPauseMs - nowMs)
    this.#lastCrashMs = nowMs + pauseMs
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    }, pauseMs)
  }
}
