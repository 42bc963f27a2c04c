import { dirname, resolve } from 'node:path'
import { type BrowserWindow, dialog, type OpenDialogOptions, shell } from 'electron'
import type { DesktopHandlers, DesktopState } from '../../shared/contract/desktop.ts'
import { CallRefused } from '../ipc/call-refused.ts'
import type { Autostart } from './autostart.ts'
import type { EngineHost } from './engine-host.ts'
import { canKeepToken, type LookAt } from './look-at.ts'
import { openedPlaces, type PlaceChoice } from './places.ts'
import type { Power } from './power.ts'
import type { SettingsFile } from './settings-file.ts'
import type { Words } from './words.ts'

export interface DesktopHandlersOptions {
  readonly file: SettingsFile
  readonly host: EngineHost
  readonly lookAt: LookAt
  readonly power: Power
  readonly autostart: Autostart | null
  readonly words: Words
  readonly placeChoice: PlaceChoice
  /** The dialog belongs to it. */
  readonly window: () => BrowserWindow | null
  /** The page is of another gateway from now on. */
  readonly reload: () => void
}

/** The commands of the shell itself: what the page may have it do, and nothing else. */
export function createDesktopHandlers(options: DesktopHandlersOptions): DesktopHandlers {
  const { file, host, lookAt, power, autostart, words, placeChoice, window, reload } = options

  const state = (): DesktopState => ({
    autostart: autostart?.isOn() ?? false,
    canAutostart: autostart !== null,
    closeAction: file.settings.closeAction,
    lookingAt: lookAt.target,
    canKeepToken: canKeepToken(),
    engineTrouble: host.state.kind === 'failed' ? host.state.reason : null,
    configPath: host.places.configPath,
    blocksSuspend: power.blocksSuspend,
  })

  return {
    desktopState: async () => state(),
    async desktopSetAutostart({ on }) {
      if (autostart === null) throw new CallRefused('failed', 'this system starts no programs by itself')
      try {
        autostart.set(on)
      } catch (error) {
        throw new CallRefused('failed', error instanceof Error ? error.message : String(error))
      }
      return state()
    },
    async desktopSetCloseAction({ action }) {
      file.change({ closeAction: action })
      return state()
    },
    async desktopLookAt({ target, token }) {
      lookAt.set(target, token)
      reload()
      return state()
    },
    async desktopOpenConfig() {
      const options: OpenDialogOptions = {
        title: words.openConfig,
        defaultPath: dirname(host.places.configPath),
        properties: ['openFile'],
        filters: [{ name: words.configurations, extensions: ['ini', 'conf', 'cfg'] }],
      }
      const parent = window()
      const { filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options))
      const [configPath] = filePaths
      if (configPath === undefined) return state()
      await host.move(openedPlaces(configPath, placeChoice))
      file.change({ configPath })
      reload()
      return state()
    },
    async desktopOpenLogFolder() {
      const trouble = await shell.openPath(logFolder(host))
      if (trouble !== '') throw new CallRefused('failed', trouble)
      return state()
    },
  }
}

/** Without a usable configuration the log is where it is kept by default. */
export function logFolder({ state, places }: EngineHost): string {
  const file = state.kind === 'running' ? state.engine.configuration.config.log.file : undefined
  return resolve(places.workingDir, dirname(file ?? 'log/gateway.log'))
}
