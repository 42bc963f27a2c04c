// What `import ... from 'electron'` and `require('electron')` give in the main process here.
// A name missing from this list is a link error at start, which names it.
import { app } from './app.ts'
import { ipcMain } from './ipc.ts'
import {
  calls,
  clipboard,
  dialog,
  globalShortcut,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  shell,
  Tray,
} from './parts.ts'
import { session } from './session.ts'
import { BrowserWindow, webContents } from './window.ts'

/** Only the stand-in has this: what dialog, shell and the like were asked to do. */
export const standin = { calls }
export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  session,
  shell,
  Tray,
  webContents,
}
export default {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  screen,
  session,
  shell,
  Tray,
  webContents,
  standin,
}
