import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { Words } from './words.ts'

export interface MenuOptions {
  readonly words: Words
  readonly isDevelopment: boolean
  readonly onOpenConfig: () => void
  readonly onOpenLogFolder: () => void
  readonly onOpenManual: () => void
}

/** Roles bring their own words in the system's language, and the keys that people know. */
export function setMenu(options: MenuOptions): void {
  const { words, isDevelopment, onOpenConfig, onOpenLogFolder, onOpenManual } = options
  const developer: MenuItemConstructorOptions[] = isDevelopment
    ? [{ type: 'separator' }, { role: 'toggleDevTools' }]
    : []
  const ofMac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...ofMac,
      {
        label: words.file,
        submenu: [
          { label: words.openConfig, accelerator: 'CmdOrCtrl+O', click: onOpenConfig },
          { label: words.openLogFolder, click: onOpenLogFolder },
          { type: 'separator' },
          { label: words.quit, accelerator: 'CmdOrCtrl+Q', click: () => app.quit() },
        ],
      },
      { role: 'editMenu', label: words.edit },
      {
        label: words.view,
        submenu: [
          { role: 'reload' },
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...developer,
        ],
      },
      {
        label: words.help,
        submenu: [
          { label: words.manual, accelerator: 'F1', click: onOpenManual },
          { role: 'about', label: words.about },
        ],
      },
    ]),
  )
}
