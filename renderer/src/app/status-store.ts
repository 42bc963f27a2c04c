import { create } from 'zustand'
import { gateway } from '../ipc/gateway.ts'
import { emptyStatus, fromSnapshot, type Status, withDelta } from './status.ts'

interface FollowedStatus extends Status {
  /** Why the gateway does not say how it is; null while it does. */
  readonly failure: string | null
}

/** What the gateway does now, for every page: one subscription for the whole window. */
export const useStatus = create<FollowedStatus>()(() => ({ ...emptyStatus, failure: null }))

let isFollowing = false

/** Called once by the frame. */
export function followStatus(): void {
  if (isFollowing) return
  isFollowing = true
  gateway.subscribe(
    'status',
    {},
    {
      onSnapshot: (snapshot) => useStatus.setState({ ...fromSnapshot(snapshot), failure: null }),
      onDelta: (delta) => useStatus.setState((status) => withDelta(status, delta)),
      onError: (failure) => useStatus.setState({ failure }),
    },
  )
}
