import { WebSocket } from 'undici'
import { clientMessage } from '../../shared/contract/client-message.ts'
import type { ClientMessage, ServerMessage } from '../../shared/contract/protocol.ts'
import type { Session } from './session.ts'

export interface RemoteOptions {
  /** `192.168.1.20:8080`, `https://gateway.example:8443` */
  readonly address: string
  /** Put into the hello in place of the page's own; null: none is kept. */
  readonly token: string | null
  readonly send: (message: ServerMessage) => void
}

const retryMs = 3_000

type Hello = Extract<ClientMessage, { kind: 'hello' }>

/**
 * A session that is a pipe to another gateway's `/ipc`. When the connection is lost the page hears `unreachable`, and
 * calls without an answer fail; the pipe connects again by itself, and the welcome makes the page subscribe anew.
 */
export function openRemote({ address, token, send }: RemoteOptions): Session {
  const openCalls = new Set<number>()
  let socket: WebSocket | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let wasRefused = false

  function connect(greeting: Hello): void {
    const url = remoteUrl(address)
    if (url === null) {
      send({ kind: 'refused', code: 'not-running', message: `${address} is not the address of a gateway` })
      return
    }
    const opened = new WebSocket(url)
    socket = opened
    opened.addEventListener('open', () => opened.send(JSON.stringify(greeting)))
    opened.addEventListener('message', ({ data }) => {
      if (socket === opened) hear(String(data))
    })
    opened.addEventListener('close', ({ reason }) => {
      if (socket === opened) lose(greeting, reason)
    })
    // A close follows; it says all there is to say.
    opened.addEventListener('error', () => {})
  }

  function hear(text: string): void {
    // Made from the contract's own types by a gateway that the person trusts; another version refuses itself.
    const message = JSON.parse(text) as ServerMessage
    if (message.kind === 'reply') openCalls.delete(message.id)
    if (message.kind === 'refused') wasRefused = true
    send(message)
  }

  function fail(id: number, message: string): void {
    send({ kind: 'reply', id, ok: false, error: { code: 'failed', message } })
  }

  function lose(greeting: Hello, reason: string): void {
    socket = null
    for (const id of openCalls) fail(id, 'the connection was lost before the gateway answered')
    openCalls.clear()
    // A person has to act first; what they do begins with another hello.
    if (isClosed || wasRefused) return
    const why = reason === '' ? '' : `: ${reason}`
    const message = `no connection to ${address}${why}; trying again`
    send({ kind: 'refused', code: 'unreachable', message })
    timer = setTimeout(() => connect(greeting), retryMs)
  }

  return {
    receive(received) {
      const { data: message } = clientMessage.safeParse(received)
      if (message === undefined || isClosed) return
      if (message.kind === 'hello') {
        clearTimeout(timer)
        socket?.close()
        wasRefused = false
        connect({ ...message, token })
        return
      }
      if (socket?.readyState !== WebSocket.OPEN) {
        if (message.kind === 'call') fail(message.id, `there is no connection to ${address}`)
        return
      }
      if (message.kind === 'call') openCalls.add(message.id)
      socket.send(JSON.stringify(message))
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}

/** null: no address of a gateway. Without `https://` it is spoken to in the clear. */
export function remoteUrl(address: string): string | null {
  const text = address.includes('://') ? address : `http://${address}`
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return null
  const { protocol, host } = new URL(text)
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ipc`
}
