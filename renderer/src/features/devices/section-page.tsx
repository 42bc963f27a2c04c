import { Anchor, Loader, Stack } from '@mantine/core'
import { IconArrowLeft, IconFileUnknown } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import { addressOf } from '../../app/navigation.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useAccess } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ChangedNote } from './changed-note.tsx'
import {
  type Draft,
  draftOf,
  editsOf,
  freeName,
  isChanged,
  nameProblem,
  newDraft,
  sectionAfter,
} from './draft.ts'
import { FindingsNote } from './findings-note.tsx'
import { placed } from './findings.ts'
import { useFileChanged } from './follow-file.ts'
import { useFormWords } from './form-words.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { goFreely } from './leave.ts'
import { useLock } from './lock.ts'
import { PlanPanel } from './plan-panel.tsx'
import { ReadNowButton } from './read-now.tsx'
import { RegistersPanel } from './registers-panel.tsx'
import { SaveBar } from './save-bar.tsx'
import type { Saving } from './saving.ts'
import { SectionForm } from './section-form.tsx'
import { type Checked, useConfigDraft } from './use-config-draft.ts'
import { useReadNow } from './use-read-now.ts'
import { useWords } from './words.ts'

const noEdits: readonly ConfigEdit[] = []

interface Props {
  /** null: a new section with nothing in it. */
  readonly start: Draft | null
  readonly saving: Saving
  /** Changes when the file was written. */
  readonly round: number
}

/** One section of config.ini. */
export function SectionPage({ start, saving, round }: Props) {
  const say = useFormWords()
  const sayCommon = useWords()
  const source = start === null ? null : sourceOf(start)
  const base = useConfigDraft({ revision: null, edits: noEdits, open: source })
  const { reload } = base
  useEffect(() => {
    if (round > 0) reload()
  }, [round, reload])
  if (base.draft === null) {
    return base.failure === null ? (
      <Loader aria-label={sayCommon('loading')} />
    ) : (
      <ErrorNote title={sayCommon('failed')} message={base.failure.message} />
    )
  }
  const taken = base.draft.sections.map(({ name }) => name)
  if (source !== null && !taken.includes(source)) {
    return (
      <EmptyState
        icon={IconFileUnknown}
        title={say('missingTitle', { name: source })}
        text={say('missingText')}
        actions={<BackLink />}
      />
    )
  }
  const first = start ?? newDraft(freeName('DEVICE_1', taken))
  return <SectionEditor start={first} base={base} file={base.draft} saving={saving} />
}

/** The section whose lines the draft begins with. */
function sourceOf({ origin }: Draft): string | null {
  if (origin.kind === 'new') return null
  return origin.kind === 'copy' ? origin.of : origin.section
}

function SectionEditor(props: {
  readonly start: Draft
  readonly base: Checked
  readonly file: NonNullable<Checked['draft']>
  readonly saving: Saving
}) {
  const { start, base, file, saving } = props
  const say = useFormWords()
  const sayCommon = useWords()
  const [draft, setDraft] = useState(start)
  const { revision, sections } = file
  const taken = useMemo(() => sections.map(({ name }) => name), [sections])
  const isUnsaved = isChanged(draft)
  const fallback = freeName('DEVICE_1', taken)
  const name = sectionAfter(draft, taken, fallback)
  const edits = useMemo(
    () => (isUnsaved ? editsOf(draft, taken, fallback) : null),
    [isUnsaved, draft, taken, fallback],
  )
  const edited = useConfigDraft({ revision, edits, open: name })
  const hasChanged = useFileChanged(revision, isUnsaved, base.reload)
  const lock = useLock(file)
  const access = useAccess()
  const reading = useReadNow()
  const shown = isUnsaved ? (edited.draft ?? (draft.origin.kind === 'existing' ? file : null)) : file
  const opened = shown?.opened[0]
  const section = shown?.sections.find((each) => each.name === opened?.section)
  const findings = useMemo(
    () => placed(shown?.findings ?? [], section?.name ?? '', new Set(section?.keys.map(({ key }) => key))),
    [shown, section],
  )

  if (shown === null || opened === undefined || section === undefined) {
    return edited.failure === null ? (
      <Loader aria-label={sayCommon('loading')} />
    ) : (
      <ErrorNote title={sayCommon('failed')} message={edited.failure.message} actions={<BackLink />} />
    )
  }
  const own = shown.findings.filter((finding) => finding.section === section.name)
  const hasErrors = own.some(({ severity }) => severity === 'error')
  const problem = nameProblem(draft, taken)
  const obstacle =
    lock ??
    (hasChanged ? sayCommon('changed') : null) ??
    (problem === null ? null : sayCommon(`name-${problem}`)) ??
    (hasErrors ? sayCommon('errorsBlock') : null)
  const diff = edited.draft?.diff ?? []
  const inFile = file.sections.find((each) => each.name === sourceOf(draft)) ?? null

  function change(next: Draft): void {
    setDraft(next)
    reading.forgetTrouble()
  }

  function save(): void {
    saving.review({ revision, edits: edits ?? [], diff }, () => {
      setDraft(draftOf(name))
      if (draft.origin.kind !== 'existing' || draft.origin.section !== name) goFreely(name)
    })
  }

  return (
    <Stack gap="sm" flex={1}>
      {/* A new device that nobody has touched is nothing to lose. */}
      <LeaveGuard isUnsaved={isUnsaved && draft !== start} />
      <PageHeader
        title={titleOf(draft, say)}
        subtitle={<BackLink />}
        actions={
          <ReadNowButton
            deviceIds={section.deviceIds}
            isReading={reading.state.kind === 'reading'}
            isLocked={access.kind === 'read-only'}
            onRead={(deviceId) =>
              void reading.read({ revision, edits: edits ?? noEdits, section: section.name, deviceId })
            }
          />
        }
      />
      {lock !== null && <ErrorNote tone="info" message={lock} />}
      {hasChanged && (
        <ChangedNote
          onTakeTheirs={() => {
            setDraft(start)
            base.reload()
          }}
          onKeepMine={base.reload}
        />
      )}
      {edited.failure !== null && isUnsaved && !hasChanged && <ErrorNote message={edited.failure.message} />}
      <FindingsNote findings={findings.others} title={say('findingsElsewhere')} />
      <SectionForm
        draft={draft}
        section={section}
        inFile={inFile}
        taken={taken}
        findings={findings}
        isLocked={lock !== null}
        onChange={change}
      />
      <RegistersPanel
        draft={draft}
        section={section}
        inFile={inFile}
        opened={opened}
        registersInFile={inFile === null ? null : (file.opened[0]?.registers ?? null)}
        findings={findings}
        reading={reading.state}
        edits={edits}
        isLocked={lock !== null}
        onChange={change}
      />
      <PlanPanel plan={opened.plan} />
      <SaveBar
        isUnsaved={isUnsaved}
        isChecking={edited.isChecking}
        diff={diff}
        obstacle={obstacle}
        onSave={save}
        onDiscard={() => (draft.origin.kind === 'existing' ? setDraft(start) : goFreely(null))}
      />
    </Stack>
  )
}

function titleOf({ origin }: Draft, say: ReturnType<typeof useFormWords>): string {
  if (origin.kind === 'new') return say('newTitle')
  return origin.kind === 'copy' ? say('copyTitle', { name: origin.of }) : origin.section
}

function BackLink() {
  const say = useFormWords()
  return (
    <Anchor href={addressOf({ page: 'devices', detail: null })} fz="sm">
      <IconArrowLeft size={13} aria-hidden /> {say('back')}
    </Anchor>
  )
}
