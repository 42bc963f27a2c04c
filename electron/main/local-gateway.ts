import { join } from 'node:path'
import type { EngineEvent } from '../../shared/model/index.ts'
import { profileDirsOf } from '../engine/config/profile-folders.ts'
import { type Engine, startEngine } from '../engine/engine.ts'
import { openCommandDoor } from '../ipc/command-door.ts'
import { createService } from '../ipc/service.ts'
import type { Service } from '../ipc/session.ts'
import { createSimulatorHost } from '../simulator/host.ts'
import type { Places } from './places.ts'

export interface LocalGatewayOptions {
  /** Of the program: shipped meter profiles lie in it. */
  readonly packageDir: string
  readonly version: string
  readonly hostName: string
  readonly writeLine: (line: string) => void
  readonly onEvent: (event: EngineEvent) => void
}

/** The gateway of this process, with what the window asks of it. */
export interface LocalGateway {
  readonly engine: Engine
  readonly service: Service
  /** Commits what was read before it resolves. */
  stop(): Promise<void>
}

/**
 * A configuration with errors is waited for: it can be repaired in the window.
 *
 * @throws LockedError another collector holds the data directory
 */
export async function startLocalGateway(
  { configPath, dataDir, workingDir }: Places,
  { packageDir, version, hostName, writeLine, onEvent }: LocalGatewayOptions,
): Promise<LocalGateway> {
  process.chdir(workingDir)
  const simulator = createSimulatorHost({
    markerPath: join(dataDir, 'simulator.json'),
    demoPath: join(packageDir, 'config', 'demo.ini'),
  })
  // The meters are to answer in the first slot already; where they cannot start, their devices say that they are away.
  await simulator.restore().catch(() => {})
  const engine = await startEngine({
    source: {
      path: configPath,
      env: process.env,
      overrides: {},
      profileDirs: profileDirsOf(configPath, packageDir),
    },
    dataDir,
    version,
    console: writeLine,
    onLogTrouble: writeLine,
    whenBroken: 'wait',
  }).catch(async (error: unknown) => {
    await simulator.close()
    throw error
  })
  engine.subscribe(onEvent)
  if (engine.configState.rejected.length === 0) {
    const devices = engine.configuration.config.devices
    await simulator.keepFor(devices.map(({ section }) => section))
  }
  const service = createService({ engine, version, hostName, simulator })
  const closeDoor = await openCommandDoor(engine, service)
  return {
    engine,
    service,
    async stop() {
      service.close()
      await Promise.all([closeDoor(), engine.stop()])
      await simulator.close()
    },
  }
}
