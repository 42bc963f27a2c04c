// Menus and the tray: nothing is drawn, what would be clicked is there.
import { EventEmitter } from 'node:events'

interface Template {
  label?: string
  role?: string
  type?: string
  enabled?: boolean
  accelerator?: string
  click?: () => void
  submenu?: Template[]
}

export class MenuItem {
  label: string
  role: string | undefined
  type: string
  enabled: boolean
  submenu: Menu | undefined
  click: () => void

  constructor(t: Template) {
    this.label = t.label ?? t.role ?? ''
    this.role = t.role
    this.type = t.type ?? (t.submenu ? 'submenu' : 'normal')
    this.enabled = t.enabled ?? true
    this.submenu = t.submenu ? Menu.buildFromTemplate(t.submenu) : undefined
    this.click = () => t.click?.()
  }
}

export class Menu extends EventEmitter {
  static _application: Menu | null = null
  items: MenuItem[] = []

  static buildFromTemplate(template: Template[]): Menu {
    const menu = new Menu()
    menu.items = template.map((t) => new MenuItem(t))
    return menu
  }
  static setApplicationMenu(m: Menu | null): void {
    Menu._application = m
  }
  static getApplicationMenu(): Menu | null {
    return Menu._application
  }
}

export class Tray extends EventEmitter {
  /** For specs on the stand-in: Electron gives nobody a tray back. */
  static all: Tray[] = []
  toolTip = ''
  menu: Menu | null = null

  constructor() {
    super()
    Tray.all.push(this)
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }
}
