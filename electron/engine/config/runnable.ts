import { ConfigurationError } from '../errors.ts'
import { type ConfigurationSource, type LoadedConfiguration, loadConfigurationText } from './load.ts'

/** `refuse`: nothing is started. `wait`: nothing is collected until the file is repaired, while the rest runs. */
export type WhenBroken = 'refuse' | 'wait'

export type RunnableConfiguration = LoadedConfiguration & {
  readonly config: NonNullable<LoadedConfiguration['config']>
}

export const isRunnable = (loaded: LoadedConfiguration): loaded is RunnableConfiguration =>
  loaded.config !== null

/**
 * The configuration as loaded where it can run; else the gateway without devices, so that it can be repaired from within.
 *
 * @throws ConfigurationError
 */
export async function runnable(
  loaded: LoadedConfiguration,
  source: ConfigurationSource,
  whenBroken: WhenBroken,
): Promise<RunnableConfiguration> {
  if (isRunnable(loaded)) return loaded
  const refusal = new ConfigurationError(loaded.path, loaded.findings)
  if (whenBroken === 'refuse') throw refusal
  // What is wrong may stand in the environment.
  const config =
    loaded.settings ?? (await loadConfigurationText({ ...source, env: {} }, '[DEFAULT]\n')).settings
  if (config === null) throw refusal
  return { ...loaded, config, effective: [] }
}
