import { systemClock } from '../../electron/engine/clock.ts'
import type { Logger } from '../../electron/engine/logger.ts'
import { createHttpServer, type HttpServer } from '../../electron/ipc/http.ts'
import { serveInterfaceFiles } from '../../electron/ipc/interface-files.ts'
import { createService } from '../../electron/ipc/service.ts'
import type { Service } from '../../electron/ipc/session.ts'
import { serveWebSocket } from '../../electron/ipc/websocket.ts'
import type { Access } from '../../shared/contract/protocol.ts'
import { makeSite, runEngine, type Site, type TestEngine } from './gateway-engine.ts'

export interface ServeTestOptions {
  /** Of config.ini, behind the log's place in [DEFAULT]. */
  readonly ini?: string
  readonly host?: string
  readonly port?: number
  readonly token?: string | null
  readonly access?: Access
  /** Of the built interface. */
  readonly folder?: string
  /** Puts something of the test's own in the place of what the engine offers. */
  readonly change?: (service: Service) => Service
}

export interface ServedEngine extends TestEngine {
  readonly site: Site
  readonly server: HttpServer
  /** For this computer, whatever the server is bound to. */
  readonly url: string
  /** Warnings and errors of the server. */
  readonly logged: readonly string[]
  close(): Promise<void>
}

/** A real engine behind a real server, in this process. */
export async function serveEngine(options: ServeTestOptions = {}): Promise<ServedEngine> {
  const { ini = disabledDevice, token = null, access = { kind: 'full' }, change = (same) => same } = options
  const site = makeSite(ini)
  const test = await runEngine(site)
  const { engine } = test
  const logged: string[] = []
  const logger: Logger = {
    debug() {},
    info() {},
    warning: (message) => void logged.push(message),
    error: (message) => void logged.push(message),
    child: () => logger,
  }
  const service = createService({ engine, version: '1.2.3', hostName: 'plant', simulator: null })
  const server = await createHttpServer({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    health: () => engine.monitor.health(),
    metrics: () => engine.monitor.metrics(),
    logger,
    async extend(app) {
      await serveWebSocket(app, {
        service: change({ ...service, clock: systemClock, logger }),
        access,
        token,
      })
      if (options.folder !== undefined) await serveInterfaceFiles(app, options.folder)
    },
  })
  return {
    ...test,
    site,
    server,
    url: `http://127.0.0.1:${server.port}`,
    logged,
    async close() {
      service.close()
      await server.close()
      await engine.stop()
      site.remove()
    },
  }
}

/** The engine runs, nothing is asked. */
export const disabledDevice = `[METER]
enabled = false
protocol = TCP
host = 127.0.0.1
port = 502
addressing = zero
registers = 0
labels = Power
`

/** Read every 500 ms. */
export const deviceAt = (port: number): string => `collection_interval = 500ms
[METER]
protocol = TCP
host = 127.0.0.1
port = ${port}
addressing = zero
registers = 0, 1
labels = Power, Voltage
units = W, V
`
