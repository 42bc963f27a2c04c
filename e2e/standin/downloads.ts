// Downloads: asked about as in Electron; what is accepted lands where the app says, without a dialog.
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Cdp, Params } from './cdp.ts'
import { Preventable } from './app.ts'
import { defaultSession } from './session.ts'
import { strict } from './strict.ts'

interface Began {
  guid: string
  url: string
  frameId: string
  suggestedFilename: string
}

/** @param contentsOf the page with this main frame */
export async function followDownloads(
  browser: Cdp,
  folder: string,
  contentsOf: (frameId: string) => object | undefined,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const savePaths = new Map<string, string>()
  await browser.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: folder,
    eventsEnabled: true,
  })
  browser.on('Browser.downloadWillBegin', (began: Began) => {
    let options: object = {}
    const item = strict(
      {
        getFilename: () => began.suggestedFilename,
        getURL: () => began.url,
        setSaveDialogOptions: (o: object) => (options = o),
        getSaveDialogOptions: () => options,
        setSavePath: (path: string) => savePaths.set(began.guid, path),
      },
      'DownloadItem',
    )
    const event = new Preventable()
    defaultSession.emit('will-download', event, item, contentsOf(began.frameId))
    if (event.defaultPrevented)
      void browser.send('Browser.cancelDownload', { guid: began.guid }).catch(() => {})
  })
  browser.on('Browser.downloadProgress', ({ guid, state }: Params) => {
    const path = savePaths.get(String(guid))
    if (state === 'completed' && path !== undefined) renameSync(join(folder, String(guid)), path)
  })
}
