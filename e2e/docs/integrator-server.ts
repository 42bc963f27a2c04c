import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { openApi, openApiSchema } from '../support/openapi.ts'

/** What an integrator who has nothing but docs/api.openapi.yaml would build. */
export interface IntegratorServer {
  readonly url: string
  /** By `gateway_id` and `seq`, as the document asks. */
  readonly readings: ReadonlyMap<string, unknown>
  /** What came and is not as the document says. */
  readonly faults: readonly string[]
  readonly duplicates: () => number
  /** Loses the answer after everything is stored. */
  loseAnswer: boolean
  /** The document's 500. */
  fail: boolean
  close(): Promise<void>
}

const [path = ''] = Object.keys(z.record(z.string(), z.unknown()).parse(openApi('paths')))
const post = ['paths', path, 'post'] as const
const parameters = z
  .array(
    z.object({
      name: z.string(),
      in: z.string(),
      schema: z.object({ enum: z.array(z.string()).optional() }),
    }),
  )
  .parse(openApi(...post, 'parameters'))
const statuses = new Set(Object.keys(z.record(z.string(), z.unknown()).parse(openApi(...post, 'responses'))))
const batchSchema = openApiSchema('Batch')
const readingSchema = openApiSchema('Reading')
const resultSchema = openApiSchema('Result')
/** What the schema has shown already. */
const envelope = z.object({ gateway_id: z.string(), readings: z.array(z.looseObject({ seq: z.number() })) })

export async function startIntegratorServer(token: string): Promise<IntegratorServer> {
  const readings = new Map<string, unknown>()
  const faults: string[] = []
  let duplicates = 0

  function headerFaults({ headers }: IncomingMessage): readonly string[] {
    return parameters.flatMap(({ name, schema }) => {
      const value = headers[name.toLowerCase()]
      if (value === undefined) return [`no ${name}`]
      return schema.enum === undefined || schema.enum.includes(String(value))
        ? []
        : [`${name}: ${String(value)}`]
    })
  }

  /** @returns status and body of the document */
  function take(request: IncomingMessage, packed: Buffer): readonly [status: number, body: unknown] {
    if (request.headers.authorization !== `Bearer ${token}`) return [401, { error: 'who is this?' }]
    faults.push(...headerFaults(request))
    const json: unknown = JSON.parse(
      (request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed).toString(),
    )
    const wrong = batchSchema.safeParse(json).error
    if (wrong !== undefined) faults.push(z.prettifyError(wrong))
    const batch = envelope.parse(json)
    const rejected: object[] = []
    let accepted = 0
    for (const reading of batch.readings) {
      const key = `${batch.gateway_id}:${reading.seq}`
      const { error } = readingSchema.safeParse(reading)
      if (error !== undefined) rejected.push({ seq: reading.seq, reason: z.prettifyError(error) })
      else if (readings.has(key)) duplicates++
      else {
        readings.set(key, reading)
        accepted++
      }
    }
    return [200, { accepted, duplicates: batch.readings.length - accepted - rejected.length, rejected }]
  }

  const control = { loseAnswer: false, fail: false }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== path) faults.push(`${request.method} ${request.url}`)
      const [status, body] = control.fail ? [500, { error: 'not now' }] : take(request, Buffer.concat(chunks))
      if (control.loseAnswer && status === 200) return void request.socket.destroy()
      if (!statuses.has(String(status))) faults.push(`answers ${status}, which the document does not know`)
      if (status === 200) resultSchema.parse(body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(control, {
    url: `http://127.0.0.1:${port}`,
    readings,
    faults,
    duplicates: () => duplicates,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
