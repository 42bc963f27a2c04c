import { Button } from '@mantine/core'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useWords } from './words.ts'

/** Somebody else wrote the file while it is being edited here. */
export function ChangedNote(props: { readonly onTakeTheirs: () => void; readonly onKeepMine: () => void }) {
  const say = useWords()
  return (
    <ErrorNote
      tone="warning"
      title={say('changed')}
      message={say('changedText')}
      actions={
        <>
          <Button variant="default" onClick={props.onTakeTheirs}>
            {say('takeTheirs')}
          </Button>
          <Button onClick={props.onKeepMine}>{say('keepMine')}</Button>
        </>
      }
    />
  )
}
