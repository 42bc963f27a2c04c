// What `import ... from 'electron'` gives in the main process here. A name missing from this list is a link error at
// start, which names it.
import { app } from './app.ts'
import { calls, dialog, Notification, shell } from './asking.ts'
import { ipcMain } from './ipc.ts'
import { Menu, MenuItem, Tray } from './menus.ts'
import { session } from './session.ts'
import { nativeImage, powerMonitor, powerSaveBlocker, safeStorage, screen } from './system.ts'
import { webContents } from './web-contents.ts'
import { BrowserWindow } from './window.ts'

/** Only the stand-in has this: what dialog, shell and the like were asked to do. */
export const standin = { calls }
export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  webContents,
}
export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  session,
  shell,
  standin,
  Tray,
  webContents,
}
