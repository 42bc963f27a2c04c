import http from 'node:http'
import { WebSocket } from 'undici'
import { contractVersion, type ServerMessage } from '../../shared/contract/protocol.ts'
import { waitFor } from './wait.ts'

export type Batch = Extract<ServerMessage, { kind: 'batch' }>
export type Reply = Extract<ServerMessage, { kind: 'reply' }>

/** A client of `/ipc` that says what the test wants, whether it keeps to the contract or not. */
export interface IpcClient {
  /** As it was given: `http://…` */
  readonly url: string
  readonly messages: readonly ServerMessage[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  /** A text goes out as it is, anything else as JSON. */
  say(message: unknown): void
  sayBytes(bytes: Uint8Array): void
  /** The first message of this kind for which `wanted` holds. */
  heard<K extends ServerMessage['kind']>(
    kind: K,
    wanted?: (message: Extract<ServerMessage, { kind: K }>) => boolean,
  ): Promise<Extract<ServerMessage, { kind: K }>>
  call(name: string, args: unknown): Promise<Reply>
  close(): void
}

export interface ConnectOptions {
  /** Batches are acknowledged as they come; true unless told. */
  readonly acknowledges?: boolean
}

/** Resolves once the connection is open; nothing has been said yet. */
export async function connectIpc(url: string, options: ConnectOptions = {}): Promise<IpcClient> {
  const { acknowledges = true } = options
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ipc`)
  const messages: ServerMessage[] = []
  const { promise: closed, resolve: close } = Promise.withResolvers<{ code: number; reason: string }>()
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', ({ code, reason }) => close({ code, reason }))
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as ServerMessage
    messages.push(message)
    if (acknowledges && message.kind === 'batch') say({ kind: 'ack', number: message.number })
  })
  const say = (message: unknown): void =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  await waitFor('the connection', () => socket.readyState !== WebSocket.CONNECTING)

  const heard: IpcClient['heard'] = (kind, wanted = () => true) =>
    waitFor(`a ${kind}`, () => {
      const ofKind = messages.filter(
        (message): message is Extract<ServerMessage, { kind: typeof kind }> => message.kind === kind,
      )
      return ofKind.find(wanted)
    })
  let lastId = 1_000
  return {
    url,
    messages,
    closed,
    say,
    sayBytes: (bytes) => socket.send(bytes),
    heard,
    call(name, args) {
      const id = ++lastId
      say({ kind: 'call', id, name, args })
      return heard('reply', (reply) => reply.id === id)
    },
    close: () => socket.close(),
  }
}

export const hello = (token: string | null = null, version = contractVersion) =>
  ({ kind: 'hello', version, token }) as const

/** Connected and let in. */
export async function openIpc(
  url: string,
  { token = null, ...options }: ConnectOptions & { readonly token?: string | null } = {},
): Promise<IpcClient> {
  const client = await connectIpc(url, options)
  client.say(hello(token))
  await client.heard('welcome')
  return client
}

/** The status that a request to open a WebSocket is answered with, under whatever headers; 101: it was opened. */
export function knock(
  port: number,
  headers: Readonly<Record<string, string>>,
  path = '/ipc',
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const request = http.request({
    port,
    path,
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      host: `127.0.0.1:${port}`,
      ...headers,
    },
  })
  request.on('upgrade', (response, socket) => {
    socket.destroy()
    resolve(response.statusCode)
  })
  request.on('response', (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  request.on('error', reject).end()
  return promise
}
