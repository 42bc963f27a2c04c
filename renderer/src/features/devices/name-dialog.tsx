import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { copyDraft, draftOf, freeName, nameProblem } from './draft.ts'
import { useWords } from './words.ts'

export interface NameQuestion {
  readonly kind: 'duplicate' | 'rename'
  readonly section: string
}

/** Asks what a copy, or a section from now on, is to be called. */
export function NameDialog(props: {
  readonly question: NameQuestion
  readonly taken: readonly string[]
  readonly onClose: () => void
  readonly onName: (name: string) => void
}) {
  const { question, taken, onClose, onName } = props
  const { kind, section } = question
  const say = useWords()
  const [name, setName] = useState(() => (kind === 'rename' ? section : freeName(section, taken)))
  const draft = kind === 'rename' ? { ...draftOf(section), name } : copyDraft(section, name)
  const problem = nameProblem(draft, taken)
  const isSame = name.trim() === section
  return (
    <Modal opened onClose={onClose} title={say(`${kind}Title`, { name: section })}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (problem === null && !isSame) onName(name.trim())
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{say(`${kind}Text`)}</Text>
          <TextInput
            label={say('newName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem === null ? null : say(`name-${problem}`)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" disabled={problem !== null || isSame}>
              {say(`${kind}Do`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
