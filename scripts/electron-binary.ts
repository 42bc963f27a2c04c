import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

export const root: string = join(import.meta.dirname, '..')
const electronDir = join(root, 'node_modules', 'electron')
export const electronCli: string = join(electronDir, 'cli.js')
export const electronVite: string = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')

const howToGoOn = `
Electron's binary could not be fetched (the reason is above). The desktop app needs it; nothing else does.
  - Behind a proxy:        set HTTPS_PROXY, then try again
  - With a mirror:         set ELECTRON_MIRROR to its URL, then try again
  - Electron lies here:    set ELECTRON_OVERRIDE_DIST_PATH to the folder with its executable
  - Without a desktop:     npm run -s gateway -- run --serve 8080   collects just the same; the interface is at
                           http://127.0.0.1:8080 in a browser
`

export function step(args: readonly string[]): boolean {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0
}

export function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/**
 * Electron's package holds no binary: it is fetched on first use, so that nothing else (installation, tests, the
 * command line) needs it. Ends the process with what to do where that fails.
 */
export function provideElectron(): void {
  const isProvided = (process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '') !== ''
  // Ends at once when the binary is there already.
  if (!isProvided && !step([join(electronDir, 'install.js')])) fail(howToGoOn)
}

/** Runs a program of Node to its end, and ends as it does; what to do is said where it failed. */
export function runToTheEnd(args: readonly string[], whereItFails = ''): void {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  // Ctrl-C reaches it by itself; we only wait for it to finish its work.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('close', (code) => {
    process.exitCode = code ?? 1
    if (code !== 0) process.stderr.write(whereItFails)
  })
}
