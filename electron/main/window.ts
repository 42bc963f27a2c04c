import { BrowserWindow, screen } from 'electron'
import type { SettingsFile } from './settings-file.ts'
import { boundsOnScreen, smallestWindow } from './window-state.ts'

export interface WindowOptions {
  readonly pageUrl: string
  readonly file: SettingsFile
  readonly preload: string
  readonly icon: string
}

/** The one window: our own page, without Node, in a sandbox. */
export function openWindow({ pageUrl, file, preload, icon }: WindowOptions): BrowserWindow {
  const left = file.settings.window
  const { id } = screen.getPrimaryDisplay()
  const displays = screen.getAllDisplays().toSorted((a, b) => Number(b.id === id) - Number(a.id === id))
  const window = new BrowserWindow({
    ...boundsOnScreen(
      left?.bounds ?? null,
      displays.map(({ workArea }) => workArea),
    ),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Gateway EMS',
    icon,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (left?.isMaximized === true) window.maximize()
  rememberState(window, file)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(pageUrl).catch(() => {})
  return window
}

/** A moved window moves many times a second. */
const settleMs = 500

function rememberState(window: BrowserWindow, file: SettingsFile): void {
  let timer: NodeJS.Timeout | undefined
  const remember = (): void => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    const { x, y, width, height } = window.getNormalBounds()
    file.change({ window: { bounds: { x, y, width, height }, isMaximized: window.isMaximized() } })
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(remember, settleMs)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', remember)
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
