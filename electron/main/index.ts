import { app, dialog } from 'electron'
import { pathToFileURL } from 'node:url'
import { join, resolve } from 'node:path'
import { ConfigurationError } from '../engine/errors.ts'
import { type Engine, startEngine } from '../engine/engine.ts'
import { createHandlers } from '../ipc/handlers.ts'
import { serveOverElectron } from '../ipc/electron.ts'
import { openMainWindow } from './window.ts'

const headless = app.commandLine.hasSwitch('headless')
const configPath = resolve(app.commandLine.getSwitchValue('config') || join('config', 'config.ini'))
const dataDir = resolve(app.commandLine.getSwitchValue('data-dir') || 'data')
const pageUrl =
  process.env['ELECTRON_RENDERER_URL'] ??
  pathToFileURL(join(import.meta.dirname, '..', 'renderer', 'index.html')).href

/** Sentences a person can act on: an error of the configuration names each line. */
function explain(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return [error.message, ...error.findings.map((finding) => finding.message)].join('\n')
  }
  return error instanceof Error ? error.message : String(error)
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function start(): Promise<void> {
  const starting = startEngine({
    source: {
      path: configPath,
      env: process.env,
      overrides: {},
      profileDirs: [join(app.getAppPath(), 'config', 'meters')],
    },
    dataDir,
    console: headless ? writeLine : null,
    onLogTrouble: writeLine,
  })
  starting.then(stopOnQuit, fail)
  if (headless) return

  const transport = serveOverElectron(starting.then(createHandlers), (url) => url.startsWith(pageUrl))
  app.on('will-quit', () => transport.close())
  app.on('window-all-closed', () => app.quit())
  await app.whenReady()
  openMainWindow(pageUrl)
}

/** Quitting waits until what was read is committed. */
function stopOnQuit(engine: Engine): void {
  let stopped = false
  app.on('before-quit', (event) => {
    if (stopped) return
    event.preventDefault()
    void engine.stop().finally(() => {
      stopped = true
      app.quit()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())
}

function fail(error: unknown): void {
  process.stderr.write(`${explain(error)}\n`)
  if (!headless) dialog.showErrorBox('Gateway EMS cannot start', explain(error))
  app.exit(1)
}

if (app.requestSingleInstanceLock()) {
  start().catch(fail)
} else {
  process.stderr.write('Gateway EMS is running already.\n')
  app.exit(3)
}
