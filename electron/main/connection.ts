import { assertNever } from '../../shared/assert-never.ts'
import { clientMessage } from '../../shared/contract/client-message.ts'
import type { LookedAt } from '../../shared/contract/desktop.ts'
import type { RefusalCode, ServerMessage } from '../../shared/contract/protocol.ts'
import { openRemote } from '../ipc/remote.ts'
import { createSession, type Session } from '../ipc/session.ts'
import type { EngineHost } from './engine-host.ts'
import type { LookAt } from './look-at.ts'

export interface ConnectionOptions {
  readonly host: EngineHost
  readonly lookAt: LookAt
  /** The page was told that there is no engine, and asked. */
  readonly onRefused: () => void
}

/** The window's way to the gateway that it looks at: the engine of this process or another one's `/ipc`. */
export function openConnection(
  { host, lookAt, onRefused }: ConnectionOptions,
  send: (message: ServerMessage) => void,
): Session {
  const { target } = lookAt
  if (target.kind === 'remote') return remotePipe(target, lookAt, send)
  const refuse = (code: RefusalCode, message: string): void => send({ kind: 'refused', code, message })
  const { state } = host
  switch (state.kind) {
    case 'running':
      // It is the person's own computer: nobody else reaches this process.
      return createSession({
        service: state.service,
        access: { kind: 'full' },
        admit: () => ({ kind: 'admitted' }),
        send,
        hangUp: (reason) => refuse('too-many', reason),
      })
    case 'starting':
    case 'stopped':
      return refusing('the gateway is being started')
    case 'failed':
      return refusing(state.reason)
    default:
      return assertNever(state)
  }

  /** Says why there is nothing to be seen, as often as it is asked. */
  function refusing(message: string): Session {
    return {
      receive() {
        refuse('not-running', message)
        onRefused()
      },
      close() {},
    }
  }
}

/** A token that the person gives when the other gateway asks for one is kept as if it had been given with the address. */
function remotePipe(
  target: Extract<LookedAt, { readonly kind: 'remote' }>,
  lookAt: LookAt,
  send: (message: ServerMessage) => void,
): Session {
  let pipe: Session | null = null
  return {
    receive(received) {
      const { data: message } = clientMessage.safeParse(received)
      if (message?.kind === 'hello' && message.token !== null) lookAt.set(target, message.token)
      pipe ??= openRemote({ address: target.address, token: lookAt.token, send })
      pipe.receive(received)
    },
    close: () => pipe?.close(),
  }
}
