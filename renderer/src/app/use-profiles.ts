import { useEffect, useState } from 'react'
import type { Result } from '../../../shared/contract/commands.ts'
import { gateway } from '../ipc/gateway.ts'

export type Profile = Result<'profiles'>['profiles'][number]

export type Profiles =
  | { readonly kind: 'loading' }
  | { readonly kind: 'listed'; readonly profiles: readonly Profile[] }
  | { readonly kind: 'failed'; readonly message: string }

/** The meter profiles that the gateway knows; `list` asks again, for somebody may have put one there since. */
export function useProfiles(): { readonly listed: Profiles; readonly list: () => Promise<void> } {
  const [listed, setListed] = useState<Profiles>({ kind: 'loading' })
  useEffect(() => {
    let isWanted = true
    async function listFirst(): Promise<void> {
      const answer = await askForProfiles()
      if (isWanted) setListed(answer)
    }
    void listFirst()
    return () => {
      isWanted = false
    }
  }, [])
  return { listed, list: async () => setListed(await askForProfiles()) }
}

async function askForProfiles(): Promise<Profiles> {
  try {
    return { kind: 'listed', profiles: (await gateway.call('profiles', {})).profiles }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
