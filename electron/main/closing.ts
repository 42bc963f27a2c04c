import { app, type BrowserWindow, dialog } from 'electron'
import type { DesktopSettings, SettingsFile } from './settings-file.ts'
import type { Words } from './words.ts'

export interface ClosingOptions {
  readonly file: SettingsFile
  readonly words: Words
  /** Without an engine there is nothing to keep. */
  readonly isRunning: () => boolean
  /** The app is ending already: windows close without a question. */
  readonly isQuitting: () => boolean
}

type Decision = Exclude<DesktopSettings['closeAction'], 'ask'>

/** By the buttons of the question; the third one cancels. */
const decisions: readonly Decision[] = ['keep-collecting', 'quit']

/** Closing the window is not ending the collection: the person decides once, and may say so for good. */
export function decideOnClose(window: BrowserWindow, options: ClosingOptions): void {
  const { file, words, isRunning, isQuitting } = options
  let isAsking = false

  async function ask(): Promise<void> {
    if (isAsking) return
    isAsking = true
    const { response, checkboxChecked } = await dialog.showMessageBox(window, {
      type: 'question',
      title: words.closeTitle,
      message: words.closeQuestion,
      detail: words.closeDetail,
      buttons: [words.keepCollecting, words.quit, words.cancel],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
      checkboxLabel: words.remember,
    })
    isAsking = false
    const decision = decisions[response]
    if (decision === undefined) return
    if (checkboxChecked) file.change({ closeAction: decision })
    if (decision === 'quit') app.quit()
    else window.destroy()
  }

  window.on('close', (event) => {
    if (isQuitting()) return
    const action = isRunning() ? file.settings.closeAction : 'quit'
    // The window closes, the app stays.
    if (action === 'keep-collecting') return
    event.preventDefault()
    if (action === 'quit') app.quit()
    else void ask()
  })
}
