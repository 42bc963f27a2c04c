/**
 * `npm start`: builds the desktop app and runs it. Arguments go to Electron: `npm start -- --no-sandbox`.
 *
 * Electron's package holds no binary: it is fetched here on first use, so that nothing else (installation, tests, the
 * command line) needs it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const electronDir = join(root, 'node_modules', 'electron')

const howToGoOn = `
Electron's binary could not be fetched (the reason is above). The desktop app needs it; nothing else does.
  - Behind a proxy:        set HTTPS_PROXY, then npm start again
  - With a mirror:         set ELECTRON_MIRROR to its URL, then npm start again
  - Electron lies here:    set ELECTRON_OVERRIDE_DIST_PATH to the folder with its executable
  - Without a desktop:     npm run -s gateway -- run   collects and uploads just the same, in this terminal
`

function step(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
if (!step(process.execPath, [vite, 'build', '--logLevel', 'warn']))
  fail('The desktop app could not be built.')

const isProvided = (process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '') !== ''
// Ends at once when the binary is there already.
if (!isProvided && !step(process.execPath, [join(electronDir, 'install.js')])) fail(howToGoOn)

const app = spawn(process.execPath, [join(electronDir, 'cli.js'), root, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// Ctrl-C reaches the app itself; we only wait for it to finish its work.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => app.kill('SIGTERM'))
app.on('close', (code) => {
  process.exitCode = code ?? 1
})
