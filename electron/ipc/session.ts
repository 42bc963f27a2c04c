import { clientMessage } from '../../shared/contract/client-message.ts'
import { type Caller, commands, type Handlers } from '../../shared/contract/commands.ts'
import { type CommandName, commandNames } from '../../shared/contract/names.ts'
import {
  type Access,
  type CallError,
  type ClientMessage,
  contractVersion,
  type RefusalCode,
  type ServerMessage,
  type Welcome,
} from '../../shared/contract/protocol.ts'
import type { Feeds } from '../../shared/contract/topics.ts'
import type { Clock } from '../engine/clock.ts'
import type { Logger } from '../engine/logger.ts'
import { callErrorOf } from './call-error.ts'
import { CallRefused } from './call-refused.ts'
import { TokenBucket } from './rate-limit.ts'
import { Subscriptions } from './subscriptions.ts'

/** One connected client, whatever carries its messages. */
export interface Session {
  /** As it came over the wire, parsed from JSON but not believed. */
  receive(message: unknown): void
  /** The connection is gone: everything that was followed for it ends. */
  close(): void
}

/** What a gateway offers to its clients; the same for all of them. */
export interface Service {
  readonly handlers: Handlers
  readonly feeds: Feeds
  readonly welcome: Omit<Welcome, 'kind' | 'access'>
  readonly clock: Clock
  readonly logger: Logger
}

export type Admission = { readonly kind: 'admitted' } | Refusal

export interface Refusal {
  readonly kind: 'refused'
  readonly code: RefusalCode
  readonly message: string
}

export interface SessionOptions {
  readonly service: Service
  readonly access: Access
  /** Asked with the token of each hello. */
  readonly admit: (token: string | null) => Admission
  readonly send: (message: ServerMessage) => void
  /** The client broke the rules or was refused: nothing of it is heard any more. */
  readonly hangUp: (reason: string) => void
}

export const messageRate = { burst: 200, perSecond: 100 } as const
/** Calls of one client that wait for their answer. */
export const openCallsMost = 32

/** Between two hellos: a page that is loaded again starts over, and hears nothing of what the one before had asked. */
interface Conversation {
  readonly subscriptions: Subscriptions
  openCalls: number
  readonly gone: AbortController
}

export function createSession({ service, access, admit, send, hangUp }: SessionOptions): Session {
  const { handlers, feeds, clock, logger } = service
  const rate = new TokenBucket(messageRate, clock.monotonicMs())
  let conversation: Conversation | null = null
  let isClosed = false

  function close(): void {
    isClosed = true
    endConversation()
  }

  function endConversation(): void {
    conversation?.subscriptions.close()
    conversation?.gone.abort()
    conversation = null
  }

  function end(reason: string): void {
    close()
    hangUp(reason)
  }

  function greet({ version, token }: Extract<ClientMessage, { kind: 'hello' }>): void {
    endConversation()
    const admission: Admission = version === contractVersion ? admit(token) : otherVersion(version)
    if (admission.kind === 'refused') {
      send(admission)
      end(admission.message)
      return
    }
    conversation = {
      openCalls: 0,
      gone: new AbortController(),
      subscriptions: new Subscriptions({
        feeds,
        clock,
        logger,
        sendBatch: (number, events) => send({ kind: 'batch', number, events }),
      }),
    }
    send({ kind: 'welcome', ...service.welcome, access })
  }

  async function answer(asked: Conversation, id: number, name: string, args: unknown): Promise<void> {
    asked.openCalls++
    const reply = await replyTo(name, args, { gone: asked.gone.signal }).then(
      (result): ServerMessage => ({ kind: 'reply', id, ok: true, result }),
      (error: unknown) => failure(id, callErrorOf(error, name, logger)),
    )
    asked.openCalls--
    if (conversation === asked) send(reply)
  }

  async function replyTo(name: string, args: unknown, caller: Caller): Promise<unknown> {
    if (!isCommand(name)) throw new CallRefused('failed', `${name} is for the desktop app alone`)
    if (access.kind === 'read-only' && commands[name].access === 'write') {
      throw new CallRefused('read-only', access.reason)
    }
    return handle(handlers, name, args, caller)
  }

  function converse(asked: Conversation, message: Exclude<ClientMessage, { kind: 'hello' }>): void {
    switch (message.kind) {
      case 'call':
        if (asked.openCalls >= openCallsMost) {
          send(failure(message.id, { code: 'failed', message: 'too many calls at once; try again' }))
        } else void answer(asked, message.id, message.name, message.args)
        return
      case 'subscribe': {
        const refused = asked.subscriptions.add(message.id, message.topic, message.args)
        if (refused !== null) end(refused)
        return
      }
      case 'unsubscribe':
        asked.subscriptions.remove(message.id)
        return
      case 'ack':
        asked.subscriptions.acknowledge(message.number)
    }
  }

  return {
    receive(received) {
      if (isClosed) return
      if (!rate.take(clock.monotonicMs())) return end('too many messages')
      const parsed = clientMessage.safeParse(received)
      if (!parsed.success) return end('a message that is not of the contract')
      const message: ClientMessage = parsed.data
      if (message.kind === 'hello') greet(message)
      else if (conversation === null) end('a hello comes first')
      else converse(conversation, message)
    },
    close,
  }
}

const failure = (id: number, error: CallError): ServerMessage => ({ kind: 'reply', id, ok: false, error })

function otherVersion(version: number): Refusal {
  const older = version < contractVersion ? 'interface' : 'gateway'
  const message = `the interface speaks version ${version} and the gateway ${contractVersion}: update the ${older}`
  return { kind: 'refused', code: 'version', message }
}

const known: ReadonlySet<string> = new Set(commandNames)
const isCommand = (name: string): name is CommandName => known.has(name)

/** The schema that parses is the one that the handler's type is made from, which TypeScript cannot see through `K`. */
function handle<K extends CommandName>(
  handlers: Handlers,
  name: K,
  args: unknown,
  caller: Caller,
): Promise<unknown> {
  return handlers[name](commands[name].args.parse(args) as Parameters<Handlers[K]>[0], caller)
}
