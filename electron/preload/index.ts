import { contextBridge, ipcRenderer } from 'electron'
import { commandNames, desktopCommandNames, topicNames } from '../../shared/contract/names.ts'
import type { ClientMessage, ServerMessage } from '../../shared/contract/protocol.ts'

const known: ReadonlySet<string> = new Set([...commandNames, ...desktopCommandNames, ...topicNames])

/** Calls and subscriptions go out for known names only; everything else about a message is checked where it arrives. */
function isKnown(message: ClientMessage): boolean {
  if (message.kind === 'call') return known.has(message.name)
  return message.kind !== 'subscribe' || known.has(message.topic)
}

contextBridge.exposeInMainWorld('gatewayPort', {
  send(message: ClientMessage): void {
    if (!isKnown(message)) throw new Error('there is no such command or topic')
    ipcRenderer.send('gateway', message)
  },
  onMessage(listener: (message: ServerMessage) => void): void {
    ipcRenderer.removeAllListeners('gateway')
    ipcRenderer.on('gateway', (_event, message: ServerMessage) => listener(message))
  },
  // The main process is there as long as the page is.
  onClose(): void {},
  close(): void {},
})
