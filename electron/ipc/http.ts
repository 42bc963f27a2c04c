import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { Health } from '../engine/monitor/health.ts'
import type { Logger } from '../engine/logger.ts'
import { isHostAllowed, isLoopback } from './host-check.ts'

export interface HttpServerOptions {
  /** Address to listen on; loopback unless the operator says otherwise. */
  readonly host?: string
  /** 0: any free one. */
  readonly port: number
  /** Of orchestrators; without it there are no such paths. */
  readonly health?: () => Health
  /** Prometheus text; without it there is no such path. */
  readonly metrics?: () => Promise<string>
  readonly logger: Logger
  /** Adds the routes of the user interface before the server listens. */
  readonly extend?: (app: FastifyInstance) => void | Promise<void>
}

export interface HttpServer {
  readonly host: string
  readonly port: number
  /** `http://127.0.0.1:8080` */
  readonly url: string
  /** Keep-alive connections are closed at once. */
  close(): Promise<void>
}

/** Scrapers ask every few seconds; whoever opens more connections than this has a fault or ill will. */
const MAX_CONNECTIONS = 200
const CONTENT_TYPE_METRICS = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Health and metrics over HTTP. Bound to loopback it answers only requests whose Host header names loopback, so that
 * a web page cannot reach it through a name of its own that resolves to 127.0.0.1 (DNS rebinding).
 *
 * Bound to another address these three paths are served without a token: orchestrators and scrapers expect that, and
 * they hold no secret and no measured value; device and link names are in them, which is said in the log. Whatever
 * shows readings or changes anything needs its own authentication.
 *
 * @throws the listen error (`EADDRINUSE`, `EACCES`) as Node reports it
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port, health, metrics, logger } = options
  const app = fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    // A client that gives up must not keep a close() waiting.
    return503OnClosing: true,
  })
  app.server.maxConnections = MAX_CONNECTIONS

  const loopback = isLoopback(host)
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    // Node has handed the socket of an upgrade over: nobody closes it with the server unless it is done here.
    if (request.headers.upgrade !== undefined) {
      reply.raw.once('finish', () => request.raw.socket.destroySoon())
    }
    if (loopback && !isHostAllowed(request.headers.host)) {
      return reply.code(421).send({ error: 'this server answers to localhost only' })
    }
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }))
  app.setErrorHandler((error: unknown, request, reply) => {
    const statusCode = statusOf(error)
    if (statusCode < 500) return reply.code(statusCode).send({ error: 'bad request' })
    const reason = error instanceof Error ? error.message : String(error)
    logger.error(`${request.method} ${request.routeOptions.url ?? 'request'} failed: ${reason}`)
    return reply.code(500).send({ error: 'internal error' })
  })

  if (health !== undefined) {
    app.get('/healthz', () => ({ status: 'ok' }))
    app.get('/readyz', (_request, reply) => {
      const { ready, stalled } = health()
      return reply.code(ready ? 200 : 503).send({
        ready,
        stalled: stalled.map(({ stage, reason, sinceMs }) => ({
          stage,
          reason,
          since: new Date(sinceMs).toISOString(),
        })),
      })
    })
  }
  if (metrics !== undefined) {
    app.get('/metrics', async (_request, reply) => reply.type(CONTENT_TYPE_METRICS).send(await metrics()))
  }

  await options.extend?.(app)
  await app.listen({ host, port })
  const address = app.server.address()
  const boundPort = address !== null && typeof address === 'object' ? address.port : port
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`
  if (!loopback) logger.warning(`health and metrics can be read by anybody who reaches ${url}`)
  return { host, port: boundPort, url, close: () => app.close() }
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500
  return typeof error.statusCode === 'number' ? error.statusCode : 500
}
