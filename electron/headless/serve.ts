import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import type { SimulatorHost } from '../ipc/gateway.ts'
import { createHttpServer, type HttpServer } from '../ipc/http.ts'
import { serveInterfaceFiles } from '../ipc/interface-files.ts'
import { createService } from '../ipc/service.ts'
import { serveWebSocket } from '../ipc/websocket.ts'
import { CommandError, ExitCode } from './exit-code.ts'
import type { HostAndPort } from './options.ts'
import type { Shell } from './shell.ts'

export interface ServeOptions extends HostAndPort {
  /** null: none is asked for, which is for loopback alone. */
  readonly token: string | null
  readonly isReadOnly: boolean
}

/** The interface, its connection to the engine, health and metrics. */
export async function serveGateway(
  engine: Engine,
  options: ServeOptions,
  simulator: SimulatorHost,
  shell: Shell,
): Promise<HttpServer> {
  const { host, port, token, isReadOnly } = options
  const logger = engine.logger.child('http')
  const service = createService({
    engine,
    version: shell.version,
    hostName: hostname(),
    simulator,
  })
  try {
    const server = await createHttpServer({
      host,
      port,
      health: () => engine.monitor.health(),
      metrics: () => engine.monitor.metrics(),
      logger,
      async extend(app) {
        await serveWebSocket(app, {
          service,
          token,
          access: isReadOnly
            ? { kind: 'read-only', reason: 'this gateway is served with --read-only' }
            : { kind: 'full' },
        })
        await serveInterfaceFiles(app, join(shell.packageDir, 'out', 'renderer'))
      },
    })
    logger.info(`interface, health and metrics at ${server.url}`)
    return {
      ...server,
      async close() {
        service.close()
        await server.close()
      },
    }
  } catch (cause) {
    service.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(`cannot serve on ${host}:${port}: ${reason}`, ExitCode.failed, { cause })
  }
}
