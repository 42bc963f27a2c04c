import { useMemo } from 'react'
import type { UnitTarget } from '../../../../shared/contract/tester.ts'
import { useStatus } from '../../app/status-store.ts'
import { configuredDevice } from './found-device.ts'

export interface Configured {
  /** Of config.ini. */
  readonly section: string
  readonly name: string
}

/** The device of the configuration that is this unit, however it came to be asked; null: there is none. */
export function useConfigured(target: UnitTarget): Configured | null {
  const section = useStatus(({ devices }) => configuredDevice(devices.values(), target)?.section ?? null)
  const name = useStatus(({ devices }) => configuredDevice(devices.values(), target)?.name ?? '')
  return useMemo(() => (section === null ? null : { section, name }), [section, name])
}
