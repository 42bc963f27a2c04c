import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type IngestApi, startIngestApi } from '../../electron/simulator/api/server.ts'
import { startSimulator } from '../../electron/simulator/meters/simulator.ts'
import { bundle, startCli } from '../support/cli.ts'

export interface GatewayOptions {
  /** config.ini; `@SUPPLY`, `@WORKSHOP`, `@OFFICE` and `@API` stand for the ports and the URL that were free. */
  readonly ini: string
  readonly serve?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The built gateway as a process of its own, with simulated meters and the reference API beside it. */
export interface RunningGateway {
  readonly url: string
  readonly folder: string
  readonly configPath: string
  readonly api: IngestApi
  /** Ports of the simulated meters by name. */
  readonly ports: Readonly<Record<'SUPPLY' | 'WORKSHOP' | 'OFFICE', number>>
  config(): Promise<string>
  /** As somebody else would save it. */
  edit(change: (text: string) => string): Promise<void>
  /** Starts it again after its end, on the same port, with the same files. @param serve more options of `run`, where others than before */
  restart(serve?: readonly string[]): Promise<void>
  kill(): Promise<void>
  close(): Promise<void>
}

const started = z.object({ served_at: z.string() })

export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-ems-app-'))
  const simulator = await startSimulator({ ports: [0, 0, 0] })
  const api = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:' })
  const [supply, workshop, office] = simulator.meters.map(({ port }) => port)
  const ports = { SUPPLY: supply ?? 0, WORKSHOP: workshop ?? 0, OFFICE: office ?? 0 }
  const configPath = join(folder, 'config.ini')
  const text = options.ini
    .replaceAll(/@(SUPPLY|WORKSHOP|OFFICE)/g, (_mark, name: keyof typeof ports) => String(ports[name]))
    .replaceAll('@API', api.url)
  await writeFile(configPath, text)

  const start = async (address: string, serve: readonly string[] = options.serve ?? []) => {
    const cli = startCli(
      [
        'run',
        '--json',
        '--config',
        configPath,
        '--data-dir',
        join(folder, 'data'),
        '--serve',
        address,
        ...serve,
      ],
      { program: bundle, env: { LOG_FILE: join(folder, 'log', 'gateway.log'), ...options.env } },
    )
    const line = (await cli.outputWith('"started"')).split('\n')[0] ?? ''
    return { cli, url: started.parse(JSON.parse(line)).served_at }
  }
  let running = await start('127.0.0.1:0')
  const { url } = running
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running.cli.child.kill(signal)
    await running.cli.ended
  }
  return {
    url,
    folder,
    configPath,
    api,
    ports,
    config: () => readFile(configPath, 'utf8'),
    edit: async (change) => writeFile(configPath, change(await readFile(configPath, 'utf8'))),
    async restart(serve) {
      running = await start(new URL(url).host, serve)
    },
    kill: () => end('SIGKILL'),
    async close() {
      if (running.cli.child.exitCode === null && running.cli.child.signalCode === null) await end('SIGTERM')
      await Promise.all([simulator.close(), api.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
