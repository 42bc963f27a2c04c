import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { makeFolder } from '../engine/make-folder.ts'
import { writeDurably } from '../engine/store/durable-file.ts'

/** Starting with the session of the person who is logged in. */
export interface Autostart {
  isOn(): boolean
  /** @throws the file system's error */
  set(on: boolean): void
}

/** Run by the session without a window. */
const hidden = '--hidden'

/** null: this start of the app cannot be repeated (not installed). */
export function createAutostart(): Autostart | null {
  switch (process.platform) {
    case 'linux':
      return xdgAutostart(autostartFile(), [...ownCommand(), hidden])
    case 'darwin':
    case 'win32':
      return app.isPackaged ? loginItem() : null
    default:
      return null
  }
}

function loginItem(): Autostart {
  return {
    isOn: () => app.getLoginItemSettings({ args: [hidden] }).openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, args: [hidden] }),
  }
}

/** The AppImage is what lasts; the executable inside it is unpacked anew with each start. */
function ownCommand(): readonly string[] {
  const executable = process.env['APPIMAGE'] ?? process.execPath
  return app.isPackaged ? [executable] : [executable, app.getAppPath()]
}

const autostartFile = (): string => join(app.getPath('appData'), 'autostart', 'gateway-ems.desktop')

/** https://specifications.freedesktop.org/autostart-spec/latest/ */
function xdgAutostart(path: string, command: readonly string[]): Autostart {
  return {
    isOn: () => existsSync(path),
    set(on) {
      if (!on) return rmSync(path, { force: true })
      makeFolder(dirname(path))
      writeDurably(path, desktopEntry(command))
    },
  }
}

function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Gateway EMS',
    'Comment=Reads energy meters and delivers their readings',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** As the Desktop Entry Specification quotes an argument of Exec: the string's own escapes come on top. */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')
  return `"${inQuotes.replaceAll('\\', '\\\\')}"`
}
