import { existsSync } from 'node:fs'
import type { GatewayConfig } from '../../shared/model/index.ts'
import {
  type ConfigurationSource,
  loadConfiguration as loadAnyConfiguration,
  type LoadedConfiguration,
} from '../engine/config/load.ts'
import { profileDirsOf } from '../engine/config/profile-folders.ts'
import { ConfigurationError } from '../engine/errors.ts'
import { wrongUsage } from './exit-code.ts'
import type { CommonOptions } from './options.ts'
import type { Shell } from './shell.ts'

/** What every command reads its configuration from. */
export function configurationSource(options: CommonOptions, shell: Shell): ConfigurationSource {
  return {
    path: options.config,
    env: shell.env,
    overrides: {},
    profileDirs: profileDirsOf(options.config, shell.packageDir),
  }
}

/** @throws CommandError where there is no such file */
export function requireConfigFile(options: CommonOptions): void {
  if (existsSync(options.config)) return
  throw wrongUsage(
    `there is no configuration at ${options.config}; name it with --config, or make one with: gateway-ems init`,
  )
}

/**
 * The configuration with all its findings, whether it can be used or not.
 *
 * @throws CommandError where there is no such file
 */
export function inspectConfiguration(options: CommonOptions, shell: Shell): Promise<LoadedConfiguration> {
  requireConfigFile(options)
  return loadAnyConfiguration(configurationSource(options, shell))
}

/**
 * A configuration that can be used.
 *
 * @throws CommandError where there is no such file
 * @throws ConfigurationError where it has errors
 */
export async function loadConfiguration(
  options: CommonOptions,
  shell: Shell,
): Promise<{ readonly config: GatewayConfig }> {
  const { path, config, findings } = await inspectConfiguration(options, shell)
  if (config === null) throw new ConfigurationError(path, findings)
  return { config }
}
