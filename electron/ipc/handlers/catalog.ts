import type { Handlers } from '../../../shared/contract/commands.ts'
import type { Gateway } from '../gateway.ts'

/** Texts have no place on an axis; everything else is a number, a bit being 0 or 1. */
export function catalogHandlers({ engine }: Gateway): Pick<Handlers, 'seriesCatalog'> {
  return {
    async seriesCatalog() {
      const devices = engine.configuration.config.devices
      return {
        devices: devices.map(({ id, name, enabled, registers }) => ({
          deviceId: id,
          name,
          enabled,
          values: registers
            .filter(({ dataType }) => dataType.kind !== 'STRING')
            .map(({ label, unit }) => ({ label, unit })),
        })),
      }
    },
  }
}
