import { EventEmitter } from 'node:events'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileFunction } from 'node:vm'
import { chromium, Preventable, rawApp, setWindows } from './app.ts'
import type { Params } from './cdp.ts'
import { makeCodec } from './codec.ts'
import { followDownloads } from './downloads.ts'
import { invoke, ipcMain, makeIpc } from './ipc.ts'
import { mainWorld, makeBridge, preloadWorld } from './page-side.ts'
import { defaultSession, headersReceived, type Session } from './session.ts'
import { strict } from './strict.ts'

const codec = makeCodec()
const WORLD = 'Electron Isolated Context'
// esbuild/Node keep no helper names in these functions, so their text is complete.
const text = (f: (...a: never[]) => unknown): string => `(${f.toString()})`
type OpenHandler = (details: {
  url: string
  frameName: string
  features: string
  disposition: string
  referrer: object
}) => { action: 'allow' | 'deny'; overrideBrowserWindowOptions?: Params }

const allContents = new Map<number, WebContents>()
let contentsIds = 0

class WebContents extends EventEmitter {
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
  zoomFactor = 1
  _prefs: Params
  _owner: BrowserWindow
  _targetId = ''
  _session = ''
  _world: string | undefined
  _url = ''
  _title = ''
  _asked = ''
  _loading = false
  _destroyed = false
  _token = randomBytes(12).toString('hex')
  _hostNavigations = new Set<string>()
  _rendererNavigations = new Map<string, string>()
  _open: OpenHandler = () => ({ action: 'allow' })
  _attached: Promise<void>
  _load: { resolve(): void; reject(e: Error): void } | undefined

  constructor(owner: BrowserWindow, prefs: Params, width: number, height: number) {
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
      if (x.name === WORLD && x.auxData.frameId === this._targetId) this._world = x.uniqueId
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
      this._paused(p).catch(() => undefined)
    })
    this._on('Page.frameStartedLoading', (p) => {
      if (p['frameId'] !== this._targetId || this._loading) return
      this._loading = true
      this.emit('did-start-loading')
      this.emit('did-start-navigation', new Preventable({ isMainFrame: true, isSameDocument: false }))
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

    let preload = 'null'
    const file = this._prefs['preload'] as string | undefined
    if (file !== undefined) {
      try {
        const source = readFileSync(file, 'utf8')
        compileFunction(source, ['require', 'process', 'exports', 'module', '__filename', '__dirname'], {
          filename: file,
        })
        preload = `function (require, process, exports, module, __filename, __dirname) {\n${source}\n}`
      } catch (e) {
        console.error(`Unable to load preload script: ${file}`, e)
        this.emit('preload-error', new Preventable(), file, e)
      }
    }
    const config = {
      token: this._token,
      binding,
      deliver,
      filename: file ?? '',
      dirname: file ? dirname(file) : '',
      process: {
        type: 'renderer',
        platform: process.platform,
        arch: process.arch,
        versions: { ...process.versions },
        env: { ...process.env },
        argv: [],
      },
    }
    await Promise.all(
      [
        ['Page.enable'],
        ['Runtime.enable'],
        ['Runtime.addBinding', { name: binding, executionContextName: WORLD }],
        [
          'Page.addScriptToEvaluateOnNewDocument',
          { source: `${text(mainWorld)}(${text(makeBridge)}, ${JSON.stringify(this._token)})` },
        ],
        [
          'Page.addScriptToEvaluateOnNewDocument',
          {
            worldName: WORLD,
            source: `${text(preloadWorld)}(${text(makeBridge)}, ${text(makeCodec)}, ${JSON.stringify(config)}, ${preload})`,
          },
        ],
        [
          'Fetch.enable',
          {
            patterns: [
              { resourceType: 'Document', requestStage: 'Request' },
              { resourceType: 'Document', requestStage: 'Response' },
            ],
          },
        ],
      ].map(([m, p]) => this._cdp(m as string, p as Params)),
    )
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

  /** Documents pause here twice: before the request (will-navigate) and at the response (onHeadersReceived). */
  async _paused(p: Params): Promise<void> {
    const requestId = p['requestId'] as string
    const frameId = p['frameId'] as string
    const url = (p['request'] as { url: string }).url
    const isMainFrame = frameId === this._targetId
    if (p['responseStatusCode'] === undefined && p['responseErrorReason'] === undefined) {
      if (this._rendererNavigations.get(frameId) === url) {
        this._rendererNavigations.delete(frameId)
        const e = new Preventable({
          url,
          isMainFrame,
          isSameDocument: false,
          frame: this.mainFrame,
          initiator: this.mainFrame,
        })
        this.emit('will-frame-navigate', e)
        if (isMainFrame && !e.defaultPrevented) this.emit('will-navigate', e, url, false, true)
        if (e.defaultPrevented) {
          await this._cdp('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
          return
        }
      }
      await this._cdp('Fetch.continueRequest', { requestId })
      return
    }
    if (p['responseErrorReason'] !== undefined) {
      await this._cdp('Fetch.continueRequest', { requestId })
      return
    }
    const change = await headersReceived(this.session, {
      id: 0,
      url,
      method: 'GET',
      resourceType: isMainFrame ? 'mainFrame' : 'subFrame',
      statusCode: p['responseStatusCode'] as number,
      webContentsId: this.id,
      responseHeaders: p['responseHeaders'] as { name: string; value: string }[] | undefined,
    })
    if (change === 'cancel')
      await this._cdp('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
    else if (change)
      await this._cdp('Fetch.continueResponse', {
        requestId,
        responseCode: p['responseStatusCode'],
        responseHeaders: change,
      })
    else await this._cdp('Fetch.continueRequest', { requestId })
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
    const w = new BrowserWindow({ ...answer.overrideBrowserWindowOptions })
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
  loadFile(
    path: string,
    o: { query?: Record<string, string>; search?: string; hash?: string } = {},
  ): Promise<void> {
    const u = pathToFileURL(resolve(rawApp.getAppPath(), path))
    if (o.query) u.search = new URLSearchParams(o.query).toString()
    if (o.search) u.search = o.search
    if (o.hash) u.hash = o.hash
    return this.loadURL(u.href)
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
  async capturePage(): Promise<{ toPNG(): Buffer }> {
    const r = await this._cdp('Page.captureScreenshot')
    return strict({ toPNG: () => Buffer.from(r['data'] as string, 'base64') }, 'NativeImage')
  }
  getURL(): string {
    return this._url
  }
  getTitle(): string {
    return this._title
  }
  isLoading(): boolean {
    return this._loading
  }
  isDestroyed(): boolean {
    return this._destroyed
  }
  isDevToolsOpened(): boolean {
    return false
  }
  openDevTools(): void {
    /* Playwright is the inspector here */
  }
  closeDevTools(): void {
    /* likewise */
  }
  toggleDevTools(): void {
    /* likewise */
  }
  forcefullyCrashRenderer(): void {
    this._cdp('Page.crash').catch(() => undefined)
  }
  isCrashed(): boolean {
    return false
  }
  getLastWebPreferences(): Params {
    return { ...this._prefs }
  }
  setWindowOpenHandler(f: OpenHandler): void {
    this._open = f
  }
  setZoomFactor(f: number): void {
    this.zoomFactor = f
  }
  getZoomFactor(): number {
    return this.zoomFactor
  }
  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve()
  }
  setBackgroundThrottling(): void {
    /* never throttled here */
  }
  setAudioMuted(): void {
    /* no sound */
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
    getFocusedWebContents: () =>
      [...allContents.values()].find((c) => c._owner._focused)?._owner.webContents ?? null,
  },
  'webContents',
)

const open = new Map<number, BrowserWindow>()
let windowIds = 0
setWindows({ all: () => [...open.values()] })
rawApp.once('ready', () => {
  const contentsOf = (frameId: string): WebContents | undefined =>
    [...allContents.values()].find((c) => c._targetId === frameId)?._owner.webContents
  void followDownloads(chromium(), join(rawApp.getPath('userData'), 'standin-downloads'), contentsOf)
})

interface Rect {
  x: number
  y: number
  width: number
  height: number
}
export class BrowserWindow extends EventEmitter {
  id = ++windowIds
  webContents: WebContents
  _options: Params
  _bounds: Rect
  _title: string
  _visible: boolean
  _focused = false
  _state: 'normal' | 'minimized' | 'maximized' | 'fullscreen' = 'normal'
  _readyToShow = false
  _closed = false
  _raw: WebContents

  constructor(options: Params = {}) {
    super()
    chromium() // throws before ready, as Electron does
    this._options = options
    this._bounds = {
      x: Number(options['x'] ?? 0),
      y: Number(options['y'] ?? 0),
      width: Number(options['width'] ?? 800),
      height: Number(options['height'] ?? 600),
    }
    this._title = String(options['title'] ?? rawApp.getName())
    this._visible = options['show'] !== false
    this._raw = new WebContents(
      this,
      (options['webPreferences'] ?? {}) as Params,
      this._bounds.width,
      this._bounds.height,
    )
    this.webContents = strict(this._raw, 'webContents')
    const self = strict(this, 'BrowserWindow') as this
    open.set(this.id, self)
    rawApp.emit('browser-window-created', new Preventable(), self)
    rawApp.emit('web-contents-created', new Preventable(), this.webContents)
    return self
  }
  static getAllWindows(): BrowserWindow[] {
    return [...open.values()]
  }
  static getFocusedWindow(): BrowserWindow | null {
    return [...open.values()].find((w) => w._focused) ?? null
  }
  static fromId(id: number): BrowserWindow | null {
    return open.get(id) ?? null
  }
  static fromWebContents(c: WebContents): BrowserWindow | null {
    return open.get(c._owner.id) ?? null
  }

  _shown(): void {
    if (!this._readyToShow) {
      this._readyToShow = true
      this.emit('ready-to-show')
    }
  }
  _gone(): void {
    if (this._closed) return
    this._closed = true
    open.delete(this.id)
    this.emit('closed')
    rawApp._afterWindowClosed()
  }
  _state_(s: BrowserWindow['_state'], event: string): void {
    if (this._state !== s) {
      this._state = s
      this.emit(event)
    }
  }

  loadFile(path: string, o?: { query?: Record<string, string> }): Promise<void> {
    return this._raw.loadFile(path, o)
  }
  loadURL(url: string): Promise<void> {
    return this._raw.loadURL(url)
  }
  close(): void {
    if (this._closed) return
    const e = new Preventable()
    this.emit('close', e)
    if (e.defaultPrevented) {
      rawApp._quitRefused()
      return
    }
    void this._raw._attached.then(() => {
      this._raw.close()
    })
  }
  destroy(): void {
    void this._raw._attached
      .then(() => chromium().send('Target.closeTarget', { targetId: this._raw._targetId }))
      .catch(() => undefined)
  }
  isDestroyed(): boolean {
    return this._closed
  }
  show(): void {
    if (!this._visible) {
      this._visible = true
      this.emit('show')
    }
    this.focus()
  }
  showInactive(): void {
    this._visible = true
    this.emit('show')
  }
  hide(): void {
    if (this._visible) {
      this._visible = false
      this.emit('hide')
    }
  }
  isVisible(): boolean {
    return this._visible
  }
  focus(): void {
    if (!this._focused) {
      for (const w of open.values()) if (w._focused) w.blur()
      this._focused = true
      this.emit('focus')
      rawApp.emit('browser-window-focus', new Preventable(), this)
    }
  }
  blur(): void {
    if (this._focused) {
      this._focused = false
      this.emit('blur')
    }
  }
  isFocused(): boolean {
    return this._focused
  }
  minimize(): void {
    this._state_('minimized', 'minimize')
  }
  maximize(): void {
    this._state_('maximized', 'maximize')
  }
  unmaximize(): void {
    this._state_('normal', 'unmaximize')
  }
  restore(): void {
    this._state_('normal', 'restore')
  }
  setFullScreen(on: boolean): void {
    this._state_(on ? 'fullscreen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen')
  }
  isMinimized(): boolean {
    return this._state === 'minimized'
  }
  isMaximized(): boolean {
    return this._state === 'maximized'
  }
  isFullScreen(): boolean {
    return this._state === 'fullscreen'
  }
  getBounds(): Rect {
    return { ...this._bounds }
  }
  getNormalBounds(): Rect {
    return { ...this._bounds }
  }
  getSize(): number[] {
    return [this._bounds.width, this._bounds.height]
  }
  getContentSize(): number[] {
    return this.getSize()
  }
  setBounds(b: Partial<Rect>): void {
    this._bounds = { ...this._bounds, ...b }
    void this._resize()
    this.emit('resize')
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }
  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height })
  }
  async _resize(): Promise<void> {
    await this._raw._attached
    const { windowId } = await chromium().send('Browser.getWindowForTarget', {
      targetId: this._raw._targetId,
    })
    await chromium().send('Browser.setContentsSize', {
      windowId,
      width: this._bounds.width,
      height: this._bounds.height,
    })
  }
  center(): void {
    /* no screen */
  }
  getTitle(): string {
    return this._title
  }
  setTitle(t: string): void {
    this._title = t
  }
  setMinimumSize(): void {
    /* not enforced */
  }
  setMenu(): void {
    /* not drawn */
  }
  removeMenu(): void {
    /* not drawn */
  }
  setMenuBarVisibility(): void {
    /* not drawn */
  }
  setAutoHideMenuBar(): void {
    /* not drawn */
  }
  setIcon(): void {
    /* not drawn */
  }
  setBackgroundColor(): void {
    /* not drawn */
  }
  setProgressBar(): void {
    /* not drawn */
  }
  flashFrame(): void {
    /* not drawn */
  }
  setAlwaysOnTop(): void {
    /* not drawn */
  }
}
