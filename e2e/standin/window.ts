import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { chromium, Preventable, rawApp, setWindows } from './app.ts'
import type { Params } from './cdp.ts'
import { followDownloads } from './downloads.ts'
import { strict } from './strict.ts'
import { allContents, WebContents } from './web-contents.ts'

const open = new Map<number, BrowserWindow>()
let windowIds = 0
setWindows({ all: () => [...open.values()] })
// Electron has no windows before.
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
  static fromWebContents(c: WebContents): BrowserWindow | null {
    return [...open.values()].find((w) => w._raw.id === c.id) ?? null
  }

  _shown(): void {
    if (!this._readyToShow) {
      this._readyToShow = true
      this.emit('ready-to-show')
    }
  }
  _another(options: Params): BrowserWindow {
    return new BrowserWindow(options)
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
  restore(): void {
    this._state_('normal', 'restore')
  }
  isMinimized(): boolean {
    return this._state === 'minimized'
  }
  isMaximized(): boolean {
    return this._state === 'maximized'
  }
  getNormalBounds(): Rect {
    return { ...this._bounds }
  }
  setBounds(b: Partial<Rect>): void {
    this._bounds = { ...this._bounds, ...b }
    void this._resize()
    this.emit('resize')
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
}
