import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import { clientMessage } from '../../shared/contract/client-message.ts'
import { type DesktopHandlers, desktopCommands } from '../../shared/contract/desktop.ts'
import { type DesktopCommandName, desktopCommandNames } from '../../shared/contract/names.ts'
import type { ServerMessage } from '../../shared/contract/protocol.ts'
import { systemClock } from '../engine/clock.ts'
import type { Logger } from '../engine/logger.ts'
import { callErrorOf } from './call-error.ts'
import { QuietLog } from './quiet-log.ts'
import { isOwnPage } from './sender.ts'
import type { Session } from './session.ts'

/** Both ways; the preload script sends and listens on it. */
export const gatewayChannel = 'gateway'

export interface ElectronTransportOptions {
  /** Called with every hello: the session may be with another gateway than the one before. */
  readonly open: (send: (message: ServerMessage) => void) => Session
  readonly desktop: DesktopHandlers
  /** Whether a frame's URL is our own page. */
  readonly isTrusted: (url: string) => boolean
  readonly logger: Logger
}

export interface ElectronTransport {
  close(): void
}

/**
 * Serves the contract to our own pages, one session each. A message from another frame or page is not heard. The
 * desktop shell's commands are answered whatever the session says, also while there is none.
 */
export function serveOverElectron(options: ElectronTransportOptions): ElectronTransport {
  const { open, desktop, isTrusted, logger } = options
  const sessions = new Map<WebContents, Session>()
  const watched = new WeakSet<WebContents>()
  const strangers = new QuietLog(logger, systemClock)

  function endSession(page: WebContents): void {
    sessions.get(page)?.close()
    sessions.delete(page)
  }

  function watch(page: WebContents): void {
    if (watched.has(page)) return
    watched.add(page)
    page.on('destroyed', () => endSession(page))
    page.on('render-process-gone', () => endSession(page))
    page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) endSession(page)
    })
  }

  function hear(event: IpcMainEvent, received: unknown): void {
    const { sender: page, senderFrame: frame } = event
    if (!isOwnPage(frame, isTrusted)) {
      strangers.warning(
        `a message from a page that is not ours was ignored: ${frame?.url.slice(0, 200) ?? 'gone'}`,
      )
      return
    }
    const send = (message: ServerMessage): void => {
      if (!page.isDestroyed()) page.send(gatewayChannel, message)
    }
    const { data: message } = clientMessage.safeParse(received)
    if (message?.kind === 'call' && isDesktopCommand(message.name)) {
      void answerDesktop(message.name, message.args).then((answer) =>
        send({ kind: 'reply', id: message.id, ...answer }),
      )
      return
    }
    if (message?.kind === 'hello') {
      watch(page)
      endSession(page)
      sessions.set(page, open(send))
    }
    sessions.get(page)?.receive(received)
  }

  async function answerDesktop(name: DesktopCommandName, args: unknown) {
    try {
      return { ok: true, result: await callDesktop(desktop, name, args) } as const
    } catch (error) {
      return { ok: false, error: callErrorOf(error, name, logger) } as const
    }
  }

  ipcMain.on(gatewayChannel, hear)
  return {
    close() {
      ipcMain.off(gatewayChannel, hear)
      for (const page of sessions.keys()) endSession(page)
    },
  }
}

const desktopNames: ReadonlySet<string> = new Set(desktopCommandNames)
const isDesktopCommand = (name: string): name is DesktopCommandName => desktopNames.has(name)

/** The schema that parses is the one that the handler's type is made from, which TypeScript cannot see through `K`. */
function callDesktop<K extends DesktopCommandName>(desktop: DesktopHandlers, name: K, args: unknown) {
  return desktop[name](desktopCommands[name].args.parse(args) as Parameters<DesktopHandlers[K]>[0])
}
