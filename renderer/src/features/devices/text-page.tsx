import { Loader } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import type { Finding } from '../../../../shared/model/index.ts'
import { useSavePress } from '../../app/save-press.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ChangedNote } from './changed-note.tsx'
import { FindingsNote } from './findings-note.tsx'
import { useFileChanged } from './follow-file.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { useLock } from './lock.ts'
import { SaveBar } from './save-bar.tsx'
import type { Saving } from './saving.ts'
import { TextEditor, type TextEditorHandle } from './text-editor.tsx'
import { useConfigDraft } from './use-config-draft.ts'
import { ViewSwitch } from './view-switch.tsx'
import { useWords } from './words.ts'

const noEdits: readonly ConfigEdit[] = []

/** The whole of config.ini as a text, with the same check and the same way of saving. */
export function TextPage({ saving, round }: { readonly saving: Saving; readonly round: number }) {
  const say = useWords()
  const editor = useRef<TextEditorHandle>(null)
  const base = useConfigDraft({ revision: null, edits: noEdits, open: null })
  /** null: as in the file. */
  const [text, setText] = useState<string | null>(null)
  const isUnsaved = text !== null && text !== base.draft?.text
  const revision = base.draft?.revision ?? null
  const edits = useMemo(
    (): readonly ConfigEdit[] | null => (isUnsaved ? [{ kind: 'replace-text', text }] : null),
    [isUnsaved, text],
  )
  const edited = useConfigDraft({ revision, edits, open: null })
  const { reload } = base
  useEffect(() => {
    if (round > 0) reload()
  }, [round, reload])
  const hasChanged = useFileChanged(revision, isUnsaved, reload)
  const lock = useLock(base.draft)
  const shown = isUnsaved ? edited : base
  const findings = shown.draft?.findings ?? []
  // A file that is broken already may be mended in steps; the gateway has the last word.
  const hasErrors = hasError(findings) && !hasError(base.draft?.findings ?? [])
  const obstacle = lock ?? (hasChanged ? say('changed') : null)
  const press = useSavePress({
    isPossible: isUnsaved && obstacle === null,
    isChecking: edited.isChecking,
    hasErrors: hasErrors || edited.failure !== null,
    onSave() {
      if (revision === null) return
      const diff = edited.draft?.diff ?? []
      saving.review({ revision, edits: edits ?? [] }, diff, () => setText(null))
    },
  })

  if (base.draft === null || revision === null) {
    return base.failure === null ? (
      <Loader aria-label={say('loading')} />
    ) : (
      <ErrorNote title={say('failed')} message={base.failure.message} />
    )
  }
  return (
    <>
      <LeaveGuard isUnsaved={isUnsaved} />
      <PageHeader
        title={say('title')}
        subtitle={<span className="mono">{base.draft.path}</span>}
        actions={<ViewSwitch view="text" />}
      />
      {lock !== null && <ErrorNote tone="info" message={lock} />}
      {hasChanged && (
        <ChangedNote
          onTakeTheirs={() => {
            setText(null)
            reload()
          }}
          onKeepMine={reload}
        />
      )}
      {shown.failure !== null && !hasChanged && <ErrorNote message={shown.failure.message} />}
      <FindingsNote findings={findings} onLine={(line) => editor.current?.goToLine(line)} />
      <TextEditor
        ref={editor}
        text={text ?? base.draft.text}
        findings={findings}
        isReadOnly={lock !== null}
        onChange={setText}
      />
      <SaveBar
        isUnsaved={isUnsaved}
        isChecking={edited.isChecking}
        diff={edited.draft?.diff ?? []}
        obstacle={obstacle ?? (hasErrors ? say('errorsBlock') : null)}
        press={press}
        onDiscard={() => setText(null)}
      />
    </>
  )
}

const hasError = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error')
