// What asks or tells the person: it is recorded, and answered as if nobody were there. A spec replaces the methods, as it
// would in Electron.
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

export const dialog = strict(
  {
    showOpenDialog: recorded('dialog.showOpenDialog', { canceled: true, filePaths: [] as string[] }),
    showMessageBox: recorded('dialog.showMessageBox', { response: 2, checkboxChecked: false }),
    showErrorBox: (title: string, text: string) => process.stderr.write(`${title}: ${text}\n`),
  },
  'dialog',
)

export const shell = strict(
  {
    openExternal: recorded('shell.openExternal', undefined),
    openPath: recorded('shell.openPath', ''),
    showItemInFolder: record('shell.showItemInFolder'),
  },
  'shell',
)

export class Notification extends EventEmitter {
  title: string
  body: string
  constructor({ title = '', body = '' }: { title?: string; body?: string } = {}) {
    super()
    this.title = title
    this.body = body
  }
  static isSupported(): boolean {
    return true
  }
  show(): void {
    calls.push({ what: 'notification.show', args: [this.title, this.body] })
    this.emit('show')
  }
}
