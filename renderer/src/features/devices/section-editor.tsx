import { Loader, Stack } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import { useSavePress } from '../../app/save-press.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { BackLink } from './back-link.tsx'
import { ChangedNote } from './changed-note.tsx'
import {
  type Draft,
  draftOf,
  editsOf,
  freeName,
  isChanged,
  nameProblem,
  sectionAfter,
  sourceOf,
} from './draft.ts'
import { FindingsNote } from './findings-note.tsx'
import { placed, stillNeeded } from './findings.ts'
import { useFileChanged } from './follow-file.ts'
import { useFormWords } from './form-words.ts'
import { useKeyWords } from './key-words.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { goFreely } from './leave.ts'
import { useLock } from './lock.ts'
import { PlanPanel } from './plan-panel.tsx'
import { ReadNowButton } from './read-now.tsx'
import { RegistersPanel } from './registers-panel.tsx'
import { SaveBar } from './save-bar.tsx'
import type { Saving } from './saving.ts'
import { SectionForm } from './section-form.tsx'
import { TestLink } from './test-link.tsx'
import { type Checked, useConfigDraft } from './use-config-draft.ts'
import { useReadNow } from './use-read-now.ts'
import { useWords } from './words.ts'

const noEdits: readonly ConfigEdit[] = []
const nothing: ReadonlySet<string> = new Set()

/** Form, registers and plan of one section, as its draft makes it. */
export function SectionEditor(props: {
  /** What it begins with: another one later on changes nothing. */
  readonly first: Draft
  readonly base: Checked
  readonly file: NonNullable<Checked['draft']>
  readonly saving: Saving
}) {
  const { base, file, saving } = props
  const say = useFormWords()
  const sayCommon = useWords()
  const sayKey = useKeyWords()
  const [first] = useState(props.first)
  const [draft, setDraft] = useState(first)
  /** Save was pressed with something missing. */
  const [isTried, setTried] = useState(false)
  const [focused, setFocused] = useState<string | null>(null)
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
  const own = useMemo(
    () => shown?.findings.filter((finding) => finding.section === section?.name) ?? [],
    [shown, section],
  )
  // A new device is not told off for what nobody has come to yet, unless it is to be saved like that.
  const needed = useMemo(
    () => (draft.origin.kind === 'new' && !isTried ? stillNeeded(own, draft) : nothing),
    [own, draft, isTried],
  )
  const told = useMemo(() => own.filter(({ key }) => key === null || !needed.has(key)), [own, needed])
  const findings = useMemo(
    () => placed(told, section?.name ?? '', new Set(section?.keys.map(({ key }) => key))),
    [told, section],
  )
  const hasErrors = told.some(({ severity }) => severity === 'error')
  const problem = nameProblem(draft, taken)
  const obstacle =
    lock ??
    (hasChanged ? sayCommon('changed') : null) ??
    (problem === null ? null : sayCommon(`name-${problem}`))
  const diff = edited.draft?.diff ?? []
  const press = useSavePress({
    isPossible: isUnsaved && obstacle === null,
    isChecking: edited.isChecking,
    hasErrors: hasErrors || edited.failure !== null,
    onSave() {
      if (needed.size > 0) return setTried(true)
      saving.review({ revision, edits: edits ?? [] }, diff, () => {
        setDraft(draftOf(name))
        if (draft.origin.kind !== 'existing' || draft.origin.section !== name) goFreely(name)
      })
    },
  })

  if (shown === null || opened === undefined || section === undefined) {
    return edited.failure === null ? (
      <Loader aria-label={sayCommon('loading')} />
    ) : (
      <ErrorNote title={sayCommon('failed')} message={edited.failure.message} actions={<BackLink />} />
    )
  }
  const inFile = file.sections.find((each) => each.name === sourceOf(draft)) ?? null

  function change(next: Draft): void {
    setDraft(next)
    reading.forgetTrouble()
  }

  const helped = section.keys.find(({ key }) => key === focused)
  const nameOf = (key: string): string => {
    const view = section.keys.find((known) => known.key === key)
    return view === undefined ? say('registers') : sayKey(view).name
  }

  return (
    <Stack gap="sm" flex={1}>
      {/* A new device that nobody has touched is nothing to lose, unless it came with registers. */}
      <LeaveGuard isUnsaved={isUnsaved && (draft !== first || first.rows !== null)} />
      <PageHeader
        title={titleOf(draft, say)}
        subtitle={<BackLink />}
        actions={
          <>
            {inFile?.deviceIds[0] !== undefined && <TestLink deviceId={inFile.deviceIds[0]} />}
            <ReadNowButton
              deviceIds={section.deviceIds}
              isReading={reading.state.kind === 'reading'}
              isLocked={access.kind === 'read-only'}
              onRead={(deviceId) =>
                void reading.read({ revision, edits: edits ?? noEdits, section: section.name, deviceId })
              }
            />
          </>
        }
      />
      {lock !== null && <ErrorNote tone="info" message={lock} />}
      {hasChanged && (
        <ChangedNote
          onTakeTheirs={() => {
            setDraft(asInFile(draft) ?? first)
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
        needed={needed}
        onChange={change}
        onFocus={setFocused}
        onSubmit={press.press}
      />
      <RegistersPanel
        draft={draft}
        revision={revision}
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
        obstacle={obstacle ?? (hasErrors ? sayCommon('errorsBlock') : null)}
        needed={needed.size === 0 ? null : [...needed].map(nameOf).join(', ')}
        help={
          helped === undefined
            ? null
            : `${sayKey(helped).help} ${say('allowed', { allowed: helped.allowed })}`
        }
        press={press}
        onDiscard={() => {
          const unchanged = asInFile(draft)
          if (unchanged === null) goFreely(null)
          else setDraft(unchanged)
        }}
      />
    </Stack>
  )
}

function titleOf({ origin }: Draft, say: ReturnType<typeof useFormWords>): string {
  if (origin.kind === 'new') return say('newTitle')
  return origin.kind === 'copy' ? say('copyTitle', { name: origin.of }) : origin.section
}

/** null: it is not in the file. */
const asInFile = ({ origin }: Draft): Draft | null =>
  origin.kind === 'existing' ? draftOf(origin.section) : null
