import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { commands, type Handlers } from '../../shared/contract/commands.ts'
import { type CommandName, commandNames } from '../../shared/contract/names.ts'

export interface ElectronTransport {
  close(): void
}

/**
 * Serves the contract to our own page. A call from another frame or page is refused; arguments are parsed with the contract's
 * schema before a handler sees them.
 *
 * @param isTrusted says whether the frame's URL is our own page
 */
export function serveOverElectron(
  handlers: Promise<Handlers>,
  isTrusted: (url: string) => boolean,
): ElectronTransport {
  async function answer(name: CommandName, event: IpcMainInvokeEvent, args: unknown): Promise<unknown> {
    const frame = event.senderFrame
    if (frame === null || frame.parent !== null || !isTrusted(frame.url)) {
      throw new Error(`${name} was called from a page that is not ours`)
    }
    const server = await handlers
    return server[name](commands[name].args.parse(args))
  }

  for (const name of commandNames) {
    ipcMain.handle(`gateway:${name}`, (event, args: unknown) => answer(name, event, args))
  }
  return {
    close() {
      for (const name of commandNames) ipcMain.removeHandler(`gateway:${name}`)
    },
  }
}
