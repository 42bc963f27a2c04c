import { Button, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFiles, IconListSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { LogFilter } from '../../../../shared/contract/log.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExportButton } from './export-button.tsx'
import { FilesDialog } from './files-dialog.tsx'
import { everything, FilterBar } from './filter-bar.tsx'
import { LogList } from './log-list.tsx'
import { createLogStore } from './log-store.ts'
import { useLogWords } from './words.ts'
import './logs.css'

const typingMs = 250

export function LogsPage() {
  const say = useLogWords()
  const common = useCommonWords()
  const [filter, setFilter] = useState<LogFilter>(everything)
  const [isWrapped, setWrapped] = useState(true)
  const [areFilesShown, setFilesShown] = useState(false)
  const [round, setRound] = useState(0)
  const [text] = useDebouncedValue(filter.text, typingMs)
  const asked = { ...filter, text }
  return (
    <div className="log-page">
      <PageHeader
        title={common('logs')}
        actions={
          <>
            <ExportButton filter={asked} />
            <Button
              variant="default"
              leftSection={<IconFiles size={14} aria-hidden />}
              onClick={() => setFilesShown(true)}
            >
              {say('files')}
            </Button>
          </>
        }
      />
      <FilterBar filter={filter} onFilter={setFilter} isWrapped={isWrapped} onWrap={setWrapped} />
      <LogView
        key={`${round} ${JSON.stringify(asked)}`}
        filter={asked}
        isWrapped={isWrapped}
        onRestart={() => setRound(round + 1)}
        onClear={() => setFilter(everything)}
      />
      {areFilesShown && <FilesDialog onClose={() => setFilesShown(false)} />}
    </div>
  )
}

/** One filter's log; another filter is another view. */
function LogView(props: {
  readonly filter: LogFilter
  readonly isWrapped: boolean
  readonly onRestart: () => void
  readonly onClear: () => void
}) {
  const { filter, isWrapped, onRestart, onClear } = props
  const say = useLogWords()
  const [log] = useState(() => createLogStore(filter))
  const state = useStore(log.store)
  useEffect(() => log.open(), [log])
  switch (state.kind) {
    case 'loading':
      return <Skeleton role="status" aria-busy aria-label={say('loading')} style={{ flex: 1 }} />
    case 'failed':
      return <ErrorNote message={say('cannotFollow', { message: state.message })} />
    case 'ready': {
      const { lines, older } = state.view
      if (lines.length > 0 || older !== null) {
        return <LogList log={log} state={state} isWrapped={isWrapped} onRestart={onRestart} />
      }
      const isFiltered = JSON.stringify(filter) !== JSON.stringify(everything)
      return (
        <EmptyState
          icon={IconListSearch}
          title={say(isFiltered ? 'noMatch' : 'empty')}
          text={say(isFiltered ? 'noMatchText' : 'emptyText')}
          actions={isFiltered && <Button onClick={onClear}>{say('clear')}</Button>}
        />
      )
    }
  }
}
