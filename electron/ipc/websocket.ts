import fastifyWebsocket, { type WebSocket } from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import { clientMessageMost } from '../../shared/contract/limits.ts'
import type { Access, ServerMessage } from '../../shared/contract/protocol.ts'
import { Door } from './door.ts'
import { isOriginAllowed } from './host-check.ts'
import { QuietLog } from './quiet-log.ts'
import { createSession, type Service } from './session.ts'

export interface WebSocketOptions {
  readonly service: Service
  readonly access: Access
  /** null: nobody is asked for one. */
  readonly token: string | null
}

export const connectionsMost = 50
const helloWithinMs = 5_000
const pingMs = 20_000
/** A client that takes in nothing must not fill the memory with what waits for it. */
const waitingBytesMost = 64 * 1024 * 1024
/** A closing handshake that takes longer is not waited for. */
const closingMs = 500

/** Close codes of RFC 6455, 7.4.1. */
const goingAway = 1001
const unsupportedData = 1003
const policyViolation = 1008
const tryAgainLater = 1013

/** Serves the contract at `/ipc`. The Host header has been checked by the server itself. */
export async function serveWebSocket(app: FastifyInstance, options: WebSocketOptions): Promise<void> {
  const { service, access, token } = options
  const { clock } = service
  const log = new QuietLog(service.logger, clock)
  const door = new Door(token, clock)
  const open = new Set<WebSocket>()

  function connect(socket: WebSocket, address: string): void {
    if (open.size >= connectionsMost) {
      log.warning(`connection from ${address} refused: ${connectionsMost} are open`)
      hangUp(socket, tryAgainLater, 'too many connections')
      return
    }
    open.add(socket)
    const end = (code: number, reason: string): void => {
      log.warning(`connection from ${address} closed: ${reason}`)
      hangUp(socket, code, reason)
    }
    const session = createSession({
      service,
      access,
      admit: (given) => door.admit(given, address),
      send: (message) => {
        if (message.kind === 'welcome') clearTimeout(helloTimer)
        if (socket.bufferedAmount > waitingBytesMost) socket.terminate()
        else send(socket, message)
      },
      hangUp: (reason) => end(policyViolation, reason),
    })
    const helloTimer = setTimeout(() => end(policyViolation, 'no hello came'), helloWithinMs)
    const stopPinging = keepAlive(socket)
    socket.on('message', (data, isBinary) => {
      if (isBinary) end(unsupportedData, 'text messages only')
      else receive(String(data))
    })
    socket.on('close', () => {
      clearTimeout(helloTimer)
      stopPinging()
      open.delete(socket)
      session.close()
    })

    function receive(text: string): void {
      if (socket.readyState !== socket.OPEN) return
      let message: unknown
      try {
        message = JSON.parse(text)
      } catch {
        end(policyViolation, 'a message that is not JSON')
        return
      }
      session.receive(message)
    }
  }

  await app.register(fastifyWebsocket, {
    options: { maxPayload: clientMessageMost },
    // What breaks the protocol below (a message too long, text that is not UTF-8) has been closed by `ws` already.
    errorHandler: (error, socket, request) => {
      log.warning(`connection from ${request.ip} closed: ${error.message}`)
      socket.terminate()
    },
    preClose: (done) => {
      for (const socket of open) hangUp(socket, goingAway, 'the gateway stops')
      done()
    },
  })
  // The plug-in would open a connection anywhere else too, to anybody, and close it at once.
  app.addHook('onRequest', async (request, reply) => {
    if (request.ws && request.routeOptions.url !== '/ipc') return reply.code(404).send({ error: 'not found' })
  })
  app.get(
    '/ipc',
    {
      websocket: true,
      onRequest: async (request, reply) => {
        const { origin, host } = request.headers
        if (isOriginAllowed(origin, host)) return
        log.warning(`connection from ${request.ip} refused: page of another origin`)
        return reply.code(403).send({ error: 'pages of other origins are refused' })
      },
    },
    (socket, request) => connect(socket, request.ip),
  )
}

const send = (socket: WebSocket, message: ServerMessage): void => socket.send(JSON.stringify(message))

/** @param reason at most 123 bytes on the wire (RFC 6455, 5.5) */
function hangUp(socket: WebSocket, code: number, reason: string): void {
  const timer = setTimeout(() => socket.terminate(), closingMs)
  socket.once('close', () => clearTimeout(timer))
  socket.close(code, Buffer.from(reason).subarray(0, 120).toString().replaceAll('\ufffd', ''))
}

/** A peer that was unplugged says nothing: it is gone when two pings stay unanswered. */
function keepAlive(socket: WebSocket): () => void {
  let isAlive = true
  socket.on('pong', () => (isAlive = true))
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, pingMs)
  return () => clearInterval(timer)
}
