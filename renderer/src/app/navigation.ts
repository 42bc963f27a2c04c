import { useSyncExternalStore } from 'react'

export const pages = ['overview', 'devices', 'live', 'tester', 'alerts', 'queue', 'logs', 'settings'] as const
export type Page = (typeof pages)[number]

export interface Place {
  readonly page: Page
  /** What of the page: `#/devices/SUPPLY` has `SUPPLY`. */
  readonly detail: string | null
}

/** Places are in the address after the `#`: they can be bookmarked, and Back works. */
export function placeOf(hash: string): Place {
  const [, name = '', detail] = /^#\/([^/]*)(?:\/(.*))?$/.exec(hash) ?? []
  const page = pages.find((known) => known === name) ?? 'overview'
  return { page, detail: detail === undefined || detail === '' ? null : decoded(detail) }
}

export function addressOf({ page, detail }: Place): string {
  return detail === null ? `#/${page}` : `#/${page}/${encodeURIComponent(detail)}`
}

export function goTo(page: Page, detail: string | null = null): void {
  location.hash = addressOf({ page, detail })
}

/** Of `#/devices/+`: a device that is not in the file yet. */
export const newDevicePlace = '+'

/** The tester, pointed at a device: `#/tester/test?device=BOILER%2F12`. */
export const testAddress = (deviceId: string): string =>
  `#/tester/test?device=${encodeURIComponent(deviceId)}`

export function usePlace(): Place {
  const hash = useSyncExternalStore(
    (onChange) => {
      addEventListener('hashchange', onChange)
      return () => removeEventListener('hashchange', onChange)
    },
    () => location.hash,
  )
  return placeOf(hash)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
