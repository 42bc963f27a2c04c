import { createStore } from 'zustand/vanilla'
import type { LogFilter } from '../../../../shared/contract/log.ts'
import { gateway } from '../../ipc/gateway.ts'
import { fromSnapshot, type LogWindow, withNewer, withOlder } from './log-window.ts'

const pageLines = 500
/** A search that found less than this in the newest part goes on by itself, */
const linesEnough = 60
/** for so many pages: all of the files as they are by default. Then it is asked for. */
const searchedPagesMost = 40

type PageState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }

export type LogState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly view: LogWindow; readonly page: PageState }

export type LogStore = ReturnType<typeof createLogStore>

/** The log as one filter lets it through; another filter is another store. */
export function createLogStore(filter: LogFilter) {
  const store = createStore<LogState>(() => ({ kind: 'loading' }))
  let isFollowing = true
  let isOpen = false

  const changeReady = (change: (known: LogState & { kind: 'ready' }) => LogState): void =>
    store.setState((known) => (known.kind === 'ready' ? change(known) : known), true)

  async function loadOlder(): Promise<void> {
    const known = store.getState()
    if (known.kind !== 'ready' || known.page.kind === 'loading' || known.view.older === null) return
    const { before } = known.view.older
    changeReady((state) => ({ ...state, page: { kind: 'loading' } }))
    try {
      const page = await gateway.call('logPage', { filter, before, limit: pageLines })
      changeReady(({ view }) => ({
        kind: 'ready',
        // A fresh start in between has moved the place where this page would go.
        view: view.older?.before === before ? withOlder(view, page) : view,
        page: { kind: 'idle' },
      }))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      changeReady((state) => ({ ...state, page: { kind: 'failed', message } }))
    }
  }

  async function searchOn(): Promise<void> {
    for (let pages = 0; pages < searchedPagesMost; pages++) {
      if (!isOpen) return
      const known = store.getState()
      if (known.kind !== 'ready' || known.page.kind !== 'idle') return
      if (known.view.older === null || known.view.lines.length >= linesEnough) return
      await loadOlder()
    }
  }

  return {
    store,
    filter,
    /** Whether the newest line is in sight: decides which end is kept when there are too many lines. */
    setFollowing: (on: boolean) => void (isFollowing = on),
    /** Follows the log until the returned function is called. */
    open(): () => void {
      isOpen = true
      const end = gateway.subscribe('log', filter, {
        onSnapshot(data) {
          store.setState(
            (known) =>
              // A fresh start after a lost connection or a flood must not take away what is being read.
              known.kind === 'ready' && !isFollowing && known.view.lines.length > 0
                ? { ...known, view: { ...known.view, isBehind: true } }
                : { kind: 'ready', view: fromSnapshot(data), page: { kind: 'idle' } },
            true,
          )
          void searchOn()
        },
        onDelta: ({ lines }) =>
          changeReady((known) => ({ ...known, view: withNewer(known.view, lines, isFollowing) })),
        onError: (message) => store.setState({ kind: 'failed', message }, true),
      })
      return () => {
        isOpen = false
        end()
      }
    },
    /** Loads a page of older lines; does nothing while one is under way or there is nothing older. */
    loadOlder,
  }
}
