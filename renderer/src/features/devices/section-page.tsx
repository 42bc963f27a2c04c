import { Loader } from '@mantine/core'
import { IconFileUnknown } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { ConfigEdit } from '../../../../shared/contract/config.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { BackLink } from './back-link.tsx'
import { useFormWords } from './form-words.ts'
import type { Saving } from './saving.ts'
import { SectionEditor } from './section-editor.tsx'
import { draftOfStart, sourceOfStart, type Start } from './start.ts'
import { useConfigDraft } from './use-config-draft.ts'
import { useWords } from './words.ts'

const noEdits: readonly ConfigEdit[] = []

interface Props {
  readonly start: Start
  readonly saving: Saving
  /** Changes when the file was written. */
  readonly round: number
}

/** One section of config.ini. */
export function SectionPage({ start, saving, round }: Props) {
  const say = useFormWords()
  const sayCommon = useWords()
  const source = sourceOfStart(start)
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
  return (
    <SectionEditor first={draftOfStart(start, base.draft)} base={base} file={base.draft} saving={saving} />
  )
}
