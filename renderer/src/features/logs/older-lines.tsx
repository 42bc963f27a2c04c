import { Button, Loader } from '@mantine/core'
import type { LogState } from './log-store.ts'
import type { LogWindow } from './log-window.ts'
import { useLogWords } from './words.ts'

interface Props {
  readonly view: LogWindow
  readonly page: (LogState & { readonly kind: 'ready' })['page']
  readonly onLoad: () => void
}

/** What is above the oldest line shown: more, a search under way, or nothing. */
export function OlderLines({ view, page, onLoad }: Props) {
  const say = useLogWords()
  if (page.kind === 'loading') {
    return (
      <div className="log-older quiet" role="status">
        <Loader size={14} /> {say('loadingOlder')}
      </div>
    )
  }
  if (view.older === null) return <div className="log-older quiet">{say('begin')}</div>
  return (
    <div className="log-older">
      {page.kind === 'failed' && (
        <span className="bad" role="alert">
          {say('olderFailed', { message: page.message })}
        </span>
      )}
      <Button size="compact-xs" variant="subtle" onClick={onLoad}>
        {say('older')}
      </Button>
      {view.lines.length === 0 && <span className="quiet">{say('searchedNothing')}</span>}
    </div>
  )
}
