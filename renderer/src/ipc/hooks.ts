import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { TopicName } from '../../../shared/contract/names.ts'
import type { Access, Welcome } from '../../../shared/contract/protocol.ts'
import type { Delta, Snapshot, TopicArgs } from '../../../shared/contract/topics.ts'
import type { Connection } from './client.ts'
import { gateway } from './gateway.ts'

export const useConnection = (): Connection => useStore(gateway.connection)

/** null until the gateway has answered. */
export function useWelcome(): Welcome | null {
  const connection = useConnection()
  return connection.kind === 'open' ? connection.welcome : null
}

const unknownAccess: Access = { kind: 'read-only', reason: '' }
/** What this window may do; nothing while there is no connection. */
export const useAccess = (): Access => useWelcome()?.access ?? unknownAccess

export type Followed<S> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly data: S }
  | { readonly kind: 'error'; readonly message: string }

/**
 * Follows a topic while the component is shown. `apply` puts a delta into the state; a topic without deltas needs none.
 * `args` may be a new object each time: what it says counts.
 */
export function useTopic<T extends TopicName>(
  topic: T,
  args: TopicArgs<T>,
  apply?: (state: Snapshot<T>, delta: Delta<T>) => Snapshot<T>,
): Followed<Snapshot<T>> {
  const [followed, setFollowed] = useState<Followed<Snapshot<T>>>({ kind: 'loading' })
  const key = JSON.stringify(args)
  useEffect(() => {
    setFollowed({ kind: 'loading' })
    return gateway.subscribe(topic, JSON.parse(key) as TopicArgs<T>, {
      onSnapshot: (data) => setFollowed({ kind: 'ready', data }),
      onDelta: (delta) =>
        setFollowed((known) =>
          known.kind === 'ready' && apply !== undefined
            ? { kind: 'ready', data: apply(known.data, delta) }
            : known,
        ),
      onError: (message) => setFollowed({ kind: 'error', message }),
    })
    // `apply` is a pure function of the module that calls.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [topic, key])
  return followed
}
