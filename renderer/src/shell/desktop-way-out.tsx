import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { LookedAt } from '../../../shared/contract/desktop.ts'
import { gateway } from '../ipc/gateway.ts'
import { useFrameWords } from './words.ts'

/** In the desktop app, where the gateway cannot be seen: another config.ini, or back to this computer's gateway. */
export function DesktopWayOut() {
  const say = useFrameWords()
  const { callDesktop } = gateway
  const [lookingAt, setLookingAt] = useState<LookedAt['kind'] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  useEffect(() => {
    callDesktop?.('desktopState', {}).then(
      (state) => setLookingAt(state.lookingAt.kind),
      (error: unknown) => setFailure(String(error)),
    )
  }, [callDesktop])
  if (callDesktop === null || lookingAt === null) return failure

  // The shell loads the page again once it is done.
  const leave = async (): Promise<void> => {
    setIsBusy(true)
    setFailure(null)
    try {
      if (lookingAt === 'local') await callDesktop('desktopOpenConfig', {})
      else await callDesktop('desktopLookAt', { target: { kind: 'local' }, token: null })
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
    setIsBusy(false)
  }
  return (
    <>
      <Button variant="default" loading={isBusy} onClick={() => void leave()}>
        {say(lookingAt === 'local' ? 'openConfig' : 'lookHere')}
      </Button>
      {failure !== null && <span role="alert">{failure}</span>}
    </>
  )
}
