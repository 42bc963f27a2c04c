import { addressOf } from '../../app/navigation.ts'

const permission = { isGiven: false }

/** Goes to another place without the question whether unsaved changes may be lost: they are none. */
export const goFreely = (detail: string | null): void => goFreelyTo(addressOf({ page: 'devices', detail }))

/** @param address `#/devices` */
export function goFreelyTo(address: string): void {
  if (location.hash === address) return
  permission.isGiven = true
  location.hash = address
}

/** Whether the change of place that is going on was meant so; it holds once. */
export function takePermission(): boolean {
  const { isGiven } = permission
  permission.isGiven = false
  return isGiven
}
