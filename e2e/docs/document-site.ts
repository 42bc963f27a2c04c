import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type IngestApi, startIngestApi } from '../../electron/simulator/api/server.ts'
import { startSimulator } from '../../electron/simulator/meters/simulator.ts'
import { asTested, type RunningCli, startCli } from '../support/cli.ts'
import { waitFor } from '../support/wait.ts'
import { root } from './pages.ts'
import { runShell } from './run-shell.ts'

/** A place as the documents speak of it: `config/config.ini`, `data`, three meters, an API, `gateway-ems` in the path. */
export interface DocumentSite {
  readonly folder: string
  readonly api: IngestApi
  /** Of the simulated meters: supply, workshop, office. */
  readonly meterPorts: readonly number[]
  /** As a person would type it. @throws where it ends with something other than 0 */
  shell(text: string): Promise<string>
  /** The collector, once it has delivered a reading of this start. */
  collect(): Promise<RunningCli>
  stop(): Promise<void>
  close(): Promise<void>
}

export async function makeDocumentSite(): Promise<DocumentSite> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-documents-'))
  const simulator = await startSimulator({ ports: [0, 0, 0] })
  const api = await startIngestApi({ host: '127.0.0.1', port: 0, dbPath: ':memory:' })
  const meterPorts = simulator.meters.map(({ port }) => port)
  const [first, second, third] = meterPorts

  const config = readFileSync(join(root, 'config', 'demo.ini'), 'utf8')
    .replace('gateway_id = demo\n', '')
    .replace('[SUPPLY]', '[DEVICE_1]')
    .replace('[WORKSHOP]', '[DEVICE_2]')
    .replace('port = 15021', `port = ${first}`)
    .replace('port = 15022', `port = ${second}`)
    .replace('port = 15023', `port = ${third}`)
    .replace('http://127.0.0.1:18080', api.url)
  mkdirSync(join(folder, 'config'))
  writeFileSync(join(folder, 'config', 'config.ini'), config)
  mkdirSync(join(folder, 'bin'))
  const program = join(folder, 'bin', 'gateway-ems')
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${asTested}" "$@"\n`)
  chmodSync(program, 0o755)
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(':')

  let running: RunningCli | null = null
  const stop = async (): Promise<void> => {
    running?.child.kill('SIGTERM')
    await running?.ended
    running = null
  }
  return {
    folder,
    api,
    meterPorts,
    shell: (text) => runShell(text, folder, { PATH: path }),
    async collect() {
      const before = api.count()
      running = startCli(['run', '--json', '--serve', '0'], { cwd: folder })
      await running.outputWith('"reading"')
      await waitFor('a delivered reading', () => api.count() > before)
      return running
    },
    stop,
    async close() {
      await stop()
      await Promise.all([simulator.close(), api.close()])
      rmSync(folder, { recursive: true })
    },
  }
}
