import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { useState } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { FindingsNote } from './findings-note.tsx'
import { isProfileId, suggestedProfileId } from './profile-id.ts'
import { useProfileWords } from './profile-words.ts'
import { type SavingProfile, useSaveProfile } from './use-save-profile.ts'

interface Props {
  readonly revision: string
  readonly edits: readonly ConfigEdit[]
  readonly section: string
  /** Name of the device: a first idea of what its model is called. */
  readonly title: string
}

/** Keeps the device, as it stands in the editor, as a meter profile. */
export function SaveProfileButton({ isLocked, ...props }: Props & { readonly isLocked: boolean }) {
  const say = useProfileWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconBookmark size={14} aria-hidden />}
        disabled={isLocked}
        onClick={() => setOpen(true)}
      >
        {say('open')}
      </Button>
      {isOpen && <SaveProfileDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function SaveProfileDialog(props: Props & { readonly onClose: () => void }) {
  const { revision, edits, section, title, onClose } = props
  const say = useProfileWords()
  const { state, save, askAgain } = useSaveProfile()
  const [manufacturer, setManufacturer] = useState('')
  const [model, setModel] = useState(title)
  const [notes, setNotes] = useState('')
  /** null: it follows from manufacturer and model. */
  const [written, setWritten] = useState<string | null>(null)
  const id = written ?? suggestedProfileId(manufacturer, model)
  const isWhole = isProfileId(id) && manufacturer.trim() !== '' && model.trim() !== ''
  const isTold = state.kind === 'exists'
  const typed = (set: (text: string) => void) => (event: { currentTarget: { value: string } }) => {
    set(event.currentTarget.value)
    askAgain()
  }

  return (
    <Modal opened onClose={onClose} title={say('title', { section })} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // The dialog lies in the form of the device, whose Enter is another.
          event.stopPropagation()
          if (!isWhole || state.kind === 'saving') return
          const facts = { id, manufacturer: manufacturer.trim(), model: model.trim(), notes: notes.trim() }
          void save({ revision, edits: [...edits], section, ...facts, replace: isTold })
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{say('text')}</Text>
          <Group grow align="flex-start">
            <TextInput
              label={say('manufacturer')}
              value={manufacturer}
              onChange={typed(setManufacturer)}
              data-autofocus
            />
            <TextInput label={say('model')} value={model} onChange={typed(setModel)} />
          </Group>
          <TextInput
            label={say('id')}
            description={say('idHelp')}
            value={id}
            onChange={typed(setWritten)}
            error={id === '' || isProfileId(id) ? null : say('idWrong')}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
          <Textarea
            label={say('notes')}
            description={say('notesHelp')}
            value={notes}
            onChange={typed(setNotes)}
            autosize
            minRows={2}
            maxRows={8}
          />
          <Outcome state={state} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say(state.kind === 'saved' ? 'close' : 'cancel')}
            </Button>
            {state.kind !== 'saved' && (
              <Button
                type="submit"
                disabled={!isWhole}
                loading={state.kind === 'saving'}
                {...(isTold ? { color: 'red' } : {})}
              >
                {say(isTold ? 'replace' : 'save')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function Outcome({ state }: { readonly state: SavingProfile }) {
  const say = useProfileWords()
  switch (state.kind) {
    case 'asked':
    case 'saving':
      return null
    case 'saved':
      return <ErrorNote tone="info" message={say('saved', { path: state.path, id: state.id })} />
    case 'exists':
      return <ErrorNote message={say('exists', { path: state.path })} />
    case 'invalid':
      return <FindingsNote title={say('invalid')} findings={state.findings} />
    case 'failed':
      return <ErrorNote title={say('failed')} message={state.message} />
  }
}
