import { silentLogger } from '../../electron/engine/logger.ts'
import { createHttpServer } from '../../electron/ipc/http.ts'
import { serveInterfaceFiles } from '../../electron/ipc/interface-files.ts'
import { createService } from '../../electron/ipc/service.ts'
import { serveWebSocket } from '../../electron/ipc/websocket.ts'
import { openSite, type SiteOptions } from './site.ts'

/** A gateway in this process with its interface, as the command `run --serve` has it. */
export interface ServedSite {
  readonly url: string
  close(): Promise<void>
}

/** @param interfaceFolder the built interface; null: the WebSocket alone */
export async function openServedSite(
  options: SiteOptions,
  interfaceFolder: string | null,
): Promise<ServedSite> {
  const site = await openSite(options)
  const engine = await site.start()
  const service = createService({ engine, version: 'bench', hostName: 'bench', simulator: null })
  const server = await createHttpServer({
    port: 0,
    health: () => engine.monitor.health(),
    metrics: () => engine.monitor.metrics(),
    logger: silentLogger,
    async extend(app) {
      await serveWebSocket(app, { service, access: { kind: 'full' }, token: null })
      if (interfaceFolder !== null) await serveInterfaceFiles(app, interfaceFolder)
    },
  })
  return {
    url: server.url,
    async close() {
      service.close()
      await server.close()
      await engine.stop()
      await site.close()
    },
  }
}
