import { Button, Fieldset, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import type {
  ConfigDraft,
  ConfigEdit,
  RegisterRow,
  RegisterView,
  SectionView,
} from '../../../../shared/contract/config.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { type Draft, withField, withRows } from './draft.ts'
import { FindingsNote } from './findings-note.tsx'
import type { Placed } from './findings.ts'
import { useFormWords } from './form-words.ts'
import { ProfilePicker } from './profile-picker.tsx'
import { ReadNote } from './read-now.tsx'
import { RegisterGrid } from './register-grid.tsx'
import { isSameRows, withoutResolved } from './rows.ts'
import { SaveProfileButton } from './save-profile.tsx'
import { type ReadState, readingOf } from './use-read-now.ts'

const noEdits: readonly ConfigEdit[] = []

/** The registers of a section: those of a profile, or its own. */
export function RegistersPanel(props: {
  readonly draft: Draft
  /** Of the file that the edits are meant for. */
  readonly revision: string
  readonly section: SectionView
  readonly inFile: SectionView | null
  readonly opened: ConfigDraft['opened'][number]
  /** As the file has them; null: the section is not there yet. */
  readonly registersInFile: readonly RegisterView[] | null
  readonly findings: Placed
  readonly reading: ReadState
  /** null: nothing is changed. */
  readonly edits: readonly ConfigEdit[] | null
  readonly isLocked: boolean
  readonly onChange: (draft: Draft) => void
}) {
  const { draft, revision, section, inFile, opened, registersInFile, findings, reading, edits } = props
  const { isLocked, onChange } = props
  const say = useFormWords()
  const { registers, registersFrom } = opened
  const rows = useMemo(() => draft.rows ?? registers.map(withoutResolved), [draft.rows, registers])
  const read = readingOf(reading)
  const values = useMemo(
    () => (read === null ? null : new Map(read.values.map((value) => [value.label, value]))),
    [read],
  )
  const keyOf = (view: SectionView | null) => view?.keys.find(({ key }) => key === 'profile')
  const profile = draft.fields['profile'] ?? keyOf(section)?.written ?? keyOf(section)?.effective ?? ''
  const profileFindings = findings.byKey.get('profile') ?? []

  function chooseProfile(id: string | null): void {
    const chosen = withField(draft, 'profile', id, keyOf(inFile)?.written ?? null)
    // A map of its own would hide the profile's.
    onChange(
      id === null
        ? chosen
        : withRows(chosen, registersFrom === 'file' || rows.length === 0 ? draft.rows : null),
    )
  }

  /** Rows that are as in the file again are no change. */
  function changeRows(changed: readonly RegisterRow[]): void {
    const isAsBefore = registersInFile !== null && isSameRows(changed, registersInFile)
    onChange(withRows(draft, isAsBefore ? null : changed))
  }

  return (
    <Fieldset legend={say('registers')} className="form-group">
      <Stack gap="xs">
        <ProfilePicker value={profile} isLocked={isLocked} onChange={chooseProfile} />
        <FindingsNote findings={profileFindings} />
        {registersFrom === 'profile' && draft.rows === null && (
          <ErrorNote
            tone="info"
            message={say('fromProfile')}
            actions={
              <Button variant="default" disabled={isLocked} onClick={() => onChange(withRows(draft, rows))}>
                {say('copyRegisters')}
              </Button>
            }
          />
        )}
        {registersFrom === 'file' && profile !== '' && (
          <div>
            <Button
              variant="default"
              size="compact-xs"
              disabled={isLocked}
              onClick={() => onChange(withRows(draft, []))}
            >
              {say('dropRegisters')}
            </Button>
          </div>
        )}
        <FindingsNote findings={findings.ofTable} />
        <ReadNote state={reading} edits={edits} />
        {rows.length === 0 && (
          <Text size="sm" className="quiet">
            {say('noRegisters')}
          </Text>
        )}
        <RegisterGrid
          rows={rows}
          resolved={registers}
          findings={findings.byCell}
          values={values}
          isLocked={isLocked}
          section={section.name}
          onChange={changeRows}
        />
        {rows.length > 0 && (
          <div>
            <SaveProfileButton
              revision={revision}
              edits={edits ?? noEdits}
              section={section.name}
              title={section.title}
              isLocked={isLocked}
            />
          </div>
        )}
      </Stack>
    </Fieldset>
  )
}
