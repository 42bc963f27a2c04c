/**
 * `npm run dev`: the desktop app on a development server: a changed page is shown at once, a changed main process
 * starts the app anew. Arguments go to the app: `npm run dev -- --config plant.ini`.
 */
import { createRequire } from 'node:module'
import { electronVite, provideElectron, runToTheEnd } from './electron-binary.ts'

provideElectron()
// The package of Electron is the path of its executable; electron-vite does not know the ways around its download.
process.env['ELECTRON_EXEC_PATH'] = String(createRequire(import.meta.url)('electron'))
runToTheEnd([electronVite, 'dev', '--watch', '--', ...process.argv.slice(2)])
