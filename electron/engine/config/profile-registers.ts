import type { RegisterConfig } from '../../../shared/model/index.ts'
import { type ConfigurationSource, loadConfigurationText, loadProfilesOf } from './load.ts'

/** The registers of a section that says nothing but which profile it has; null: there is no such profile. */
export async function profileRegisters(
  source: ConfigurationSource,
  id: string,
): Promise<readonly RegisterConfig[] | null> {
  const loaded = await loadProfilesOf(source)
  if (!loaded.profiles.has(id)) return null
  const text = `[P]\nprotocol = TCP\nhost = localhost\nprofile = ${id}\n`
  const { config } = await loadConfigurationText(
    { ...source, env: {}, overrides: {}, onlyDevice: undefined },
    text,
    loaded,
  )
  return config?.devices[0]?.registers ?? null
}
