import { Button, Loader, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type { ConfigEdit, SectionView } from '../../../../shared/contract/config.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { copyDraft, type Draft, freeName, newDraft } from './draft.ts'
import { EmptyDevices } from './empty-devices.tsx'
import { FindingsNote } from './findings-note.tsx'
import { countsBySection } from './findings.ts'
import { useFileChanged } from './follow-file.ts'
import { useLock } from './lock.ts'
import { NameDialog, type NameQuestion } from './name-dialog.tsx'
import type { Saving } from './saving.ts'
import type { SectionAction } from './section-row.tsx'
import { SectionsTable } from './sections-table.tsx'
import { matching, movedEdit } from './sections.ts'
import { useConfigDraft } from './use-config-draft.ts'
import { ViewSwitch } from './view-switch.tsx'
import { useWords } from './words.ts'

type Dialog = NameQuestion | { readonly kind: 'delete'; readonly section: string }

const noEdits: readonly ConfigEdit[] = []

/** All devices of config.ini. */
export function SectionsPage(props: {
  readonly saving: Saving
  /** Changes when the file was written. */
  readonly round: number
  readonly onAdd: (draft: Draft) => void
}) {
  const { saving, round, onAdd } = props
  const say = useWords()
  const [filter, setFilter] = useState('')
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const { draft, failure, reload } = useConfigDraft({ revision: null, edits: noEdits, open: null })
  const lock = useLock(draft)
  useFileChanged(draft?.revision ?? null, false, reload)
  useEffect(() => {
    if (round > 0) reload()
  }, [round, reload])
  const counts = useMemo(() => countsBySection(draft?.findings ?? []), [draft])
  const shown = useMemo(() => matching(draft?.sections ?? [], filter), [draft, filter])

  if (draft === null) {
    return failure === null ? (
      <Loader aria-label={say('loading')} />
    ) : (
      <ErrorNote
        title={say('failed')}
        message={failure.message}
        actions={
          <Button variant="default" onClick={reload}>
            {say('again')}
          </Button>
        }
      />
    )
  }
  const { revision, sections } = draft
  const taken = sections.map(({ name }) => name)
  const addNew = (): void => onAdd(newDraft(freeName('DEVICE_1', taken)))

  function act({ name, enabled }: SectionView, action: SectionAction): void {
    switch (action) {
      case 'toggle': {
        const edit = { kind: 'set', section: name, key: 'enabled', value: String(!enabled) } as const
        return saving.atOnce({ revision, edits: [edit] })
      }
      case 'up':
      case 'down': {
        const edit = movedEdit({ sections }, name, action === 'up' ? -1 : 1)
        return edit === null ? undefined : saving.atOnce({ revision, edits: [edit] })
      }
      case 'duplicate':
      case 'rename':
      case 'delete':
        return setDialog({ kind: action, section: name })
    }
  }

  return (
    <>
      <PageHeader
        title={say('title')}
        subtitle={
          shown.length === sections.length
            ? say('count', { count: sections.length })
            : say('shown', { shown: shown.length, count: sections.length })
        }
        actions={
          <>
            <SearchField
              value={filter}
              onChange={setFilter}
              label={say('find')}
              clearLabel={say('clear')}
              width={260}
            />
            <ViewSwitch view="table" />
            <Button
              leftSection={<IconPlus size={15} aria-hidden />}
              disabled={lock !== null}
              onClick={addNew}
            >
              {say('add')}
            </Button>
          </>
        }
      />
      {lock !== null && <ErrorNote tone="info" message={lock} />}
      {failure !== null && <ErrorNote title={say('failed')} message={failure.message} />}
      <FindingsNote
        title={say('fileErrors')}
        findings={draft.findings.filter(({ section }) => section === null || !taken.includes(section))}
      />
      {sections.length === 0 ? (
        <EmptyDevices isLocked={lock !== null} onAdd={addNew} onChanged={reload} />
      ) : shown.length === 0 ? (
        <Text className="quiet">{say('noMatch', { text: filter })}</Text>
      ) : (
        <SectionsTable sections={shown} counts={counts} isLocked={lock !== null} onAction={act} />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog
          section={dialog.section}
          revision={revision}
          onClose={() => setDialog(null)}
          onDelete={(edits) => {
            setDialog(null)
            saving.atOnce({ revision, edits })
          }}
        />
      )}
      {(dialog?.kind === 'rename' || dialog?.kind === 'duplicate') && (
        <NameDialog
          question={dialog}
          taken={taken}
          onClose={() => setDialog(null)}
          onName={(name) => {
            setDialog(null)
            if (dialog.kind === 'duplicate') return onAdd(copyDraft(dialog.section, name))
            const edit = { kind: 'rename-section', section: dialog.section, name } as const
            saving.propose({ revision, edits: [edit] })
          }}
        />
      )}
    </>
  )
}
