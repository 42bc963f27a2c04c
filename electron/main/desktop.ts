/// <reference types="electron-vite/node" />
import { hostname } from 'node:os'
import { join } from 'node:path'
import { app, dialog, Notification, session, shell } from 'electron'
import { serveOverElectron } from '../ipc/electron.ts'
import { createAutostart } from './autostart.ts'
import { decideOnClose } from './closing.ts'
import type { StartRequest } from './command-line.ts'
import { openConnection } from './connection.ts'
import { createDesktopHandlers } from './desktop-handlers.ts'
import { EngineHost, explain } from './engine-host.ts'
import { guardContents, guardSession } from './guards.ts'
import appIcon from './icons/app.png?asset'
import trayIcon from './icons/tray.png?asset'
import { LookAt } from './look-at.ts'
import { MainWindow } from './main-window.ts'
import { setMenu } from './menu.ts'
import { AlertNotices } from './notices.ts'
import { pageOf } from './page.ts'
import { choosePlaces, type PlaceChoice, provideConfig } from './places.ts'
import { watchPower } from './power.ts'
import { flushOnQuit } from './quitting.ts'
import { openSettingsFile } from './settings-file.ts'
import { createTray } from './tray.ts'
import { openWindow } from './window.ts'
import { wordsFor } from './words.ts'

type WindowRequest = Extract<StartRequest, { readonly kind: 'window' }>

const writeLine = (line: string): void => void process.stdout.write(`${line}\n`)
// Started from a terminal that is gone by now.
process.stdout.on('error', () => {})

/** The desktop app: the one place that knows all parts of the shell. */
export async function startDesktop(request: WindowRequest): Promise<void> {
  await app.whenReady()
  const packageDir = app.getAppPath()
  const userDataDir = app.getPath('userData')
  const words = wordsFor(app.getPreferredSystemLanguages())
  const page = pageOf(packageDir, app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'])
  const file = openSettingsFile(join(userDataDir, 'desktop.json'), writeLine)
  const lookAt = new LookAt(file)
  const placeChoice: PlaceChoice = {
    configPath: request.configPath,
    dataDir: request.dataDir,
    lastOpened: file.settings.configPath,
    workingDir: process.cwd(),
    userDataDir,
  }
  const places = choosePlaces(placeChoice)
  provideConfig(places.configPath, join(packageDir, 'config', 'config.ini'), userDataDir)

  guardSession(session.defaultSession, page)
  app.on('web-contents-created', (_event, contents) => guardContents(contents, page))

  const main = new MainWindow(() => {
    const window = openWindow({
      pageUrl: page.url,
      preload: join(packageDir, 'out', 'preload', 'index.cjs'),
      icon: appIcon,
      file,
    })
    decideOnClose(window, {
      file,
      words,
      isRunning: () => host.state.kind === 'running',
      isQuitting: () => quitting.isQuitting,
    })
    return window
  })
  const tray = createTray({
    icon: trayIcon,
    words,
    onShow: () => main.show(),
    onQuit: () => app.quit(),
  })
  const power = watchPower({
    onResume: () =>
      host.logger.info('the system has woken up: slots that were missed are skipped and counted'),
    onShutdown: () => app.quit(),
  })
  const notices = new AlertNotices({
    show(notice) {
      const notification = new Notification({ ...notice, icon: appIcon })
      notification.on('click', () => main.show())
      notification.show()
    },
    manyTitle: words.manyAlerts,
    isWatched: () => main.isWatched,
  })

  let wasRefused = false
  const host = new EngineHost(places, {
    packageDir,
    version: app.getVersion(),
    hostName: hostname(),
    writeLine,
    onEvent(event) {
      if (event.kind === 'alert') notices.onAlert(event.alert)
      showCollecting()
    },
    onChange() {
      showCollecting()
      if (host.state.kind !== 'running' || !wasRefused) return
      wasRefused = false
      main.reload()
    },
  })
  function showCollecting(): void {
    tray.setCollecting(host.isCollecting)
    power.setCollecting(host.isCollecting)
  }

  const quitting = flushOnQuit(() => host.stop())
  const handlers = createDesktopHandlers({
    file,
    host,
    lookAt,
    power,
    autostart: createAutostart(),
    words,
    placeChoice,
    window: () => main.current,
    reload: () => main.reload(),
  })
  serveOverElectron({
    desktop: handlers,
    isTrusted: page.isOurs,
    logger: host.logger,
    open: (send) =>
      openConnection(
        {
          host,
          lookAt,
          onRefused() {
            wasRefused = true
            // What was in the way may be gone by now.
            if (host.state.kind === 'failed') void host.start()
          },
        },
        send,
      ),
  })
  /** From the menu, where no page waits for the answer. */
  const attempt = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => dialog.showErrorBox('Gateway EMS', explain(error)))
  setMenu({
    words,
    isDevelopment: page.isDevelopment,
    onOpenConfig: () => attempt(handlers.desktopOpenConfig({})),
    onOpenLogFolder: () => attempt(handlers.desktopOpenLogFolder({})),
    // Other programs cannot look into the archive that the packed app lies in.
    onOpenManual: () =>
      void shell.openPath(join(app.isPackaged ? process.resourcesPath : packageDir, 'docs')),
  })

  app.on('second-instance', () => main.show())
  app.on('activate', () => main.show())
  // Without a listener Electron ends the app with its last window.
  app.on('window-all-closed', () => {})
  await host.start()
  if (!request.isHidden) main.show()
}
