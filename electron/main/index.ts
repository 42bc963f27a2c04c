import { app, dialog } from 'electron'
import { muteSqliteWarning } from '../headless/warnings.ts'
import { type StartRequest, startRequest } from './command-line.ts'

/** As the command line's: trouble, wrong usage, and another one that is at work. */
const failed = 1
const wrongUsage = 2
const isRunningAlready = 3

muteSqliteWarning()
const request = requestOfProcess()

if (request.kind === 'headless') {
  // Electron looks for a display only once its main module has ended: this one never does.
  const { runHeadless } = await import('./headless.ts')
  await runHeadless(request.args, app.getAppPath())
} else if (app.requestSingleInstanceLock()) {
  const { startDesktop } = await import('./desktop.ts')
  // Not waited for: Electron becomes ready only once this module has ended.
  startDesktop(request).catch((error: unknown) => {
    dialog.showErrorBox('Gateway EMS', error instanceof Error ? error.message : String(error))
    app.exit(failed)
  })
} else {
  process.stderr.write('Gateway EMS is running already: its window is shown.\n')
  app.exit(isRunningAlready)
}

function requestOfProcess(): StartRequest {
  try {
    return startRequest(process.argv.slice(1), app.isPackaged)
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(wrongUsage)
  }
}
