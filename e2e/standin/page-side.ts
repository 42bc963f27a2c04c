// Code that runs in the page. Every exported function is injected as text, so each is self-contained.
import type { makeBridge } from './bridge.ts'
import type { Codec } from './codec.ts'

export function mainWorld(makeBridgeHere: typeof makeBridge, token: string): void {
  if (window.parent !== window) return
  const b = makeBridgeHere(`${token}-page`, `${token}-preload`)
  b.on('expose', (m) => {
    const key = m['key'] as string
    if (key in window) {
      b.tell({ op: 'exposed', ok: false })
      return
    }
    Object.defineProperty(window, key, {
      value: b.unpack(m['w'], true),
      writable: false,
      configurable: false,
      enumerable: true,
    })
    b.tell({ op: 'exposed', ok: true })
  })
  // Electron asks the window-open handler before any window exists; CDP only tells afterwards. So ask here
  // and never let Chromium open one: window.open answers null, as in Electron when the app denies it.
  Object.defineProperty(window, 'open', {
    configurable: true,
    writable: true,
    value: (url = 'about:blank', frameName = '', features = '') => {
      b.tell({
        op: 'open',
        url: new URL(String(url), document.baseURI).href,
        frameName: String(frameName),
        features: String(features),
        disposition: features ? 'new-window' : 'foreground-tab',
      })
      return null
    },
  })
}

export type Preload = (
  require: (name: string) => unknown,
  process: object,
  exports: object,
  module: object,
  filename: string,
  dirname: string,
) => void
export interface PreloadConfig {
  token: string
  binding: string
  deliver: string
  filename: string
  dirname: string
  process: {
    type: string
    platform: string
    arch: string
    versions: Record<string, string>
    env: Record<string, string>
    argv: string[]
  }
}

export function preloadWorld(
  makeBridgeHere: typeof makeBridge,
  makeCodecHere: () => Codec,
  cfg: PreloadConfig,
  run: Preload | null,
): void {
  if (window.parent !== window) return
  const g = globalThis as unknown as Record<string, unknown>
  const codec = makeCodecHere()
  const native = g[cfg.binding] as (text: string) => void
  const toHost = (m: Record<string, unknown>): void => {
    native(JSON.stringify({ ...m, from: location.href }))
  }
  const b = makeBridgeHere(`${cfg.token}-preload`, `${cfg.token}-page`)

  class Emitter {
    l = new Map<unknown, { f: (...a: unknown[]) => void; once: boolean }[]>()
    on(n: unknown, f: (...a: unknown[]) => void): this {
      this.l.set(n, [...(this.l.get(n) ?? []), { f, once: false }])
      return this
    }
    once(n: unknown, f: (...a: unknown[]) => void): this {
      this.l.set(n, [...(this.l.get(n) ?? []), { f, once: true }])
      return this
    }
    off(n: unknown, f: (...a: unknown[]) => void): this {
      const a = [...(this.l.get(n) ?? [])]
      const i = a.findLastIndex((x) => x.f === f)
      if (i >= 0) a.splice(i, 1)
      this.l.set(n, a)
      return this
    }
    addListener(n: unknown, f: (...a: unknown[]) => void): this {
      return this.on(n, f)
    }
    removeListener(n: unknown, f: (...a: unknown[]) => void): this {
      return this.off(n, f)
    }
    removeAllListeners(n?: unknown): this {
      if (n === undefined) this.l.clear()
      else this.l.delete(n)
      return this
    }
    listenerCount(n: unknown): number {
      return this.l.get(n)?.length ?? 0
    }
    emit(n: unknown, ...a: unknown[]): boolean {
      const all = this.l.get(n) ?? []
      for (const x of all) {
        if (x.once) this.off(n, x.f)
        x.f(...a)
      }
      return all.length > 0
    }
  }

  const waiting = new Map<number, { resolve(v: unknown): void; reject(e: Error): void }>()
  let ids = 0
  const ipcRenderer = Object.assign(new Emitter(), {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const body = codec.encode(args)
        ids += 1
        waiting.set(ids, { resolve, reject })
        toHost({ op: 'invoke', id: ids, channel, body })
      }),
    send: (channel: string, ...args: unknown[]) => {
      toHost({ op: 'send', channel, body: codec.encode(args) })
    },
    sendSync: () => {
      throw new Error('[electron stand-in] ipcRenderer.sendSync is not modelled')
    },
    postMessage: () => {
      throw new Error('[electron stand-in] ipcRenderer.postMessage is not modelled')
    },
  })
  g[cfg.deliver] = (m: { op: string; id: number; channel: string; body?: string; error?: string }) => {
    if (m.op === 'push') {
      ipcRenderer.emit(
        m.channel,
        { sender: ipcRenderer, ports: [] },
        ...(codec.decode(m.body ?? '["a",0]') as unknown[]),
      )
      return
    }
    const w = waiting.get(m.id)
    waiting.delete(m.id)
    if (m.error !== undefined) w?.reject(new Error(`Error invoking remote method '${m.channel}': ${m.error}`))
    else w?.resolve(codec.decode(m.body ?? '["u"]'))
  }
  const contextBridge = {
    exposeInMainWorld: (key: string, value: unknown) => {
      let answer: boolean | undefined
      b.on('exposed', (m) => {
        answer = m['ok'] === true
      })
      b.tell({ op: 'expose', key, w: b.pack(value) })
      if (answer !== true)
        throw new Error(
          answer === false
            ? `Cannot bind an API on top of an existing property on the window object`
            : '[electron stand-in] the page world did not answer',
        )
    },
  }
  // New windows: window.open comes from the page world, links with a target or a modifier key are caught here.
  b.on('open', (m) => {
    toHost(m)
  })
  const onClick = (e: MouseEvent): void => {
    const a = e
      .composedPath()
      .find((n): n is HTMLAnchorElement => n instanceof HTMLAnchorElement && n.href !== '')
    if (!a || e.defaultPrevented || e.button > 1) return
    const background = e.ctrlKey || e.metaKey || e.button === 1
    if (
      !background &&
      !e.shiftKey &&
      (['', '_self', '_top', '_parent'].includes(a.target) || a.target in window.frames)
    )
      return
    e.preventDefault()
    toHost({
      op: 'open',
      url: a.href,
      frameName: a.target,
      features: '',
      disposition: background ? 'background-tab' : e.shiftKey ? 'new-window' : 'foreground-tab',
    })
  }
  window.addEventListener('click', onClick)
  window.addEventListener('auxclick', onClick)

  if (run === null) return
  // What a sandboxed preload may require: electron's renderer half, events, timers and url - nothing of Node.
  const modules: Record<string, unknown> = {
    electron: { contextBridge, ipcRenderer },
    events: Object.assign(Emitter, { EventEmitter: Emitter }),
    timers: { setTimeout, setInterval, clearTimeout, clearInterval },
    url: { URL, URLSearchParams },
  }
  for (const k of Object.keys(modules))
    modules[k === 'electron' ? 'electron/renderer' : `node:${k}`] = modules[k]
  const req = (name: string): unknown => {
    if (name in modules) return modules[name]
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  try {
    run(
      req,
      { ...cfg.process, sandboxed: true, contextIsolated: true, isMainFrame: true },
      module.exports,
      module,
      cfg.filename,
      cfg.dirname,
    )
  } catch (e) {
    console.error(`Unable to load preload script: ${cfg.filename}`)
    console.error(e)
    toHost({ op: 'preload-error', error: e instanceof Error ? `${e.name}: ${e.message}` : String(e) })
  }
}
