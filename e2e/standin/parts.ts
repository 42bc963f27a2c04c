// The parts with nothing to show here: they keep state and record what they were asked to do.
import { EventEmitter } from 'node:events'
import { strict } from './strict.ts'

export const calls: { what: string; args: unknown[] }[] = []
const record =
  (what: string) =>
  (...args: unknown[]): void => {
    calls.push({ what, args })
  }
const recorded =
  <T>(what: string, answer: T) =>
  (...args: unknown[]): Promise<T> => {
    calls.push({ what, args })
    return Promise.resolve(answer)
  }

/** Nobody is there to answer, so every dialog is cancelled; a spec replaces the method, as it would in Electron. */
export const dialog = strict(
  {
    showOpenDialog: recorded('dialog.showOpenDialog', { canceled: true, filePaths: [] as string[] }),
    showSaveDialog: recorded('dialog.showSaveDialog', { canceled: true, filePath: '' }),
    showMessageBox: recorded('dialog.showMessageBox', { response: 0, checkboxChecked: false }),
    showErrorBox: record('dialog.showErrorBox'),
  },
  'dialog',
)
export const shell = strict(
  {
    openExternal: recorded('shell.openExternal', undefined),
    openPath: recorded('shell.openPath', ''),
    showItemInFolder: record('shell.showItemInFolder'),
    trashItem: recorded('shell.trashItem', undefined),
    beep: record('shell.beep'),
  },
  'shell',
)
let clip = ''
export const clipboard = strict(
  {
    readText: () => clip,
    writeText: (t: string) => {
      clip = t
    },
  },
  'clipboard',
)

interface Template {
  label?: string
  role?: string
  type?: string
  id?: string
  enabled?: boolean
  visible?: boolean
  checked?: boolean
  accelerator?: string
  click?: (...a: unknown[]) => void
  submenu?: Template[] | Menu
}
export class MenuItem {
  label: string
  role?: string
  type: string
  id?: string
  enabled: boolean
  visible: boolean
  checked: boolean
  accelerator?: string
  submenu?: Menu
  click: (...a: unknown[]) => void
  constructor(t: Template) {
    this.label = t.label ?? t.role ?? ''
    this.role = t.role
    this.type = t.type ?? (t.submenu ? 'submenu' : 'normal')
    this.id = t.id
    this.enabled = t.enabled ?? true
    this.visible = t.visible ?? true
    this.checked = t.checked ?? false
    this.accelerator = t.accelerator
    this.submenu = Array.isArray(t.submenu) ? Menu.buildFromTemplate(t.submenu) : t.submenu
    this.click = (...a) => {
      t.click?.(this, ...a)
    }
  }
}
export class Menu extends EventEmitter {
  static _application: Menu | null = null
  items: MenuItem[] = []
  static buildFromTemplate(t: Template[]): Menu {
    const m = new Menu()
    for (const x of t) m.append(new MenuItem(x))
    return m
  }
  static setApplicationMenu(m: Menu | null): void {
    Menu._application = m
  }
  static getApplicationMenu(): Menu | null {
    return Menu._application
  }
  append(i: MenuItem): void {
    this.items.push(i)
  }
  insert(at: number, i: MenuItem): void {
    this.items.splice(at, 0, i)
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const i of this.items) {
      const f = i.id === id ? i : i.submenu?.getMenuItemById(id)
      if (f) return f
    }
    return null
  }
  popup(): void {
    calls.push({ what: 'menu.popup', args: [] })
  }
  closePopup(): void {
    /* not drawn */
  }
}
export class Tray extends EventEmitter {
  _destroyed = false
  setToolTip(): void {
    /* not drawn */
  }
  setImage(): void {
    /* not drawn */
  }
  setTitle(): void {
    /* not drawn */
  }
  setContextMenu(): void {
    /* not drawn */
  }
  destroy(): void {
    this._destroyed = true
  }
  isDestroyed(): boolean {
    return this._destroyed
  }
}
export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true
  }
  _o: object
  constructor(o: object = {}) {
    super()
    this._o = o
  }
  show(): void {
    calls.push({ what: 'notification.show', args: [this._o] })
    this.emit('show')
  }
  close(): void {
    this.emit('close')
  }
}
const image = (): object =>
  strict(
    {
      isEmpty: () => false,
      getSize: () => ({ width: 16, height: 16 }),
      resize: image,
      setTemplateImage: () => undefined,
      toPNG: () => Buffer.alloc(0),
      toDataURL: () => 'data:image/png;base64,',
    },
    'NativeImage',
  )
export const nativeImage = strict(
  { createEmpty: image, createFromPath: image, createFromBuffer: image, createFromDataURL: image },
  'nativeImage',
)
class NativeTheme extends EventEmitter {
  _source = 'system'
  get themeSource(): string {
    return this._source
  }
  set themeSource(s: string) {
    this._source = s
    this.emit('updated')
  } // the page's prefers-color-scheme is not driven
  get shouldUseDarkColors(): boolean {
    return this._source === 'dark'
  }
  shouldUseHighContrastColors = false
}
export const nativeTheme = strict(new NativeTheme(), 'nativeTheme')
const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1080 },
  size: { width: 1920, height: 1080 },
  scaleFactor: 1,
  rotation: 0,
}
export const screen = strict(
  Object.assign(new EventEmitter(), {
    getPrimaryDisplay: () => display,
    getAllDisplays: () => [display],
    getDisplayMatching: () => display,
    getDisplayNearestPoint: () => display,
  }),
  'screen',
)
export const powerMonitor = strict(new EventEmitter(), 'powerMonitor')
let blockers = 0
export const powerSaveBlocker = strict(
  { start: () => ++blockers, stop: () => undefined, isStarted: () => blockers > 0 },
  'powerSaveBlocker',
)
export const globalShortcut = strict(
  {
    register: () => true,
    unregister: () => undefined,
    unregisterAll: () => undefined,
    isRegistered: () => false,
  },
  'globalShortcut',
)
