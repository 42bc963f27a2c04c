import { useEffect, useState } from 'react'
import type { Result } from '../../../../shared/contract/commands.ts'
import { gateway } from '../../ipc/gateway.ts'

type Listed =
  | { readonly kind: 'loading' }
  | { readonly kind: 'listed'; readonly profiles: Result<'profiles'>['profiles'] }
  | { readonly kind: 'failed'; readonly message: string }

export function useProfiles(): Listed {
  const [listed, setListed] = useState<Listed>({ kind: 'loading' })
  useEffect(() => {
    let isWanted = true
    async function list(): Promise<void> {
      const next = await listProfiles()
      if (isWanted) setListed(next)
    }
    void list()
    return () => {
      isWanted = false
    }
  }, [])
  return listed
}

async function listProfiles(): Promise<Listed> {
  try {
    return { kind: 'listed', profiles: (await gateway.call('profiles', {})).profiles }
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
