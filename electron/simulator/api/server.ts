import { createHash, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify'
import { openReadingStore, type ReadingFilter, type ReceivedReading } from './reading-store.ts'
import { firstIssue, parseBatch, readingsQuery } from './schema.ts'

export interface IngestApiOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** SQLite file, or `:memory:`. */
  readonly dbPath: string
  /** Without it any token, and none, is taken. */
  readonly token?: string
}

export interface IngestApi {
  /** Base URL: what `api_url` is set to. */
  readonly url: string
  readonly port: number
  /** Newest arrival first. */
  readings(filter: ReadingFilter): readonly ReceivedReading[]
  /** Readings kept, each once. */
  count(): number
  close(): Promise<void>
}

/** Of a request as it comes, and of what it may unpack to: a few kilobytes can unpack to gigabytes. */
const longestPackedBytes = 16 * 1024 * 1024
const longestBodyBytes = 128 * 1024 * 1024

const unpack = promisify(gunzip)

/**
 * The other side of the upload protocol, as docs/api.openapi.yaml describes it: for the demo, for tests, and to read.
 *
 * @throws Error the port or the file cannot be had
 */
export async function startIngestApi(options: IngestApiOptions): Promise<IngestApi> {
  const { host, port, dbPath, token } = options
  const store = openReadingStore(dbPath)
  const app = fastify({ bodyLimit: longestPackedBytes, forceCloseConnections: true })
  if (token !== undefined && token !== '') requireToken(app, token)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )

  app.get('/healthz', () => ({ status: 'ok' }))

  app.post('/api/v1/readings', async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return fault(reply, 400, 'a body is expected')
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'gzip' && encoding !== 'identity') {
      return fault(reply, 415, `Content-Encoding is gzip or identity, not ${encoding}`)
    }
    const unpacked = encoding === 'gzip' ? await unpacking(request.body) : request.body
    if (typeof unpacked === 'string') {
      return unpacked === 'ERR_BUFFER_TOO_LARGE'
        ? fault(reply, 413, `the body unpacks to more than ${longestBodyBytes} bytes`)
        : fault(reply, 400, 'the body is not gzip')
    }
    const result = parseBatch(unpacked.toString())
    if (result.kind === 'fault') return fault(reply, 400, result.reason)
    const { gatewayId, isTest, readings, rejected } = result.batch
    if (isTest) return { accepted: 0, duplicates: 0, rejected, test: true }
    const accepted = store.add(gatewayId, readings, Date.now())
    return { accepted, duplicates: readings.length - accepted, rejected }
  })

  app.get('/api/v1/readings', (request, reply) => {
    const query = readingsQuery.safeParse(request.query)
    if (!query.success) return fault(reply, 400, firstIssue(query.error))
    const { limit, gateway, device } = query.data
    const readings = store.list({ limit, gatewayId: gateway, deviceId: device })
    // Spliced as text: parsing and printing again would only cost time.
    const body = `{"total":${store.count()},"readings":[${readings.map(receivedJson).join(',')}]}`
    return reply.type('application/json').send(body)
  })

  app.setNotFoundHandler((request, reply) =>
    fault(reply, 404, `nothing is at ${request.method} ${request.url}`),
  )
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error)
    return fault(reply, status, status < 500 && error instanceof Error ? error.message : 'internal error')
  })

  try {
    const url = await app.listen({ host, port })
    return {
      url,
      port: Number(new URL(url).port),
      readings: (filter) => store.list(filter),
      count: () => store.count(),
      async close() {
        await app.close()
        store.close()
      },
    }
  } catch (error) {
    await app.close()
    store.close()
    throw error
  }
}

const bearer = /^Bearer +(\S.*)$/i

/** Before the body is read. Hashes have one length, and comparing them takes the same time wherever they differ. */
function requireToken(app: FastifyInstance, token: string): void {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = digest(token)
  app.addHook('onRequest', async (request, reply) => {
    if (request.url === '/healthz') return
    const shown = bearer.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (timingSafeEqual(digest(shown), expected)) return
    reply.header('www-authenticate', 'Bearer')
    return fault(reply, 401, shown === '' ? 'a bearer token is expected' : 'this token is not known')
  })
}

/** @returns the error's code where it is not gzip or becomes too large */
async function unpacking(body: Buffer): Promise<Buffer | string> {
  try {
    return await unpack(body, { maxOutputLength: longestBodyBytes })
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'Z_DATA_ERROR'
  }
}

function fault(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error })
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500
  return typeof error.statusCode === 'number' ? error.statusCode : 500
}

function receivedJson({ gatewayId, receivedAtMs, json }: ReceivedReading): string {
  const receivedAt = new Date(receivedAtMs).toISOString()
  return `{"gateway_id":${JSON.stringify(gatewayId)},"received_at":"${receivedAt}",${json.slice(1)}`
}
