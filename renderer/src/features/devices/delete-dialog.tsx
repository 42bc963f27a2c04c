import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import { DiffView } from '../../ui/diff-view.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useConfigDraft } from './use-config-draft.ts'
import { useWords } from './words.ts'

/** The question before a section goes, with the lines that go with it. */
export function DeleteDialog(props: {
  readonly section: string
  readonly revision: string
  readonly onClose: () => void
  readonly onDelete: (edits: readonly ConfigEdit[]) => void
}) {
  const { section, revision, onClose, onDelete } = props
  const say = useWords()
  const edits = useMemo((): readonly ConfigEdit[] => [{ kind: 'remove-section', section }], [section])
  const { draft, failure } = useConfigDraft({ revision, edits, open: section })
  return (
    <Modal opened onClose={onClose} size="xl" title={say('deleteTitle', { name: section })}>
      <Stack gap="sm">
        <Text size="sm">{say('deleteText')}</Text>
        {failure !== null && <ErrorNote message={failure.message} />}
        {draft !== null && (
          <DiffView
            lines={draft.diff}
            words={{
              label: say('diff'),
              removed: say('removed'),
              added: say('added'),
              nothing: say('nothing'),
            }}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {say('cancel')}
          </Button>
          <Button color="red" disabled={draft === null} onClick={() => onDelete(edits)}>
            {say('deleteDo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
