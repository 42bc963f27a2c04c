import type { Output } from '../shell.ts'

/** The terminal's second screen, cursor hidden: what was there before comes back on leaving. */
const enterScreen = '\u001b[?1049h\u001b[?25l'
const leaveScreen = '\u001b[?25h\u001b[?1049l'
/** A terminal that knows synchronized output shows the frame in one piece; the others ignore it. */
const beginFrame = '\u001b[?2026h\u001b[H'
const endFrame = '\u001b[J\u001b[?2026l'
const clearToLineEnd = '\u001b[K'

const redrawEveryMs = 500

export interface Screen {
  /** Gives the terminal back as it was. May be called twice. */
  close(): void
}

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
  readonly hasColour: boolean
}

/** Draws at most twice a second, and at once when the terminal changes its size. */
export function openScreen(out: Output, draw: (size: ScreenSize) => readonly string[]): Screen {
  let isOpen = true
  /** The terminal reads slower than we draw: frames are left out, none is queued. */
  let isBusy = false

  async function redraw(): Promise<void> {
    if (!isOpen || isBusy) return
    isBusy = true
    const { columns, rows, hasColour } = out
    const lines = draw({ columns, rows, hasColour })
    const frame = lines.map((line) => line + clearToLineEnd).join('\r\n')
    await out.write(beginFrame + frame + endFrame)
    isBusy = false
  }
  const redrawSoon = (): void => void redraw()

  const restore = (): void => void out.write(leaveScreen)
  /** Ctrl-Z: the shell must get a proper terminal, and we ours when we come back. */
  const onSuspend = (): void => {
    restore()
    process.kill(process.pid, 'SIGSTOP')
  }
  const onResume = (): void => {
    void out.write(enterScreen)
    redrawSoon()
  }

  void out.write(enterScreen)
  redrawSoon()
  const timer = setInterval(redrawSoon, redrawEveryMs)
  const stopResize = out.onResize(redrawSoon)
  const isWindows = process.platform === 'win32'
  if (!isWindows) {
    process.on('SIGTSTP', onSuspend)
    process.on('SIGCONT', onResume)
  }
  // Whatever ends the process, the terminal is not left without a cursor.
  process.on('exit', restore)

  return {
    close() {
      if (!isOpen) return
      isOpen = false
      clearInterval(timer)
      stopResize()
      process.off('SIGTSTP', onSuspend)
      process.off('SIGCONT', onResume)
      process.off('exit', restore)
      restore()
    },
  }
}
