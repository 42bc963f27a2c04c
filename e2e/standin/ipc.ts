import { EventEmitter } from 'node:events'
import { strict } from './strict.ts'

type Handler = (event: object, ...args: unknown[]) => unknown
class Ipc extends EventEmitter {
  _handlers = new Map<string, Handler>()
  handle(channel: string, f: Handler): void {
    if (this._handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    if (typeof f !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof f}'`)
    this._handlers.set(channel, f)
  }
  handleOnce(channel: string, f: Handler): void {
    this.handle(channel, (...a) => {
      this.removeHandler(channel)
      return f(...a)
    })
  }
  removeHandler(channel: string): void {
    this._handlers.delete(channel)
  }
}
export const makeIpc = (label: string): Ipc => strict(new Ipc(), label)
export const ipcMain = makeIpc('ipcMain')

/** The order Electron asks in: the frame's own ipc, the contents', ipcMain. */
export async function invoke(
  targets: Ipc[],
  channel: string,
  event: object,
  args: unknown[],
  encode: (v: unknown) => string,
): Promise<{ body?: string; error?: string }> {
  try {
    const handler = targets.map((t) => t._handlers.get(channel)).find((h) => h !== undefined)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return { body: encode(await handler(event, ...args)) }
  } catch (e) {
    console.error(`Error occurred in handler for '${channel}':`, e)
    return { error: String(e) } // the renderer sees only the text, as in Electron
  }
}
