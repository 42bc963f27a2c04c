import { WebSocket } from 'undici'
import { type Args, commands, type Result } from '../../../shared/contract/commands.ts'
import type { CommandName } from '../../../shared/contract/names.ts'
import {
  type ClientMessage,
  contractVersion,
  type ServerMessage,
  type TopicEvent,
} from '../../../shared/contract/protocol.ts'
import { CommandError } from '../exit-code.ts'

/** A connection of a command to the collector at work; whatever goes wrong ends the command with a sentence. */
export interface GatewayClient {
  /** @throws CommandError */
  call<K extends CommandName>(name: K, args: Args<K>): Promise<Result<K>>
  /** Follows one run; the returned function ends that. */
  followRun(runId: string, onEvent: (event: TopicEvent) => void): () => void
  /** Rejects when the connection is lost; never resolves. */
  readonly lost: Promise<never>
  close(): void
}

/** @throws CommandError it cannot be reached, or does not let us in */
export async function connectGateway(url: string, token: string | null): Promise<GatewayClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ipc`)
  const replies = new Map<number, (reply: Extract<ServerMessage, { kind: 'reply' }>) => void>()
  const followers = new Map<number, (event: TopicEvent) => void>()
  const welcome = Promise.withResolvers<void>()
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => {})
  let lastId = 0

  const say = (message: ClientMessage): void => socket.send(JSON.stringify(message))

  function hear(message: ServerMessage): void {
    switch (message.kind) {
      case 'welcome':
        return welcome.resolve()
      case 'refused':
        return welcome.reject(
          new CommandError(`the collector at ${url}: ${message.message}${tokenHint(message)}`),
        )
      case 'reply':
        replies.get(message.id)?.(message)
        return void replies.delete(message.id)
      case 'batch':
        say({ kind: 'ack', number: message.number })
        for (const event of message.events) followers.get(event.id)?.(event)
    }
  }

  socket.addEventListener('open', () => say({ kind: 'hello', version: contractVersion, token }))
  // Of the contract's own types: a gateway of another version refuses itself.
  socket.addEventListener('message', ({ data }) => hear(JSON.parse(String(data)) as ServerMessage))
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', ({ reason }) => {
    const why = reason === '' ? '' : ` (${reason})`
    const error = new CommandError(`the connection to the collector at ${url} is lost${why}`)
    welcome.reject(error)
    lost.reject(error)
  })
  await welcome.promise

  return {
    lost: lost.promise,
    async call(name, args) {
      const id = ++lastId
      const { promise, resolve } = Promise.withResolvers<Extract<ServerMessage, { kind: 'reply' }>>()
      replies.set(id, resolve)
      say({ kind: 'call', id, name, args })
      const reply = await Promise.race([promise, lost.promise])
      if (!reply.ok) throw new CommandError(reply.error.message)
      // The schema of this very command gives its result's type, which TypeScript cannot see through the name.
      return commands[name].result.parse(reply.result) as Result<typeof name>
    },
    followRun(runId, onEvent) {
      const id = ++lastId
      followers.set(id, onEvent)
      say({ kind: 'subscribe', id, topic: 'run', args: { runId } })
      return () => void followers.delete(id)
    },
    close: () => socket.close(),
  }
}

const tokenHint = ({ code }: Extract<ServerMessage, { kind: 'refused' }>): string =>
  code === 'token' ? '; give it with --token or GATEWAY_TOKEN' : ''
