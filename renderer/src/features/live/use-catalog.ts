import { useEffect, useState } from 'react'
import type { SeriesCatalog } from '../../../../shared/contract/series.ts'
import { gateway } from '../../ipc/gateway.ts'

interface Asked {
  /** null until it is known. */
  readonly catalog: SeriesCatalog | null
  readonly trouble: string | null
}

/** What can be charted; asked anew with every configuration that is applied. */
export function useCatalog(): Asked {
  const [asked, setAsked] = useState<Asked>({ catalog: null, trouble: null })
  useEffect(() => {
    let isWanted = true
    const fail = (error: unknown): void => {
      const trouble = error instanceof Error ? error.message : String(error)
      if (isWanted) setAsked(({ catalog }) => ({ catalog, trouble }))
    }
    const leave = gateway.subscribe(
      'config',
      {},
      {
        onSnapshot: () =>
          void gateway
            .call('seriesCatalog', {})
            .then((catalog) => isWanted && setAsked({ catalog, trouble: null }), fail),
        onError: fail,
      },
    )
    return () => {
      isWanted = false
      leave()
    }
  }, [])
  return asked
}
