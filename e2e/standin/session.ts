import { EventEmitter } from 'node:events'
import { chromium } from './app.ts'
import { strict } from './strict.ts'

type Callback<T> = (answer: T) => void
interface Details {
  id: number
  url: string
  method: string
  resourceType: string
  statusCode: number
  webContentsId: number
  responseHeaders: Record<string, string[]>
}
type HeadersListener = (
  d: Details & { statusLine: string },
  callback: Callback<{ cancel?: boolean; responseHeaders?: Record<string, string | string[]> }>,
) => void
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean
type PermissionHandler = (
  contents: unknown,
  permission: string,
  callback: Callback<boolean>,
  details: object,
) => void

// Chromium's names for what Electron's permission handler is asked about.
const permissions: Record<string, string> = {
  camera: 'media',
  microphone: 'media',
  geolocation: 'geolocation',
  notifications: 'notifications',
  midi: 'midi',
  'clipboard-read': 'clipboard-read',
}

class WebRequest {
  _headers: { urls: string[]; f: HeadersListener } | undefined
  onHeadersReceived(a: { urls?: string[] } | HeadersListener | null, b?: HeadersListener | null): void {
    const f = typeof a === 'function' ? a : b
    this._headers = f
      ? { urls: (a && typeof a === 'object' ? a.urls : undefined) ?? ['<all_urls>'], f }
      : undefined
  }
}
export class Session extends EventEmitter {
  webRequest = strict(new WebRequest(), 'session.webRequest')
  _permission: PermissionHandler | undefined
  _check: CheckHandler | undefined
  setPermissionRequestHandler(f: PermissionHandler | null): void {
    this._permission = f ?? undefined
  }
  setPermissionCheckHandler(f: CheckHandler | null): void {
    this._check = f ?? undefined
  }
  setDevicePermissionHandler(): void {
    /* no devices */
  }
  setDisplayMediaRequestHandler(): void {
    /* no screens */
  }
  setSpellCheckerEnabled(): void {
    /* no speller */
  }
  clearCache(): Promise<void> {
    return Promise.resolve()
  }
  getUserAgent(): string {
    return ''
  }
  /** CDP cannot ask at request time: both handlers are asked up front, once a window, and Chromium told the stricter answer. */
  async _applyPermissions(contents: unknown): Promise<void> {
    for (const [name, electronName] of Object.entries(permissions)) {
      const granted = await new Promise<boolean>((resolve) => {
        if (this._permission)
          this._permission(contents, electronName, resolve, { isMainFrame: true, requestingUrl: '' })
        else resolve(true)
      })
      await chromium().send('Browser.setPermission', {
        permission: { name },
        setting:
          granted && (this._check?.(contents, electronName, 'file://', {}) ?? true) ? 'granted' : 'denied',
      })
    }
  }
}
const matches = (pattern: string, url: string): boolean =>
  pattern === '<all_urls>' ||
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(url)

export async function headersReceived(
  s: Session,
  d: Omit<Details, 'responseHeaders'> & { responseHeaders: { name: string; value: string }[] | undefined },
): Promise<{ name: string; value: string }[] | 'cancel' | undefined> {
  const l = s.webRequest._headers
  if (!l?.urls.some((p) => matches(p, d.url))) return undefined
  const responseHeaders: Record<string, string[]> = {}
  for (const h of d.responseHeaders ?? []) (responseHeaders[h.name] ??= []).push(h.value)
  const answer = await new Promise<Parameters<Parameters<HeadersListener>[1]>[0]>((resolve) => {
    l.f({ ...d, responseHeaders, statusLine: `HTTP/1.1 ${d.statusCode} OK` }, resolve)
  })
  if (answer.cancel) return 'cancel'
  if (!answer.responseHeaders) return undefined
  return Object.entries(answer.responseHeaders).flatMap(([name, v]) =>
    [v].flat().map((value) => ({ name, value })),
  )
}

export const defaultSession: Session = strict(new Session(), 'session')
export const session = strict(
  {
    defaultSession,
    fromPartition: () => {
      throw new Error('[electron stand-in] only the default session is modelled')
    },
  },
  'session',
)
