import { connectionKeys } from './keys/connection-keys.ts'
import { globalKeys } from './keys/global-keys.ts'
import type { KeySpec } from './keys/key-spec.ts'
import { registerKeys } from './keys/register-keys.ts'
import { requestKeys } from './keys/request-keys.ts'

export { globalKeys }
export type { KeySpec }

/** Of a section, in the order in which they are explained. */
export const deviceKeys = { ...connectionKeys, ...registerKeys, ...requestKeys } as const

/** Switches of the environment that are no keys of the file. */
export const environmentSwitches = {
  DEBUG: 'Log level DEBUG.',
  MODBUS_DEBUG: 'Every Modbus frame is logged, in hex and decoded.',
  TEST_DEVICE: 'Collects from this device alone.',
  TEST_REAL_DEVICES: 'Tests use the devices of the local config.ini.',
} as const

export const allGlobalKeys: readonly KeySpec<unknown>[] = Object.values(globalKeys)
export const allDeviceKeys: readonly KeySpec<unknown>[] = Object.values(deviceKeys)

export function spellings(spec: KeySpec<unknown>): readonly string[] {
  return [spec.name, ...spec.aliases]
}
