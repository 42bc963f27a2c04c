// Plays the Electron executable: reads its command line, puts the stand-in behind the name 'electron',
// opens the Node inspector (Playwright's way into the main process), runs the app's own main script.
import { existsSync, readFileSync, statSync } from 'node:fs'
import inspector from 'node:inspector'
import { createRequire, registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { commandLine, rawApp } from './app.ts'

const here = import.meta.dirname
const args = process.argv.slice(2)
const requires: string[] = []
let appArg: string | undefined
for (let i = 0; i < args.length; i++) {
  const a = args[i] ?? ''
  if (a === '-r' || a === '--require') {
    requires.push(args[++i] ?? '')
    continue
  }
  if (a.startsWith('--')) {
    const m = /^--([^=]+)=?(.*)$/s.exec(a)
    if (m?.[1]) commandLine.appendSwitch(m[1], m[2] ?? '')
  } else appArg ??= a
}
const electronPackage = (() => {
  try {
    return createRequire(join(process.cwd(), 'x.js'))('electron/package.json') as { version: string }
  } catch {
    return { version: '0.0.0' }
  }
})()
if (commandLine.hasSwitch('version')) {
  process.stdout.write(`v${electronPackage.version}\n`)
  process.exit(0)
}
if (appArg === undefined) {
  process.stderr.write('usage: electron [options] <app folder or main script>\n')
  process.exit(64)
}

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/main|\/common)?$/.test(specifier)
      ? {
          url: pathToFileURL(join(here, 'electron.ts')).href,
          format: 'module-typescript',
          shortCircuit: true,
        }
      : next(specifier, context),
})
Object.defineProperty(process, 'type', { value: 'browser' })
Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: electronPackage.version, chrome: '' },
})
Object.defineProperty(process, 'defaultApp', { value: true })
Object.defineProperty(process, 'resourcesPath', { value: join(here, 'dist', 'resources') })
process.argv = [join(here, 'dist', 'electron'), ...args]

if (commandLine.hasSwitch('inspect'))
  inspector.open(Number(commandLine.getSwitchValue('inspect').split(':').pop() || 9229), '127.0.0.1')
for (const r of requires) createRequire(join(process.cwd(), 'x.js'))(resolve(r))

const path = resolve(appArg)
let root = path
let main = path
if (statSync(path).isDirectory())
  main = resolve(
    path,
    (JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { main?: string }).main ?? 'index.js',
  )
else root = dirname(path)
if (!existsSync(main)) {
  process.stderr.write(`Cannot find module ${main}: build the app first\n`)
  process.exit(1)
}
rawApp._configure(root)
await import(pathToFileURL(main).href)
// As in Electron: until the main module has ended, signals are its own business.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    rawApp.quit()
  })
await rawApp._start()
