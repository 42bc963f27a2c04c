import { Button, Group, Skeleton, Text } from '@mantine/core'
import { IconDownload, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { DeadLetterRow } from '../../../../shared/contract/queue.ts'
import { ConfirmDialog } from '../../app/confirm.tsx'
import { useAccess, useWelcome } from '../../ipc/hooks.ts'
import { downloadText, fileTime } from '../../ui/download.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Panel } from './figures.tsx'
import { LetterDialog } from './letter-dialog.tsx'
import { LetterTable } from './letter-table.tsx'
import { jsonLines, stillThere } from './letters.ts'
import { type DeadLetters, useDeadLetters } from './use-dead-letters.ts'
import { useQueueWords } from './words.ts'

/** Readings that the API will not take, and what can be done with them. */
export function DeadLettersPanel({ known, nowMs }: { readonly known: number; readonly nowMs: number }) {
  const say = useQueueWords()
  const dead = useDeadLetters(known)
  const { letters } = dead
  return (
    <Panel id="queue-letters" title={say('letters')}>
      <Text size="sm" className="quiet">
        {say('lettersText')}
      </Text>
      {letters.kind === 'loading' && <Skeleton height={60} />}
      {letters.kind === 'failed' && (
        <ErrorNote
          message={say('lettersFailed', { message: letters.message })}
          actions={
            <Button variant="default" onClick={dead.reload}>
              {say('again')}
            </Button>
          }
        />
      )}
      {letters.kind === 'ready' &&
        (letters.letters.length === 0 ? (
          <>
            <Text size="sm">{say('noLetters')}</Text>
            <DeedNote dead={dead} />
          </>
        ) : (
          <Listed dead={dead} letters={letters.letters} total={letters.total} nowMs={nowMs} />
        ))}
    </Panel>
  )
}

function DeedNote({ dead: { deed } }: { readonly dead: DeadLetters }) {
  const say = useQueueWords()
  if (deed === null) return null
  if (deed.kind === 'failed') return <ErrorNote message={say('failed', { message: deed.message })} />
  return (
    <Text size="sm" role="status" className="good">
      {say(deed.kind, { count: deed.count })}
    </Text>
  )
}

function Listed(props: {
  readonly dead: DeadLetters
  readonly letters: readonly DeadLetterRow[]
  readonly total: number
  readonly nowMs: number
}) {
  const { dead, letters, total, nowMs } = props
  const say = useQueueWords()
  const welcome = useWelcome()
  const access = useAccess()
  const canWrite = access.kind === 'full'
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set())
  const [shown, setShown] = useState<DeadLetterRow | null>(null)
  const [toDelete, setToDelete] = useState<readonly number[] | null>(null)
  const [isAsking, setAsking] = useState(false)
  const chosen = stillThere(ticked, letters)
  const some = chosen.size > 0
  const seqs = some ? [...chosen] : null
  const ask = (which: readonly number[] | null): void => {
    setToDelete(which)
    setAsking(true)
  }
  const hand = (list: readonly DeadLetterRow[]): void => {
    const name = `dead-letters_${welcome?.gatewayId ?? ''}_${fileTime(Date.now())}.jsonl`
    downloadText(name, jsonLines(list), 'application/x-ndjson')
    dead.say({ kind: 'exported', count: list.length })
  }
  const deleteCount = toDelete === null ? total : toDelete.length
  return (
    <>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          disabled={!canWrite}
          loading={dead.isBusy}
          onClick={() => void dead.retry(seqs)}
        >
          {say(some ? 'retry' : 'retryAll')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => hand(some ? letters.filter(({ seq }) => chosen.has(seq)) : letters)}
        >
          {say(some ? 'export' : 'exportAll')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconTrash size={14} aria-hidden />}
          disabled={!canWrite || dead.isBusy}
          onClick={() => ask(seqs)}
        >
          {say(some ? 'delete' : 'deleteAll')}
        </Button>
        {some && (
          <Text size="sm" className="quiet">
            {say('selected', { count: chosen.size })}
          </Text>
        )}
        {total > letters.length && (
          <Text size="sm" className="quiet">
            {say('lettersShown', { shown: letters.length, total })}
          </Text>
        )}
        {access.kind === 'read-only' && access.reason !== '' && (
          <Text size="sm" className="quiet">
            {say('readOnly', { reason: access.reason })}
          </Text>
        )}
        <DeedNote dead={dead} />
      </Group>
      <LetterTable letters={letters} chosen={chosen} nowMs={nowMs} onChoose={setTicked} onShow={setShown} />
      <LetterDialog
        letter={shown}
        canWrite={canWrite}
        onClose={() => setShown(null)}
        onRetry={(seq) => {
          setShown(null)
          void dead.retry([seq])
        }}
        onExport={(letter) => hand([letter])}
        onDelete={(seq) => {
          setShown(null)
          ask([seq])
        }}
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={say('deleteTitle', { count: deleteCount })}
        action={say('deleteAction', { count: deleteCount })}
        isDangerous
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          void dead.drop(toDelete)
        }}
      >
        {say('deleteText')}
      </ConfirmDialog>
    </>
  )
}
