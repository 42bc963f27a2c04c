import { randomBytes } from 'node:crypto'
import type { Engine } from '../engine/engine.ts'
import { announceGateway, withdrawGateway } from './gateway-address.ts'
import { createHttpServer } from './http.ts'
import type { Service } from './session.ts'
import { serveWebSocket } from './websocket.ts'

/**
 * Lets the commands of the account that runs the desktop app go through its lines: on loopback, at a port of the system's
 * choice, with `/ipc` and nothing else, for a token that is made anew each time and lies in the data directory.
 * Without it the commands are refused, which is no reason not to collect.
 *
 * @returns closes it
 */
export async function openCommandDoor(engine: Engine, service: Service): Promise<() => Promise<void>> {
  const logger = engine.logger.child('http')
  const token = randomBytes(32).toString('base64url')
  try {
    const server = await createHttpServer({
      port: 0,
      logger,
      extend: (app) => serveWebSocket(app, { service, token, access: { kind: 'full' } }),
    })
    const withdraw = announceGateway(engine.dataDir, server, token)
    return async () => {
      withdraw()
      await server.close()
    }
  } catch (error) {
    withdrawGateway(engine.dataDir)
    const reason = error instanceof Error ? error.message : String(error)
    logger.warning(`commands of this computer cannot go through this app's lines: ${reason}`)
    return async () => {}
  }
}
