import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { Client } from 'undici'
import type { ApiConfig } from '../../../shared/model/index.ts'
import type { Batch } from '../store/batch.ts'
import type { Answer } from './answer.ts'
import { noAnswerOf } from './no-answer.ts'

/** One connection to the API. */
export interface ApiClient {
  /** Never throws for what the network or the server does. @returns null when `signal` ended it */
  post(request: UploadRequest, signal: AbortSignal): Promise<Answer | null>
  /** Ends the connection, and the request that is under way. */
  close(): Promise<void>
}

export interface UploadRequest {
  readonly key: string
  /** Compressed. */
  readonly body: Buffer
}

/** Of an answer; a list that rejects every reading of the largest batch fits. */
const longestAnswerBytes = 4 * 1024 * 1024

const gzipAsync = promisify(gzip)

/** Same bytes for the same batch. The fastest level: wire JSON repeats itself so much that better ones gain little. */
export async function compressed({ key, body }: Pick<Batch, 'key' | 'body'>): Promise<UploadRequest> {
  return { key, body: await gzipAsync(body, { level: constants.Z_BEST_SPEED }) }
}

/** @throws Error the URL or the certificate file cannot be used; its message says why */
export function createApiClient(api: ApiConfig): ApiClient {
  const url = endpointOf(api)
  const client = new Client(url.origin, {
    allowH2: false,
    // The one deadline over the whole request is below.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: api.timeoutMs,
      ...(api.caFile === null ? {} : { ca: authoritiesWith(api.caFile) }),
    },
  })
  // undici reports a lost connection through the request that suffers from it; one that idles is simply replaced.
  client.on('connectionError', () => undefined)

  async function send({ key, body }: UploadRequest, signal: AbortSignal): Promise<Answer> {
    const response = await client.request({
      path: url.pathname + url.search,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        accept: 'application/json',
        'accept-encoding': 'identity',
        'idempotency-key': headerSafe(key),
        'user-agent': 'gateway-ems',
        ...(api.token === '' ? {} : { authorization: `Bearer ${api.token}` }),
      },
      body,
      signal,
    })
    const { text, truncated } = await readUpTo(response.body, longestAnswerBytes)
    return {
      kind: 'status',
      status: response.statusCode,
      retryAfter: headerText(response.headers['retry-after']),
      date: headerText(response.headers['date']),
      body: masked(text),
      truncated,
    }
  }

  /** A server may say the token back, and what it says is shown, logged and kept with dead letters. */
  const masked = (text: string): string => (api.token === '' ? text : text.replaceAll(api.token, '****'))

  return {
    async post(request, signal) {
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), api.timeoutMs)
      try {
        return await send(request, AbortSignal.any([signal, deadline.signal]))
      } catch (error) {
        if (signal.aborted) return null
        return deadline.signal.aborted
          ? { kind: 'none', place: 'time', reason: `no answer within ${api.timeoutMs / 1_000} s` }
          : noAnswerOf(error)
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => client.destroy(),
  }
}

/** api_url and api_path joined by one slash; a query in api_url is kept. */
export function endpointOf({ url, path }: ApiConfig): URL {
  const endpoint = new URL(url)
  const joined = new URL(path, 'http://path')
  endpoint.pathname = `${endpoint.pathname.replace(/\/+$/, '')}/${joined.pathname.replace(/^\/+/, '')}`
  if (joined.search !== '') endpoint.search = joined.search
  return endpoint
}

function authoritiesWith(caFile: string): string[] {
  const text = readFileSync(caFile, 'utf8')
  // TLS itself passes over what it cannot read, and says later that nothing is trusted.
  try {
    void new X509Certificate(text)
  } catch (cause) {
    throw new Error('api_ca_file holds no certificate (PEM is expected)', { cause })
  }
  return [...getCACertificates('default'), text]
}

/** A gateway_id may be any text, a header may not. */
function headerSafe(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent)
}

function headerText(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null
}

async function readUpTo(
  body: AsyncIterable<Buffer>,
  limitBytes: number,
): Promise<{ text: string; truncated: boolean }> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    const room = limitBytes - bytes
    chunks.push(chunk.subarray(0, room))
    bytes += chunk.length
    // Leaving the loop destroys the stream, and with it the connection that would bring the rest.
    if (bytes > limitBytes) return { text: Buffer.concat(chunks).toString(), truncated: true }
  }
  return { text: Buffer.concat(chunks).toString(), truncated: false }
}
