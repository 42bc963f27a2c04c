import { Button, Group, Modal, ScrollArea, Stack, Text } from '@mantine/core'
import type { DeadLetterRow } from '../../../../shared/contract/queue.ts'
import { useCommonWords } from '../../app/common-words.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { pretty } from './letters.ts'
import { useQueueWords } from './words.ts'

interface Props {
  /** null: nothing is shown. */
  readonly letter: DeadLetterRow | null
  readonly canWrite: boolean
  readonly onClose: () => void
  readonly onRetry: (seq: number) => void
  readonly onExport: (letter: DeadLetterRow) => void
  readonly onDelete: (seq: number) => void
}

/** One reading as it was sent, and why the API would not take it. */
export function LetterDialog({ letter, canWrite, onClose, onRetry, onExport, onDelete }: Props) {
  const say = useQueueWords()
  const common = useCommonWords()
  if (letter === null) return null
  const { seq, deviceId, reason, json } = letter
  const text = pretty(json)
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('letterTitle', { seq, device: deviceId })}
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="sm">
        <div>
          <Text size="xs" className="quiet">
            {say('reason')}
          </Text>
          <Text size="sm" className="bad" style={{ overflowWrap: 'anywhere' }}>
            {reason}
          </Text>
        </div>
        <div>
          <Text size="xs" className="quiet">
            {say('asSent')}
          </Text>
          <ScrollArea.Autosize
            mah={360}
            viewportProps={{ tabIndex: 0, 'aria-label': say('asSent'), role: 'region' }}
          >
            <pre className="mono letter-json">{text}</pre>
          </ScrollArea.Autosize>
        </div>
        <Group justify="flex-end" gap="xs">
          <CopyButton text={text} label={common('copy')} doneLabel={common('copied')} />
          <Button variant="default" onClick={() => onExport(letter)}>
            {say('export')}
          </Button>
          <Button variant="default" disabled={!canWrite} onClick={() => onDelete(seq)}>
            {say('delete')}
          </Button>
          <Button disabled={!canWrite} onClick={() => onRetry(seq)}>
            {say('retry')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
