import { join } from 'node:path'
import { app, type Session, shell, type WebContents } from 'electron'
import { safeFileName } from './file-name.ts'
import { mayNavigate, type Page } from './page.ts'

/** Nothing but our own files; styles in place are what the component library writes. */
export const contentPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
].join('; ')

/** What the system's browser is opened with, letter by letter; a page cannot add to it. */
export const externalLinks: ReadonlySet<string> = new Set([
  'https://www.modbus.org/modbus-specifications',
  'https://www.modbustools.com/modbus.html',
])

/** What no page may do, whatever runs in it. */
export function guardSession(session: Session, { isOurs, isDevelopment }: Page): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // The development server needs more than the policy allows.
  if (!isDevelopment) {
    session.webRequest.onHeadersReceived(({ responseHeaders }, answer) =>
      answer({
        responseHeaders: {
          ...responseHeaders,
          'Content-Security-Policy': [contentPolicy],
          'X-Content-Type-Options': ['nosniff'],
        },
      }),
    )
  }
  session.on('will-download', (event, item, contents) => {
    if (!isOurs(contents.getURL())) return event.preventDefault()
    // The person says where; what the page proposes is a name at most.
    item.setSaveDialogOptions({
      defaultPath: join(app.getPath('downloads'), safeFileName(item.getFilename())),
    })
  })
}

/** A page stays where it is, alone. */
export function guardContents(contents: WebContents, page: Page): void {
  const stay = (event: {
    preventDefault(): void
    readonly url: string
    readonly isMainFrame: boolean
  }): void => {
    if (!mayNavigate(page, event.url, event.isMainFrame)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (externalLinks.has(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
