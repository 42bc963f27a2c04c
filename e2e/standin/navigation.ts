import { EventEmitter } from 'node:events'
import { Preventable } from './app.ts'
import type { Params } from './cdp.ts'
import { headersReceived, type Session } from './session.ts'

/** What of the page is needed here. */
interface PausedPage extends EventEmitter {
  id: number
  session: Session
  mainFrame: object
  _targetId: string
  _rendererNavigations: Map<string, string>
  _cdp(method: string, params?: Params): Promise<Params>
}

/** Documents pause here twice: before the request (will-navigate) and at the response (onHeadersReceived). */
export async function paused(page: PausedPage, p: Params): Promise<void> {
  const requestId = p['requestId'] as string
  const frameId = p['frameId'] as string
  const url = (p['request'] as { url: string }).url
  const isMainFrame = frameId === page._targetId
  if (p['responseStatusCode'] === undefined && p['responseErrorReason'] === undefined) {
    if (page._rendererNavigations.get(frameId) === url) {
      page._rendererNavigations.delete(frameId)
      const e = new Preventable({
        url,
        isMainFrame,
        isSameDocument: false,
        frame: page.mainFrame,
        initiator: page.mainFrame,
      })
      page.emit('will-frame-navigate', e)
      if (isMainFrame && !e.defaultPrevented) page.emit('will-navigate', e, url, false, true)
      if (e.defaultPrevented) {
        await page._cdp('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
        return
      }
    }
    await page._cdp('Fetch.continueRequest', { requestId })
    return
  }
  if (p['responseErrorReason'] !== undefined) {
    await page._cdp('Fetch.continueRequest', { requestId })
    return
  }
  const change = await headersReceived(page.session, {
    id: 0,
    url,
    method: 'GET',
    resourceType: isMainFrame ? 'mainFrame' : 'subFrame',
    statusCode: p['responseStatusCode'] as number,
    webContentsId: page.id,
    responseHeaders: p['responseHeaders'] as { name: string; value: string }[] | undefined,
  })
  if (change === 'cancel') await page._cdp('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
  else if (change)
    await page._cdp('Fetch.continueResponse', {
      requestId,
      responseCode: p['responseStatusCode'],
      responseHeaders: change,
    })
  else await page._cdp('Fetch.continueRequest', { requestId })
}
