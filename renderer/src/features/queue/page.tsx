import { Skeleton, Stack } from '@mantine/core'
import { useTopic } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useNow } from '../../ui/use-now.ts'
import { DeadLettersPanel } from './dead-letters.tsx'
import { JournalPanel, LastAnswerPanel, LossesPanel } from './journal-panels.tsx'
import { UploadPanel } from './upload-panel.tsx'
import { useQueueWords } from './words.ts'
import './queue.css'

/** What has not been delivered yet, and why. */
export function QueuePage() {
  const say = useQueueWords()
  const queue = useTopic('queue', {})
  const nowMs = useNow()
  switch (queue.kind) {
    case 'loading':
      return (
        <Stack aria-busy aria-label={say('loading')}>
          <PageHeader title={say('title')} />
          <Skeleton height={170} />
          <Skeleton height={120} />
        </Stack>
      )
    case 'error':
      return (
        <>
          <PageHeader title={say('title')} />
          <ErrorNote message={say('cannotFollow', { message: queue.message })} />
        </>
      )
    case 'ready':
      return (
        <>
          <PageHeader title={say('title')} />
          <div className="queue-grid">
            <UploadPanel queue={queue.data} nowMs={nowMs} />
            <LastAnswerPanel queue={queue.data} nowMs={nowMs} />
            <JournalPanel queue={queue.data} />
          </div>
          <DeadLettersPanel known={queue.data.deadLetters} nowMs={nowMs} />
          <LossesPanel losses={queue.data.losses} />
        </>
      )
  }
}
