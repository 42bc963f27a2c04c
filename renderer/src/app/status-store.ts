import { create } from 'zustand'
import { gateway } from '../ipc/gateway.ts'
import { emptyStatus, fromSnapshot, type Status, withDelta } from './status.ts'

/** What the gateway does now, for every page: one subscription for the whole window. */
export const useStatus = create<Status>()(() => emptyStatus)

let isFollowing = false

/** Called once by the frame. */
export function followStatus(): void {
  if (isFollowing) return
  isFollowing = true
  gateway.subscribe(
    'status',
    {},
    {
      onSnapshot: (snapshot) => useStatus.setState(fromSnapshot(snapshot)),
      onDelta: (delta) => useStatus.setState((status) => withDelta(status, delta)),
    },
  )
}
