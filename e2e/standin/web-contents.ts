import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { chromium, Preventable } from './app.ts'
import type { Params } from './cdp.ts'
import { makeCodec } from './codec.ts'
import { injectedScripts, world } from './injected.ts'
import { invoke, ipcMain, makeIpc } from './ipc.ts'
import { paused } from './navigation.ts'
import { defaultSession, type Session } from './session.ts'
import { strict } from './strict.ts'

const codec = makeCodec()
type OpenHandler = (details: {
  url: string
  frameName: string
  features: string
  disposition: string
  referrer: object
}) => { action: 'allow' | 'deny'; overrideBrowserWindowOptions?: Params }

export const allContents = new Map<number, WebContents>()
let contentsIds = 0

/** The window around a page. */
export interface Owner {
  webContents: WebContents
  _shown(): void
  _gone(): void
  _another(options: Params): Owner
  loadURL(url: string): Promise<void>
}

export class WebContents extends EventEmitter {
  id = ++contentsIds
  session: Session = defaultSession
  ipc = makeIpc('webContents.ipc')
  mainFrame: {
    url: string
    origin: string
    frameTreeNodeId: number
    processId: number
    routingId: number
    parent: null
    top: unknown
    ipc: ReturnType<typeof makeIpc>
    isDestroyed(): boolean
    send(channel: string, ...args: unknown[]): void
  }
  _prefs: Params
  _owner: Owner
  _targetId = ''
  _session = ''
  _world: string | undefined
  _url = ''
  _asked = ''
  _loading = false
  _destroyed = false
  _token = randomBytes(12).toString('hex')
  _rendererNavigations = new Map<string, string>()
  _open: OpenHandler = () => ({ action: 'allow' })
  _attached: Promise<void>
  _load: { resolve(): void; reject(e: Error): void } | undefined

  constructor(owner: Owner, prefs: Params, width: number, height: number) {
    super()
    this._owner = owner
    this._prefs = {
      nodeIntegration: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      ...prefs,
    }
    for (const [k, want] of [
      ['contextIsolation', true],
      ['sandbox', true],
      ['nodeIntegration', false],
      ['webSecurity', true],
    ] as const)
      if (this._prefs[k] !== want) throw new Error(`[electron stand-in] webPreferences.${k} must be ${want}`)
    const frame = {
      url: '',
      origin: '',
      frameTreeNodeId: this.id,
      processId: this.id,
      routingId: 1,
      parent: null,
      top: undefined as unknown,
      ipc: makeIpc('webFrameMain.ipc'),
      isDestroyed: () => this._destroyed,
      send: (c: string, ...a: unknown[]) => {
        this.send(c, ...a)
      },
    }
    frame.top = frame
    this.mainFrame = strict(frame, 'webFrameMain')
    allContents.set(this.id, this)
    this._attached = this._attach(width, height)
    this._attached.catch((e: unknown) => {
      if (!this._destroyed) throw e
    })
  }

  _cdp(method: string, params: Params = {}): Promise<Params> {
    return chromium().send(method, params, this._session)
  }
  _on(method: string, f: (p: Params) => void): void {
    chromium().on(`${this._session} ${method}`, f)
  }

  async _attach(width: number, height: number): Promise<void> {
    const c = chromium()
    this._targetId = (
      await c.send('Target.createTarget', { url: 'about:blank', newWindow: true, width, height })
    )['targetId'] as string
    this._session = (await c.send('Target.attachToTarget', { targetId: this._targetId, flatten: true }))[
      'sessionId'
    ] as string
    this._on('Page.windowOpen', (p) => {
      this._asked = p['url'] as string
    })
    c.on('Target.targetCreated', (p: Params) => {
      // the net under the click handler: a form with a target, a middle click in a frame...
      const t = p['targetInfo'] as { targetId: string; openerId?: string; openerFrameId?: string }
      if (t.openerId !== this._targetId && t.openerFrameId !== this._targetId) return
      void c.send('Target.closeTarget', { targetId: t.targetId }).catch(() => undefined)
      this._opened({ url: this._asked, frameName: '', features: '', disposition: 'foreground-tab' })
    })
    c.on('Target.targetDestroyed', (p: Params) => {
      if (p['targetId'] === this._targetId) this._gone()
    })
    const binding = `standinSend${this._token}`
    const deliver = `standinDeliver${this._token}`
    this._on('Runtime.executionContextCreated', (p) => {
      const x = p['context'] as { name: string; uniqueId: string; auxData: { frameId: string } }
      if (x.name === world && x.auxData.frameId === this._targetId) this._world = x.uniqueId
    })
    this._on('Runtime.executionContextsCleared', () => {
      this._world = undefined
    })
    this._on('Runtime.bindingCalled', (p) => {
      if (p['name'] === binding)
        this._fromPage(JSON.parse(p['payload'] as string) as Record<string, unknown>, this._world, deliver)
    })
    this._on('Runtime.consoleAPICalled', (p) => {
      this.emit(
        'console-message',
        new Preventable({
          level: p['type'],
          message: (p['args'] as { value?: unknown; description?: string }[])
            .map((a) => String(a.value ?? a.description))
            .join(' '),
        }),
      )
    })
    this._on('Page.frameRequestedNavigation', (p) => {
      if (p['disposition'] === 'currentTab')
        this._rendererNavigations.set(p['frameId'] as string, p['url'] as string)
    })
    this._on('Fetch.requestPaused', (p) => {
      paused(this, p).catch(() => undefined)
    })
    this._on('Page.frameStartedLoading', (p) => {
      if (p['frameId'] !== this._targetId || this._loading) return
      this._loading = true
      this.emit('did-start-loading')
    })
    this._on('Page.frameStartedNavigating', (p) => {
      if (p['frameId'] !== this._targetId) return
      const isSameDocument = /^(historyS|s)ameDocument$/.test(p['navigationType'] as string)
      this.emit('did-start-navigation', new Preventable({ isMainFrame: true, isSameDocument }))
    })
    this._on('Page.frameStoppedLoading', (p) => {
      // One within the document has no load event.
      if (p['frameId'] === this._targetId) this._loading = false
    })
    this._on('Page.frameNavigated', (p) => {
      const f = p['frame'] as {
        id: string
        parentId?: string
        url: string
        urlFragment?: string
        unreachableUrl?: string
        securityOrigin: string
      }
      if (f.parentId !== undefined) return
      this._setUrl(f.unreachableUrl ?? f.url + (f.urlFragment ?? ''))
      this.emit('did-navigate', new Preventable(), this._url, f.unreachableUrl ? -1 : 200, '')
    })
    this._on('Page.navigatedWithinDocument', (p) => {
      if (p['frameId'] === this._targetId) {
        this._setUrl(p['url'] as string)
        this.emit('did-navigate-in-page', new Preventable(), this._url, true)
      }
    })
    this._on('Page.domContentEventFired', () => {
      if (this._url !== '') this.emit('dom-ready', new Preventable())
    })
    this._on('Page.loadEventFired', () => {
      if (this._url === '') return
      this._loading = false
      this.emit('did-stop-loading')
      this.emit('did-finish-load')
      this._load?.resolve()
      this._load = undefined
      this._owner._shown()
    })
    this._on('Inspector.targetCrashed', () => {
      this.emit('render-process-gone', new Preventable(), { reason: 'crashed', exitCode: 1 })
    })

    const scripts = injectedScripts(this._prefs['preload'] as string | undefined, {
      token: this._token,
      binding,
      deliver,
    })
    const documents = (stage: string): object => ({ resourceType: 'Document', requestStage: stage })
    await Promise.all([
      this._cdp('Page.enable'),
      this._cdp('Runtime.enable'),
      this._cdp('Runtime.addBinding', { name: binding, executionContextName: world }),
      this._cdp('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page }),
      this._cdp('Page.addScriptToEvaluateOnNewDocument', { worldName: world, source: scripts.preload }),
      this._cdp('Fetch.enable', { patterns: [documents('Request'), documents('Response')] }),
    ])
    const { windowId } = await c.send('Browser.getWindowForTarget', { targetId: this._targetId })
    await c.send('Browser.setContentsSize', { windowId, width, height })
    await this.session._applyPermissions(this)
  }

  _setUrl(url: string): void {
    this._url = url
    this.mainFrame.url = url
    try {
      const u = new URL(url)
      this.mainFrame.origin = u.protocol === 'file:' ? 'file://' : u.origin
    } catch {
      this.mainFrame.origin = 'null'
    }
  }

  _fromPage(m: Record<string, unknown>, world: string | undefined, deliver: string): void {
    const op = m['op'] as string
    const channel = m['channel'] as string
    // The address as the document itself knows it (location cannot be forged by the page); CDP's
    // frameNavigated may come after the first message of a preload.
    const url = m['from'] as string
    if (url.split('#')[0] !== this._url.split('#')[0]) this._setUrl(url)
    if (op === 'preload-error') {
      console.error(`Unable to load preload script: ${String(this._prefs['preload'])}\n${String(m['error'])}`)
      this.emit('preload-error', new Preventable(), this._prefs['preload'], new Error(String(m['error'])))
      return
    }
    if (op === 'open') {
      this._opened(m)
      return
    }
    const frame = strict({ ...this.mainFrame, url, isDestroyed: () => this._destroyed }, 'senderFrame')
    const event = strict(
      new Preventable({
        type: 'frame',
        sender: this._owner.webContents,
        senderFrame: frame,
        frameId: 1,
        processId: this.id,
        ports: [],
        reply: (c: string, ...a: unknown[]) => {
          this.send(c, ...a)
        },
      }),
      'ipc event',
    )
    const args = codec.decode(m['body'] as string) as unknown[]
    const targets = [this.mainFrame.ipc, this.ipc, ipcMain]
    if (op === 'send') {
      this.emit('ipc-message', event, channel, ...args)
      for (const t of targets) t.emit(channel, event, ...args)
      return
    }
    void invoke(targets, channel, event, args, (v) => codec.encode(v)).then((answer) => {
      this._deliver(world, deliver, { op: 'answer', id: m['id'], channel, ...answer })
    })
  }
  _deliver(world: string | undefined, name: string, m: Params): void {
    if (world === undefined || this._destroyed) return // no document to hear it: lost, as in Electron
    this._cdp('Runtime.evaluate', {
      uniqueContextId: world,
      expression: `${name}(${JSON.stringify(m)})`,
      silent: false,
    }).then(
      (r) => {
        const x = r['exceptionDetails'] as { exception?: { description?: string } } | undefined
        if (x) console.error('[electron stand-in] error in a preload listener:', x.exception?.description)
      },
      () => undefined,
    )
  }
  _opened(m: Record<string, unknown>): void {
    const details = {
      url: m['url'] as string,
      frameName: m['frameName'] as string,
      features: m['features'] as string,
      disposition: m['disposition'] as string,
      referrer: { url: '', policy: 'default' },
    }
    const answer = this._open(details)
    if (answer.action === 'deny') return
    const w = this._owner._another({ ...answer.overrideBrowserWindowOptions })
    this.emit('did-create-window', w, details)
    w.loadURL(details.url).catch(() => undefined)
  }
  _gone(): void {
    if (this._destroyed) return
    this._destroyed = true
    allContents.delete(this.id)
    this._load?.reject(new Error('Object has been destroyed'))
    this.emit('destroyed')
    this._owner._gone()
  }

  send(channel: string, ...args: unknown[]): void {
    if (this._destroyed) throw new TypeError('Object has been destroyed')
    let body: string
    try {
      body = codec.encode(args)
    } catch {
      throw new Error('Failed to serialize arguments')
    }
    this._deliver(this._world, `standinDeliver${this._token}`, { op: 'push', channel, body })
  }
  async loadURL(url: string): Promise<void> {
    await this._attached
    this._load?.reject(new Error(`ERR_ABORTED (-3) loading '${url}'`))
    const loaded = new Promise<void>((res, rej) => {
      this._load = { resolve: res, reject: rej }
    })
    loaded.catch(() => undefined)
    const { errorText } = await this._cdp('Page.navigate', { url })
    if (typeof errorText === 'string') {
      const code = errorText.replace('net::', '')
      this._load = undefined
      this.emit('did-fail-load', new Preventable(), -2, code, url, true)
      throw Object.assign(new Error(`${code} loading '${url}'`), { code, url })
    }
    await loaded
  }
  async executeJavaScript(code: string): Promise<unknown> {
    await this._attached
    const r = await this._cdp('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    })
    const x = r['exceptionDetails'] as { exception?: { description?: string } } | undefined
    if (x) throw new Error(x.exception?.description ?? 'Script failed to execute')
    return (r['result'] as { value?: unknown }).value
  }
  getURL(): string {
    return this._url
  }
  isDestroyed(): boolean {
    return this._destroyed
  }
  forcefullyCrashRenderer(): void {
    this._cdp('Page.crash').catch(() => undefined)
  }
  getLastWebPreferences(): Params {
    return { ...this._prefs }
  }
  setWindowOpenHandler(f: OpenHandler): void {
    this._open = f
  }
  reload(): void {
    void this._cdp('Page.reload').catch(() => undefined)
  }
  close(): void {
    this._cdp('Page.close').catch(() => undefined)
  }
}

export const webContents = strict(
  {
    getAllWebContents: () => [...allContents.values()].map((c) => c._owner.webContents),
    fromId: (id: number) => allContents.get(id)?._owner.webContents,
    fromDevToolsTargetId: (id: string) =>
      [...allContents.values()].find((c) => c._targetId === id)?._owner.webContents,
  },
  'webContents',
)
