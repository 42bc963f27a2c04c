import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { Cdp } from './cdp.ts'
import { strict } from './strict.ts'

export class Preventable {
  defaultPrevented = false
  constructor(extra: object = {}) {
    Object.assign(this, extra)
  }
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

const switches = new Map<string, string>()
export const commandLine = strict(
  {
    appendSwitch: (k: string, v = '') => {
      switches.set(k, v)
    },
    appendArgument: () => undefined,
    hasSwitch: (k: string) => switches.has(k),
    getSwitchValue: (k: string) => switches.get(k) ?? '',
    removeSwitch: (k: string) => {
      switches.delete(k)
    },
  },
  'app.commandLine',
)

// Not Chromium's business: ours, Node's or Playwright's.
const notForChromium = /^(inspect.*|remote-debugging-.*|user-data-dir|require|headless|edge-skip.*)$/

interface Windows {
  all(): { close(): void; destroy(): void }[]
}
let windows: Windows = { all: () => [] }
export const setWindows = (w: Windows): void => {
  windows = w
}
let browser: Cdp | undefined
export function chromium(): Cdp {
  if (!browser) throw new Error('Cannot create BrowserWindow before app is ready')
  return browser
}

class App extends EventEmitter {
  commandLine = commandLine
  isPackaged = false
  name = 'electron'
  userAgentFallback = ''
  _root = process.cwd()
  _pkg: { name?: string; productName?: string; version?: string } = {}
  _paths = new Map<string, string>()
  _ready = false
  _resolveReady: (v: unknown) => void = () => undefined
  _whenReady = new Promise<unknown>((resolve) => {
    this._resolveReady = resolve
  })
  _quitting = false
  _lock: { file: string; socket: string } | undefined
  _pending: Promise<unknown>[] = []

  _configure(root: string): void {
    this._root = root
    if (existsSync(join(root, 'package.json')))
      this._pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as App['_pkg']
    this.name = this._pkg.productName ?? this._pkg.name ?? this.name
  }
  async _start(): Promise<void> {
    if (this._quitting) return // quit before ready: no browser at all
    const args = [...switches]
      .filter(([k]) => !notForChromium.test(k))
      .map(([k, v]) => (v ? `--${k}=${v}` : `--${k}`))
    if (!process.env['STANDIN_HEADED']) args.push('--headless=new')
    if (process.getuid?.() === 0) args.push('--no-sandbox')
    const profile = join(this.getPath('userData'), 'standin-chromium')
    mkdirSync(profile, { recursive: true })
    // Electron lets file:// pages load file:// modules (fuse grantFileProtocolExtraPrivileges); Chromium wants to be asked.
    browser = new Cdp(process.env['STANDIN_CHROMIUM'] ?? '/usr/bin/chromium', [
      ...args,
      '--allow-file-access-from-files',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-startup-window',
      `--remote-debugging-port=${commandLine.getSwitchValue('remote-debugging-port') || '0'}`,
      `--user-data-dir=${profile}`,
    ])
    browser.on('exit', () => {
      if (!this._quitting) {
        process.stderr.write('[electron stand-in] Chromium ended unexpectedly\n')
        process.exit(70)
      }
    })
    const { product } = await browser.send('Browser.getVersion')
    await browser.send('Target.setDiscoverTargets', { discover: true })
    ;(process.versions as Record<string, string>)['chrome'] = String(product).split('/')[1] ?? ''
    this._ready = true
    this.emit('ready', new Preventable(), {})
    this._resolveReady(undefined)
  }
  whenReady(): Promise<unknown> {
    return this._whenReady
  }
  isReady(): boolean {
    return this._ready
  }
  getName(): string {
    return this.name
  }
  getVersion(): string {
    return this._pkg.version ?? '0.0.0'
  }
  getAppPath(): string {
    return this._root
  }
  getLocale(): string {
    return 'en-US'
  }
  getPreferredSystemLanguages(): string[] {
    return ['en-US']
  }
  getPath(name: string): string {
    const set = this._paths.get(name)
    if (set) return set
    const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
    switch (name) {
      case 'home':
        return homedir()
      case 'appData':
        return config
      case 'userData':
        return commandLine.getSwitchValue('user-data-dir') || join(config, this.name)
      case 'sessionData':
        return this.getPath('userData')
      case 'logs':
        return join(this.getPath('userData'), 'logs')
      case 'crashDumps':
        return join(this.getPath('userData'), 'Crashpad')
      case 'temp':
        return tmpdir()
      case 'exe':
      case 'module':
        return process.execPath
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'music':
      case 'pictures':
      case 'videos':
        return join(homedir(), name[0]?.toUpperCase() + name.slice(1))
      default:
        throw new Error(`Failed to get '${name}' path`)
    }
  }

  requestSingleInstanceLock(data: unknown = {}): boolean {
    if (this._lock) return true
    const dir = this.getPath('userData')
    mkdirSync(dir, { recursive: true })
    const file = join(dir, 'standin.lock')
    const socket = join(tmpdir(), `standin-${createHash('sha1').update(dir).digest('hex').slice(0, 16)}.sock`)
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        writeFileSync(file, String(process.pid), { flag: 'wx' })
        break
      } catch {
        const pid = Number(readFileSync(file, 'utf8'))
        let alive = true
        try {
          process.kill(pid, 0)
        } catch {
          alive = false
        }
        if (alive) {
          this._pending.push(
            new Promise((resolve) => {
              const c = createConnection(socket, () => {
                c.end(JSON.stringify({ argv: process.argv, cwd: process.cwd(), data }))
              })
              c.on('close', resolve)
              c.on('error', resolve)
            }),
          )
          return false
        }
        rmSync(file, { force: true })
      }
    }
    rmSync(socket, { force: true })
    createServer((c) => {
      let text = ''
      c.on('data', (d: Buffer) => {
        text += d.toString()
      })
      c.on('end', () => {
        const m = JSON.parse(text) as { argv: string[]; cwd: string; data: unknown }
        void this.whenReady().then(() =>
          this.emit('second-instance', new Preventable(), m.argv, m.cwd, m.data),
        )
      })
    })
      .listen(socket)
      .unref()
    this._lock = { file, socket }
    return true
  }
  releaseSingleInstanceLock(): void {
    if (this._lock) {
      rmSync(this._lock.file, { force: true })
      rmSync(this._lock.socket, { force: true })
      this._lock = undefined
    }
  }

  quit(): void {
    if (this._quitting) return
    const e = new Preventable()
    this.emit('before-quit', e)
    if (e.defaultPrevented) return
    this._quitting = true
    for (const w of windows.all()) w.close()
    this._afterWindowClosed()
  }
  /** A window refused to close: the quit is off. */
  _quitRefused(): void {
    this._quitting = false
  }
  _afterWindowClosed(): void {
    if (windows.all().length > 0) return
    if (!this._quitting) {
      if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
      else this.quit()
      return
    }
    const e = new Preventable()
    this.emit('will-quit', e)
    if (e.defaultPrevented) {
      this._quitting = false
      return
    }
    this.exit(0)
  }
  exit(code = 0): void {
    this._quitting = true
    const finish = async (): Promise<void> => {
      await Promise.all(this._pending)
      this.emit('quit', new Preventable(), code)
      await browser?.close()
      this.releaseSingleInstanceLock()
      process.exit(code)
    }
    finish().catch((e: unknown) => {
      console.error(e)
      process.exit(71)
    })
  }
}

export const rawApp = new App()
export const app = strict(rawApp, 'app')
