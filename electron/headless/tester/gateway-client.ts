import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ping, WebSocket } from 'undici'
import * as z from 'zod'
import { type Args, commands, type Result } from '../../../shared/contract/commands.ts'
import type { CommandName } from '../../../shared/contract/names.ts'
import { type ClientMessage, contractVersion, type TopicEvent } from '../../../shared/contract/protocol.ts'
import { CommandError } from '../exit-code.ts'
import { safe } from '../text.ts'

/** A connection of a command to the collector at work; whatever goes wrong ends the command with a sentence. */
export interface GatewayClient {
  /** The file that the collector reads, absolute. */
  readonly configPath: string
  /** @throws CommandError */
  call<K extends CommandName>(name: K, args: Args<K>): Promise<Result<K>>
  /** Follows one run; the returned function ends that. */
  followRun(runId: string, onEvent: (event: TopicEvent) => void): () => void
  /** Rejects when the connection is lost; never resolves. */
  readonly lost: Promise<never>
  close(): void
}

/** What a command needs of the contract's ServerMessage: another program may be listening at that port. */
const serverMessage = z.union([
  z.object({ kind: z.literal('welcome'), configPath: z.string() }),
  z.object({ kind: z.literal('refused'), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('reply'), id: z.number(), ok: z.literal(true), result: z.unknown() }),
  z.object({
    kind: z.literal('reply'),
    id: z.number(),
    ok: z.literal(false),
    error: z.object({ message: z.string() }),
  }),
  z.object({
    kind: z.literal('batch'),
    number: z.number(),
    events: z.array(
      z.object({ id: z.number(), kind: z.enum(['snapshot', 'delta', 'error']), data: z.unknown() }),
    ),
  }),
])
type Heard = z.output<typeof serverMessage>
type Reply = Extract<Heard, { kind: 'reply' }>

/** One at work answers at once; one that was stopped, or something else at its port, must not hold a command. */
const welcomeMs = 10_000
/** Between two questions whether it is still there; one that lets two pass was stopped in the middle of its work. */
const pingMs = 10_000
/** Of undici, for the pongs of all its sockets. */
const pongs = 'undici:websocket:pong'

/**
 * @param signal gives up the attempt
 * @throws CommandError it cannot be reached, or does not let us in
 */
export async function connectGateway(
  url: string,
  token: string | null,
  signal?: AbortSignal,
): Promise<GatewayClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ipc`)
  const replies = new Map<number, (reply: Reply) => void>()
  const followers = new Map<number, (event: TopicEvent) => void>()
  const welcome = Promise.withResolvers<{ readonly configPath: string }>()
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => {})
  let lastId = 0

  const say = (message: ClientMessage): void => socket.send(JSON.stringify(message))

  function fail(sentence: string): void {
    const error = new CommandError(safe(sentence))
    welcome.reject(error)
    lost.reject(error)
  }

  function hear(message: Heard): void {
    switch (message.kind) {
      case 'welcome':
        return welcome.resolve(message)
      case 'refused':
        return fail(`the collector at ${url}: ${message.message}${tokenHint(message)}`)
      case 'reply':
        replies.get(message.id)?.(message)
        return void replies.delete(message.id)
      case 'batch':
        say({ kind: 'ack', number: message.number })
        for (const event of message.events) followers.get(event.id)?.(event)
    }
  }

  socket.addEventListener('open', () => say({ kind: 'hello', version: contractVersion, token }))
  socket.addEventListener('message', ({ data }) => {
    const message = heardIn(data)
    if (message !== null) return hear(message)
    fail(`what answers at ${url} is no collector of this version of Gateway EMS`)
    socket.close()
  })
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', ({ reason }) =>
    fail(
      `the connection to ${url}, where the collector said that it serves, is lost${reason === '' ? '' : ` (${reason})`}`,
    ),
  )
  const isLate = setTimeout(
    () =>
      fail(
        `nothing at ${url} answers as a collector within ${welcomeMs / 1_000} s: is it stopped, or another program?`,
      ),
    welcomeMs,
  )
  const onAbort = (): void => fail('stopped')
  signal?.addEventListener('abort', onAbort)
  const { configPath } = await welcome.promise
    .catch((error: unknown) => {
      socket.close()
      throw error
    })
    .finally(() => {
      clearTimeout(isLate)
      signal?.removeEventListener('abort', onAbort)
    })

  const stopAsking = keepAsking(socket, () =>
    fail(`the collector at ${url} does not answer any more: check that it is not suspended`),
  )
  return {
    configPath,
    lost: lost.promise,
    async call(name, args) {
      const id = ++lastId
      const { promise, resolve } = Promise.withResolvers<Reply>()
      replies.set(id, resolve)
      say({ kind: 'call', id, name, args })
      const reply = await Promise.race([promise, lost.promise])
      if (!reply.ok) throw new CommandError(safe(reply.error.message))
      const result = commands[name].result.safeParse(reply.result)
      if (!result.success)
        throw new CommandError(
          `what the collector at ${url} answers to ${name} is not of this version of Gateway EMS`,
        )
      // The schema of this very command gives its result's type, which TypeScript cannot see through the name.
      return result.data as Result<typeof name>
    },
    followRun(runId, onEvent) {
      const id = ++lastId
      followers.set(id, onEvent)
      say({ kind: 'subscribe', id, topic: 'run', args: { runId } })
      return () => {
        if (followers.delete(id)) say({ kind: 'unsubscribe', id })
      }
    },
    close() {
      stopAsking()
      socket.close()
    },
  }
}

/** A reading of a slow line takes its time in silence, a process that was stopped as well: the pongs tell the two apart. */
function keepAsking(socket: WebSocket, onSilence: () => void): () => void {
  let unanswered = 0
  const onPong = (message: unknown): void => {
    if (message instanceof Object && 'websocket' in message && message.websocket === socket) unanswered = 0
  }
  subscribe(pongs, onPong)
  const timer = setInterval(() => {
    if (unanswered >= 2) onSilence()
    else if (socket.readyState === WebSocket.OPEN) ping(socket)
    unanswered++
  }, pingMs)
  return () => {
    clearInterval(timer)
    unsubscribe(pongs, onPong)
  }
}

/** null: no message of a gateway. */
function heardIn(data: unknown): Heard | null {
  try {
    return serverMessage.safeParse(JSON.parse(String(data))).data ?? null
  } catch {
    return null
  }
}

const tokenHint = ({ code }: Extract<Heard, { kind: 'refused' }>): string =>
  code === 'token' ? '; give it with --token or GATEWAY_TOKEN' : ''
