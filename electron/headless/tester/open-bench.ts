import { existsSync } from 'node:fs'
import type { DeviceConfig, GatewayConfig } from '../../../shared/model/index.ts'
import { type Logger, silentLogger } from '../../engine/logger.ts'
import { configurationSource, loadConfiguration } from '../configuration.ts'
import { ExitCode, wrongUsage } from '../exit-code.ts'
import { type FramesOptions, framesOption, openRecorder } from '../frames.ts'
import type { CommonOptions } from '../options.ts'
import type { Shell } from '../shell.ts'
import { watchForStop } from '../signals.ts'
import type { Bench } from './bench.ts'
import { collectorAtWork } from './collector-at-work.ts'
import { connectCollector } from './connect-collector.ts'
import { createLocalBench } from './local-bench.ts'
import { createRemoteBench } from './remote-bench.ts'

/** Every command of the tester has these: `.option(...tokenOption).option(...framesOption)`. */
export interface BenchOptions extends CommonOptions, FramesOptions {
  readonly token?: string
}

export const tokenOption = [
  '--token <token>',
  'of the collector that the test goes through; or GATEWAY_TOKEN',
] as const
export { framesOption }

export const framesElsewhere =
  'the collector has the frames of its lines: record them with run --frames, or save them from its Traffic tab'

export interface AtBench {
  readonly bench: Bench
  /** null: there is no configuration file, which typed settings do not need. */
  readonly config: GatewayConfig | null
  readonly devices: readonly DeviceConfig[]
  /** Aborted by Ctrl-C: what was found until then is shown. */
  readonly signal: AbortSignal
}

/**
 * Runs a command of the tester: through the collector where one holds the data directory and serves, else here. A collector
 * that does not serve keeps its own endpoints for itself.
 *
 * @throws CommandError
 */
export async function atBench(
  options: BenchOptions,
  shell: Shell,
  work: (at: AtBench) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = existsSync(options.config) ? (await loadConfiguration(options, shell)).config : null
  const collector = collectorAtWork(options.dataDir)
  const address = collector?.address ?? null
  if (address !== null && options.frames !== undefined) {
    throw wrongUsage(framesElsewhere)
  }
  const recorder = await openRecorder(options, (sentence) => shell.note(sentence))
  const stop = watchForStop(shell, null)
  const abort = new AbortController()
  void stop.stopped.then(() => abort.abort())
  try {
    const bench =
      address === null
        ? createLocalBench({
            config,
            source: configurationSource(options, shell),
            dataDir: options.dataDir,
            version: shell.version,
            logger: defectsTo(shell),
            onFrame: recorder?.onFrame ?? null,
            heldBy: collector,
          })
        : createRemoteBench(address.url, await connectCollector(address, options, shell, abort.signal))
    try {
      return await work({ bench, config, devices: config?.devices ?? [], signal: abort.signal })
    } finally {
      await bench.close()
    }
  } finally {
    stop.close()
    await recorder?.close()
  }
}

const defectsTo = (shell: Shell): Logger => ({ ...silentLogger, error: (message) => shell.note(message) })
