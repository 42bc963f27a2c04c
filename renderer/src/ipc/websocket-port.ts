import type { ClientMessage, Port, ServerMessage } from '../../../shared/contract/protocol.ts'

/** A gateway's `/ipc` as a port. `url` is `ws://host:port/ipc` or `wss://…`. */
export function openWebSocketPort(url: string): Port {
  const socket = new WebSocket(url)
  const early: ClientMessage[] = []
  let onMessage: (message: ServerMessage) => void = () => {}
  let onClose: (reason: string) => void = () => {}

  socket.addEventListener('open', () => {
    for (const message of early.splice(0)) socket.send(JSON.stringify(message))
  })
  // The server has made it from the contract's own types; a version that differs is refused in its welcome.
  socket.addEventListener('message', ({ data }) => onMessage(JSON.parse(String(data)) as ServerMessage))
  socket.addEventListener('close', ({ reason }) => onClose(reason))

  return {
    send(message) {
      if (socket.readyState === WebSocket.CONNECTING) early.push(message)
      else if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    onMessage: (listener) => void (onMessage = listener),
    onClose: (listener) => void (onClose = listener),
    close: () => socket.close(),
  }
}

/** The gateway that served this page. */
export function ownGatewayUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ipc`
}
