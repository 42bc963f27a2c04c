import { hash } from 'node:crypto'
import type { DeviceConfig, RegisterConfig } from '../../../shared/model/index.ts'

/**
 * Meters of one model are written out section by section with the same registers. They get one array of them, so
 * that thousands take the memory of one, and whoever plans or decodes can do it once for all of them.
 */
export class SharedRegisters {
  readonly #known = new Map<string, readonly RegisterConfig[]>()

  share(device: DeviceConfig): DeviceConfig {
    const digest = digestOf(device.registers)
    const known = this.#known.get(digest)
    if (known !== undefined) return { ...device, registers: known }
    this.#known.set(digest, device.registers)
    return device
  }
}

/** Exact factors are bigints, which have no JSON form of their own. */
const digestOf = (registers: readonly RegisterConfig[]): string =>
  hash(
    'sha256',
    JSON.stringify(registers, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)),
  )
