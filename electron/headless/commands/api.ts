import { startIngestApi } from '../../simulator/api/server.ts'
import { CommandError, ExitCode } from '../exit-code.ts'
import { jsonText } from '../json.ts'
import { type CommandFactory, type CommonOptions, describedCommand, portArgument } from '../options.ts'
import type { Shell } from '../shell.ts'
import { watchForStop } from '../signals.ts'

interface ApiOptions extends CommonOptions {
  readonly host: string
  readonly port: number
  readonly token?: string
  readonly db: string
}

export const apiCommand: CommandFactory = (shell, finish) =>
  describedCommand({
    name: 'api',
    summary: 'A reference API that takes readings, until Ctrl-C.',
    description:
      'It follows docs/api.openapi.yaml: checks the token, takes compressed batches, and keeps each reading once by ' +
      'gateway and seq. GET /api/v1/readings shows what has arrived.',
    json: 'one line {url, db} once it listens.',
    examples: [
      ['api', 'on port 18080, readings in memory'],
      ['api --port 8080 --token secret --db readings.db', 'with a token, readings in a file'],
    ],
  })
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', '0: any free one', portArgument, 18_080)
    .option('--token <token>', 'bearer token that a gateway has to show; without it any is taken')
    .option('--db <file>', 'SQLite file for the readings', ':memory:')
    .action(async (options: ApiOptions) => finish(await api(options, shell)))

async function api({ host, port, token, db, json }: ApiOptions, shell: Shell): Promise<ExitCode> {
  const stop = watchForStop(shell, null)
  const server = await startIngestApi({
    host,
    port,
    dbPath: db,
    ...(token === undefined ? {} : { token }),
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(`the API cannot start: ${reason}`, ExitCode.failed, { cause })
  })
  if (json) shell.out.line(jsonText({ url: server.url, db }))
  else
    shell.out.line(
      `The reference API listens at ${server.url}; GET ${server.url}/api/v1/readings shows readings`,
    )
  await stop.stopped
  await server.close()
  stop.close()
  return ExitCode.fine
}
