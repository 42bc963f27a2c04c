import { useCallback, useEffect, useState } from 'react'
import type { DesktopState } from '../../../../shared/contract/desktop.ts'
import type { GatewayClient } from '../../ipc/client.ts'

export type CallDesktop = NonNullable<GatewayClient['callDesktop']>

export interface Desktop {
  /** null until the shell has answered. */
  readonly state: DesktopState | null
  /** Why the last thing was not done. */
  readonly failure: string | null
  readonly isBusy: boolean
  /** Each call answers with the state after it. */
  perform(act: (call: CallDesktop) => Promise<DesktopState>): Promise<void>
}

/** The desktop shell's own settings. */
export function useDesktop(call: CallDesktop): Desktop {
  const [state, setState] = useState<DesktopState | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const perform = useCallback<Desktop['perform']>(
    async (act) => {
      setBusy(true)
      try {
        setState(await act(call))
        setFailure(null)
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error))
      }
      setBusy(false)
    },
    [call],
  )
  useEffect(() => {
    void Promise.resolve().then(() => perform((ask) => ask('desktopState', {})))
  }, [perform])
  return { state, failure, isBusy, perform }
}
