import { Menu, nativeImage, Tray } from 'electron'
import type { Words } from './words.ts'

export interface TrayOptions {
  readonly icon: string
  readonly words: Words
  readonly onShow: () => void
  readonly onQuit: () => void
}

export interface TrayIcon {
  setCollecting(isCollecting: boolean): void
}

/** Of the systems' bars, in pixels. */
const height = process.platform === 'darwin' ? 18 : 24

/** The icon that says that the gateway is there, also without its window. */
export function createTray({ icon, words, onShow, onQuit }: TrayOptions): TrayIcon {
  const tray = new Tray(nativeImage.createFromPath(icon).resize({ height }))
  let shown: boolean | null = null
  tray.on('click', onShow)
  return {
    setCollecting(isCollecting) {
      if (isCollecting === shown) return
      shown = isCollecting
      const state = isCollecting ? words.collecting : words.notCollecting
      tray.setToolTip(state)
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: state, enabled: false },
          { type: 'separator' },
          { label: words.show, click: onShow },
          { label: words.quit, click: onQuit },
        ]),
      )
    },
  }
}
