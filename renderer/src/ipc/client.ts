import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Args, Result } from '../../../shared/contract/commands.ts'
import type { DesktopCommands } from '../../../shared/contract/desktop.ts'
import type { CommandName, DesktopCommandName, TopicName } from '../../../shared/contract/names.ts'
import {
  type CallErrorCode,
  contractVersion,
  type Port,
  type RefusalCode,
  type ServerMessage,
  type Welcome,
} from '../../../shared/contract/protocol.ts'
import type { Delta, Snapshot, TopicArgs } from '../../../shared/contract/topics.ts'

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly welcome: Welcome }
  /** Tried again by itself; `reason` may be empty. */
  | { readonly kind: 'lost'; readonly reason: string; readonly retryAtMs: number }
  /** Somebody has to act: give a token, update one of the two. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }

/** A call that did not do what was asked. `unanswered`: the connection was lost, and whether it was done is not known. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure'
  readonly code: CallErrorCode | 'unanswered'

  constructor(code: CallErrorCode | 'unanswered', message: string) {
    super(message)
    this.code = code
  }
}

export interface TopicListener<T extends TopicName> {
  /** All there is: at the start, after a lag and after a lost connection. */
  readonly onSnapshot: (data: Snapshot<T>) => void
  readonly onDelta?: (data: Delta<T>) => void
  readonly onError?: (message: string) => void
}

export interface GatewayClient {
  readonly connection: StoreApi<Connection>
  /** @throws CallFailure */
  call<K extends CommandName>(name: K, args: Args<K>): Promise<Result<K>>
  /** The desktop shell's own commands; null in a browser. */
  readonly callDesktop:
    (<K extends DesktopCommandName>(name: K, args: DesktopArgs<K>) => Promise<DesktopResult<K>>) | null
  /** Follows a topic through lost connections; the returned function ends that. */
  subscribe<T extends TopicName>(topic: T, args: TopicArgs<T>, listener: TopicListener<T>): () => void
  /** Connects anew at once, with another token where one is given. */
  reconnect(token?: string): void
}

type DesktopArgs<K extends DesktopCommandName> = DesktopCommands[K]['args']['_zod']['input']
type DesktopResult<K extends DesktopCommandName> = DesktopCommands[K]['result']['_zod']['output']

export interface ClientOptions {
  readonly openPort: () => Port
  /** null: none is needed, or the person is asked for it once the gateway wants one. */
  readonly token: () => string | null
  readonly keepToken: (token: string) => void
  readonly hasDesktop: boolean
  readonly nowMs: () => number
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: CallFailure) => void
}

interface Subscription {
  readonly topic: TopicName
  readonly args: unknown
  readonly onEvent: (kind: 'snapshot' | 'delta' | 'error', data: unknown) => void
}

const firstRetryMs = 1_000
const longestRetryMs = 10_000

/** The contract's client: the one way by which the interface reaches a gateway, whatever carries the messages. */
export function createClient(options: ClientOptions): GatewayClient {
  const { openPort, token, keepToken, hasDesktop, nowMs } = options
  const connection = createStore<Connection>(() => ({ kind: 'connecting' }))
  const waiting = new Map<number, Waiting>()
  const subscriptions = new Map<number, Subscription>()
  let lastId = 0
  let retryMs = firstRetryMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let port: Port | null = null

  function connect(): void {
    clearTimeout(timer)
    connection.setState({ kind: 'connecting' }, true)
    const opened = openPort()
    port = opened
    opened.onMessage((message) => {
      if (port === opened) hear(message)
    })
    opened.onClose((reason) => {
      if (port === opened) lose(reason)
    })
    opened.send({ kind: 'hello', version: contractVersion, token: token() })
  }

  function lose(reason: string): void {
    port = null
    for (const { reject } of waiting.values()) {
      reject(new CallFailure('unanswered', 'the connection was lost before the gateway answered'))
    }
    waiting.clear()
    if (connection.getState().kind === 'refused') return
    connection.setState({ kind: 'lost', reason, retryAtMs: nowMs() + retryMs }, true)
    timer = setTimeout(connect, retryMs)
    retryMs = Math.min(2 * retryMs, longestRetryMs)
  }

  function hear(message: ServerMessage): void {
    switch (message.kind) {
      case 'welcome':
        retryMs = firstRetryMs
        connection.setState({ kind: 'open', welcome: message }, true)
        for (const [id, subscription] of subscriptions) follow(id, subscription)
        return
      case 'refused':
        connection.setState({ kind: 'refused', code: message.code, message: message.message }, true)
        return
      case 'reply': {
        const call = waiting.get(message.id)
        waiting.delete(message.id)
        if (message.ok) call?.resolve(message.result)
        else call?.reject(new CallFailure(message.error.code, message.error.message))
        return
      }
      case 'batch':
        for (const { id, kind, data } of message.events) subscriptions.get(id)?.onEvent(kind, data)
        port?.send({ kind: 'ack', number: message.number })
    }
  }

  function follow(id: number, { topic, args }: Subscription): void {
    port?.send({ kind: 'subscribe', id, topic, args })
  }

  function ask(name: CommandName | DesktopCommandName, args: unknown): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    if (port === null) reject(new CallFailure('unanswered', 'there is no connection to the gateway'))
    else {
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      port.send({ kind: 'call', id, name, args })
    }
    return promise
  }

  connect()
  return {
    connection,
    call: async (name, args) => (await ask(name, args)) as Result<typeof name>,
    callDesktop: hasDesktop
      ? async (name, args) => (await ask(name, args)) as DesktopResult<typeof name>
      : null,
    subscribe(topic, args, { onSnapshot, onDelta, onError }) {
      const id = ++lastId
      const subscription: Subscription = {
        topic,
        args,
        onEvent(kind, data) {
          if (kind === 'snapshot') onSnapshot(data as Snapshot<typeof topic>)
          else if (kind === 'delta') onDelta?.(data as Delta<typeof topic>)
          else onError?.(String(data))
        },
      }
      subscriptions.set(id, subscription)
      if (connection.getState().kind === 'open') follow(id, subscription)
      return () => {
        if (subscriptions.delete(id)) port?.send({ kind: 'unsubscribe', id })
      }
    },
    reconnect(newToken) {
      if (newToken !== undefined) keepToken(newToken)
      const old = port
      lose('')
      old?.close()
      connect()
    },
  }
}
