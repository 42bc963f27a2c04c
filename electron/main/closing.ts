import { app, type BrowserWindow, dialog } from 'electron'
import type { DesktopSettings, SettingsFile } from './settings-file.ts'
import type { Words } from './words.ts'

export interface ClosingOptions {
  readonly window: BrowserWindow
  readonly file: SettingsFile
  readonly words: Words
  /** Without an engine there is nothing to keep. */
  readonly isRunning: () => boolean
  /** The app is ending already: windows close without a question. */
  readonly isQuitting: () => boolean
}

type Decision = Exclude<DesktopSettings['closeAction'], 'ask'>

/** Closing the window is not ending the collection: the person decides once, and may say so for good. */
export function decideOnClose({ window, file, words, isRunning, isQuitting }: ClosingOptions): void {
  let isAsking = false

  async function ask(): Promise<void> {
    if (isAsking) return
    isAsking = true
    const { response, checkboxChecked } = await dialog.showMessageBox(window, {
      type: 'question',
      title: words.closeTitle,
      message: words.closeQuestion,
      detail: words.closeDetail,
      buttons: [words.keepCollecting, words.quitApp, words.cancel],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
      checkboxLabel: words.remember,
    })
    isAsking = false
    const decision = decisions[response]
    if (decision === undefined) return
    if (checkboxChecked) file.change({ closeAction: decision })
    act(decision)
  }

  function act(decision: Decision): void {
    if (decision === 'quit') app.quit()
    else window.hide()
  }

  window.on('close', (event) => {
    if (isQuitting() || window.isDestroyed()) return
    event.preventDefault()
    const { closeAction } = file.settings
    if (!isRunning()) act('quit')
    else if (closeAction === 'ask') void ask()
    else act(closeAction)
  })
}

/** By the buttons of the question; the third one cancels. */
const decisions: readonly Decision[] = ['keep-collecting', 'quit']
