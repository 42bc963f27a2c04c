import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface ApiRequest {
  readonly index: number
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Unpacked. */
  readonly body: string
  readonly seqs: readonly number[]
}

/** What the API does with one request. */
export type ApiFault =
  /** Stores what is new and says 200. */
  | { readonly kind: 'take'; readonly rejected?: readonly { seq: unknown; reason?: unknown }[] }
  /** Stores nothing. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** Stores, and closes the connection instead of answering. */
  | { readonly kind: 'close-after-storing' }
  /** Stores, and closes in the middle of the answer. */
  | { readonly kind: 'cut-answer' }
  | { readonly kind: 'close' }
  /** Never answers; the connection stays. */
  | { readonly kind: 'hang' }
  /** The header of a 200, then nothing more. */
  | { readonly kind: 'hang-in-body' }
  /** A status line, and a body without end. */
  | { readonly kind: 'endless-body'; readonly status: number }
  /** Bytes that are not HTTP. */
  | { readonly kind: 'garbage'; readonly bytes: string }
  | { readonly kind: 'late'; readonly delayMs: number; readonly next: ApiFault }

export interface FaultApiOptions {
  /** 0 unless told; to come back at the same place after `close`. */
  readonly port?: number
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Longer requests get a 413 as soon as their header is there, and the connection is closed, as by a proxy. */
  readonly longestBytes?: number
  /** Asked once for each request, in order; takes everything unless told. */
  readonly fault?: (request: ApiRequest) => ApiFault
}

export interface FaultApi {
  readonly url: string
  readonly port: number
  readonly requests: readonly ApiRequest[]
  /** Connections ever accepted. */
  readonly connections: () => number
  /** What it keeps, by seq in order of arrival: wire form. The first of two with the same seq stays. */
  readonly readings: ReadonlyMap<number, unknown>
  /** Requests that are open now. */
  readonly openNow: () => number
  /** Most requests that were open at the same time. */
  readonly mostAtOnce: () => number
  /** May be replaced at any time. */
  fault: (request: ApiRequest) => ApiFault
  close(): Promise<void>
}

/** An API that fails as it is told to, and de-duplicates by seq. Node's own HTTP only: it shares no code with the gateway. */
export async function startFaultApi(options: FaultApiOptions = {}): Promise<FaultApi> {
  const requests: ApiRequest[] = []
  const readings = new Map<number, unknown>()
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  let accepted = 0
  let open = 0
  let mostAtOnce = 0

  const api = {
    fault: options.fault ?? ((): ApiFault => ({ kind: 'take' })),
  }

  function keep(request: ApiRequest, except: ReadonlySet<unknown> = new Set()): void {
    for (const reading of readingsIn(request.body)) {
      if (!except.has(reading.seq) && !readings.has(reading.seq)) readings.set(reading.seq, reading)
    }
  }

  function act(fault: ApiFault, request: ApiRequest, response: ServerResponse): void {
    const { socket } = response
    switch (fault.kind) {
      case 'take': {
        const rejected = fault.rejected ?? []
        keep(request, new Set(rejected.map(({ seq }) => seq)))
        response.writeHead(200, { 'content-type': 'application/json' })
        return void response.end(JSON.stringify({ rejected }))
      }
      case 'answer':
        response.writeHead(fault.status, fault.headers)
        return void response.end(fault.body ?? '')
      case 'close-after-storing':
        keep(request)
        return void socket?.destroy()
      case 'cut-answer':
        keep(request)
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        response.write('{"rejected":[')
        return void setImmediate(() => socket?.destroy())
      case 'close':
        return void socket?.destroy()
      case 'hang':
        return
      case 'hang-in-body':
        response.writeHead(200, { 'content-type': 'application/json' })
        return void response.write('{"rejected":')
      case 'endless-body':
        response.writeHead(fault.status)
        return pour(response)
      case 'garbage':
        return void socket?.end(fault.bytes)
      case 'late': {
        const timer = setTimeout(() => {
          timers.delete(timer)
          act(fault.next, request, response)
        }, fault.delayMs)
        timers.add(timer)
      }
    }
  }

  const listener: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = []
    open += 1
    mostAtOnce = Math.max(mostAtOnce, open)
    response.once('close', () => (open -= 1))
    incoming.on('error', () => undefined)
    if (Number(incoming.headers['content-length']) > (options.longestBytes ?? Number.POSITIVE_INFINITY)) {
      response.writeHead(413, { connection: 'close' }).end()
      return
    }
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const packed = Buffer.concat(chunks)
      const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed
      const request: ApiRequest = {
        index: requests.length,
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: body.toString(),
        seqs: readingsIn(body.toString()).map(({ seq }) => seq),
      }
      requests.push(request)
      act(api.fault(request), request, response)
    })
  }

  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener)
  server.on('connection', (socket: Socket) => {
    accepted += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return Object.assign(api, {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    readings,
    connections: () => accepted,
    openNow: () => open,
    mostAtOnce: () => mostAtOnce,
    async close() {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

function readingsIn(body: string): readonly { readonly seq: number }[] {
  const batch: { readonly readings: readonly { readonly seq: number }[] } = JSON.parse(body)
  return batch.readings
}

/** As fast as the other side reads. */
function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  response.on('error', () => undefined)
  more()
}
