import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { RunRequest } from '../../../shared/contract/tester.ts'
import { type GatewayConfig, linkIdOf } from '../../../shared/model/index.ts'
import { systemClock } from '../../engine/clock.ts'
import type { ConfigurationSource } from '../../engine/config/load.ts'
import { profileRegisters } from '../../engine/config/profile-registers.ts'
import { LineRefusedError } from '../../engine/diagnose/lines.ts'
import { createLoneLines } from '../../engine/diagnose/lone-lines.ts'
import { serialPortPaths } from '../../engine/diagnose/serial-ports.ts'
import type { Logger } from '../../engine/logger.ts'
import type { FrameListener } from '../../engine/modbus/frame-trace.ts'
import { gatewayIdentity } from '../../engine/store/identity.ts'
import { createTester } from '../../engine/tester/runs.ts'
import { RunRefusedError } from '../../engine/tester/tool.ts'
import { createTools } from '../../engine/tester/tools.ts'
import { CommandError } from '../exit-code.ts'
import type { Bench } from './bench.ts'
import { heldText } from './collector-at-work.ts'

export interface LocalBenchOptions {
  readonly config: GatewayConfig | null
  readonly source: ConfigurationSource
  readonly dataDir: string
  readonly version: string
  /** Defects go there. */
  readonly logger: Logger
  readonly onFrame: FrameListener | null
  /** A collector at work that cannot be asked; its endpoints are not for others. */
  readonly heldBy: { readonly pid: number | null } | null
}

/** Runs in this process, over connections of its own. */
export function createLocalBench(options: LocalBenchOptions): Bench {
  const { config, source, dataDir, version, logger, onFrame, heldBy } = options
  const { lines, watchFrames } = createLoneLines(systemClock)
  if (onFrame !== null) watchFrames(onFrame)
  const devices = config?.devices ?? []
  const guarded: typeof lines = {
    ...lines,
    borrow(link, how) {
      const users = devices.filter((each) => each.enabled && linkIdOf(each.link) === linkIdOf(link))
      if (heldBy !== null && users.length > 0) throw new LineRefusedError(heldText(heldBy.pid, users))
      return lines.borrow(link, how)
    },
  }
  const tester = createTester({
    lines: guarded,
    watchFrames,
    clock: systemClock,
    logger,
    tools: createTools({
      devices: () => devices,
      maxRetries: () => config?.maxRetries ?? 0,
      profileRegisters: (id) => profileRegisters(source, id),
      listSerialPorts: serialPortPaths,
      api: () => config?.api ?? null,
      gateway: { id: gatewayName(config, dataDir), version, hostName: hostname() },
    }),
  })

  function start(request: RunRequest): string {
    try {
      return tester.start(request)
    } catch (error) {
      if (!(error instanceof RunRefusedError || error instanceof LineRefusedError)) throw error
      throw new CommandError(error.message, undefined, { cause: error })
    }
  }

  return {
    collectorUrl: null,
    cost: async (request) => tester.cost(request),
    run(request, { signal, onState }) {
      const { promise, resolve } = Promise.withResolvers<NonNullable<ReturnType<typeof tester.state>>>()
      let runId = ''
      const leave = tester.subscribe((id) => {
        const state = tester.state(id)
        if (id !== runId || state === null) return
        onState?.(state)
        if (state.endedAtMs !== null) resolve(state)
      })
      runId = start(request)
      const stop = (): void => void tester.stop(runId)
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true })
      return promise.finally(() => {
        signal.removeEventListener('abort', stop)
        leave()
      })
    },
    async close() {
      await tester.close()
      await lines.close()
    },
  }
}

/** A gateway that has never run is not given a name here. */
function gatewayName(config: GatewayConfig | null, dataDir: string): string {
  if (config?.gatewayId !== undefined && config.gatewayId !== null) return config.gatewayId
  return existsSync(join(dataDir, 'gateway-id')) ? gatewayIdentity(dataDir).id : 'unnamed'
}
