import { Suspense, useEffect, useRef, useState } from 'react'
import { useCommonWords } from '../app/common-words.ts'
import { usePlace } from '../app/navigation.ts'
import { followStatus, useStatus } from '../app/status-store.ts'
import { gateway } from '../ipc/gateway.ts'
import { useConnection } from '../ipc/hooks.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { ConnectingView, LostNote, RefusedView } from './connection-view.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { pageComponents } from './pages.tsx'
import { Rail } from './rail.tsx'
import { StatusBar } from './status-bar.tsx'
import { useFrameWords } from './words.ts'

/** Rail, page and status bar; what is between them depends on the connection. */
export function Frame() {
  const say = useFrameWords()
  const word = useCommonWords()
  const { page } = usePlace()
  const main = useRef<HTMLElement>(null)
  useEffect(followStatus, [])
  useEffect(() => {
    document.title = `${word(page)} – Gateway EMS`
  }, [page, word])
  useFocusOnPage(page, main)
  return (
    <div className="frame">
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => (event.preventDefault(), main.current?.focus())}
      >
        {say('skip')}
      </a>
      <Rail page={page} />
      <main className="frame-page" id="main" tabIndex={-1} ref={main}>
        <Content page={page} />
      </main>
      <StatusBar />
    </div>
  )
}

function Content({ page }: { readonly page: keyof typeof pageComponents }) {
  const say = useFrameWords()
  const connection = useConnection()
  const wasServed = useStatus(({ totals }) => totals !== null)
  const failure = useStatus((status) => status.failure)
  // The form goes while its token is tried.
  const [hasTried, setHasTried] = useState(false)
  if (connection.kind === 'refused' && !(wasServed && connection.code === 'unreachable')) {
    const tryToken = (token: string): void => {
      setHasTried(true)
      gateway.reconnect(token)
    }
    return <RefusedView connection={connection} onToken={tryToken} hasTried={hasTried} />
  }
  if (connection.kind === 'connecting' && !wasServed) return <ConnectingView />
  const Page = pageComponents[page]
  return (
    <>
      {connection.kind !== 'open' && <LostNote connection={connection} />}
      {failure !== null && <ErrorNote message={say('noStatus', { reason: failure })} />}
      <div className="frame-scroll">
        <PageBoundary key={page}>
          <Suspense fallback={null}>
            <Page />
          </Suspense>
        </PageBoundary>
      </div>
    </>
  )
}

/** A change of page moves the focus there, so that a keyboard or a screen reader goes on in it. */
function useFocusOnPage(page: string, main: React.RefObject<HTMLElement | null>): void {
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    main.current?.focus()
  }, [page, main])
}
