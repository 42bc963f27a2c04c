import { create } from 'zustand'
import type { RegisterRow } from '../../../shared/contract/config.ts'
import type { NamedPlace } from '../../../shared/contract/register-row.ts'
import { goTo, newDevicePlace } from './navigation.ts'

/** What a device is to be edited with, from another page. */
export type Handover =
  | {
      readonly kind: 'new-device'
      /** Of config.ini, in the order in which they are to stand there. */
      readonly keys: Readonly<Record<string, string>>
      readonly rows: readonly RegisterRow[]
    }
  /** Behind the rows that the section has, and written as it counts its addresses. */
  | {
      readonly kind: 'more-registers'
      readonly section: string
      readonly places: readonly NamedPlace[]
    }

interface HandoverState {
  /** null: nothing lies here, as after a reload. */
  readonly given: Handover | null
  forget(): void
}

/** The editor takes what lies here once; going back to its place begins with what is in the file. */
export const useHandover = create<HandoverState>()((set) => ({
  given: null,
  forget: () => set({ given: null }),
}))

/** Opens the editor with it, as changes that are not saved. */
export function handOver(given: Handover): void {
  useHandover.setState({ given })
  goTo('devices', handoverPlace(given))
}

/** Where it belongs: `SUPPLY` of `#/devices/SUPPLY`. */
export const handoverPlace = (given: Handover): string =>
  given.kind === 'new-device' ? newDevicePlace : given.section
