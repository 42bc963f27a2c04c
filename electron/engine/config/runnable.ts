import type { DeviceConfig, GatewayConfig } from '../../../shared/model/index.ts'
import { ConfigurationError } from '../errors.ts'
import { type ConfigurationSource, type LoadedConfiguration, loadConfigurationText } from './load.ts'

/** `refuse`: nothing is started. `wait`: nothing is collected until the file is repaired, while the rest runs. */
export type WhenBroken = 'refuse' | 'wait'

/** What is left of a loaded configuration while it runs: not the file, which is large where the devices are many. */
export interface RunningConfiguration {
  readonly path: string
  readonly config: GatewayConfig
  /** Those that could be made, also where the file has errors and none of them runs. */
  readonly devices: readonly DeviceConfig[]
}

/** null: it has errors. */
export const runningOf = ({ path, config, devices }: LoadedConfiguration): RunningConfiguration | null =>
  config === null ? null : { path, config, devices }

/**
 * The configuration as loaded where it can run; else the gateway without devices, so that it can be repaired from within.
 *
 * @throws ConfigurationError
 */
export async function runnable(
  loaded: LoadedConfiguration,
  source: ConfigurationSource,
  whenBroken: WhenBroken,
): Promise<RunningConfiguration> {
  const running = runningOf(loaded)
  if (running !== null) return running
  const refusal = new ConfigurationError(loaded.path, loaded.findings)
  if (whenBroken === 'refuse') throw refusal
  // What is wrong may stand in the environment.
  const config =
    loaded.settings ?? (await loadConfigurationText({ ...source, env: {} }, '[DEFAULT]\n')).settings
  if (config === null) throw refusal
  return { path: loaded.path, config, devices: loaded.devices }
}
