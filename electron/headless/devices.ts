import type { DeviceConfig } from '../../shared/model/index.ts'
import { wrongUsage } from './exit-code.ts'
import { safe } from './text.ts'

/**
 * The devices that a command was called with. A section with a list of units, `SECTION/11`, may be named as a whole.
 * Without a name: all, or all enabled ones.
 *
 * @throws CommandError for a name that the configuration does not have
 */
export function chooseDevices(
  devices: readonly DeviceConfig[],
  names: readonly string[],
  { onlyEnabled }: { readonly onlyEnabled: boolean },
): readonly DeviceConfig[] {
  if (names.length === 0) return devices.filter(({ enabled }) => enabled || !onlyEnabled)
  const chosen = names.flatMap((name) => {
    const matching = devices.filter(({ id, section }) => id === name || section === name)
    if (matching.length > 0) return matching
    const known = devices.map(({ id }) => id).join(', ')
    throw wrongUsage(
      safe(
        known === ''
          ? `there is no device ${name}: the configuration has none`
          : `there is no device ${name}; there are: ${known}`,
      ),
    )
  })
  return [...new Set(chosen)]
}
