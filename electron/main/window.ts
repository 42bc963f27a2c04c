import { BrowserWindow, session } from 'electron'
import { join } from 'node:path'

/** The one window: our own page, without Node, in a sandbox, and nowhere else to go. */
export function openMainWindow(pageUrl: string): BrowserWindow {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  const window = new BrowserWindow({
    width: 1_280,
    height: 800,
    show: false,
    title: 'Gateway EMS',
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  })
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(pageUrl)
  return window
}
