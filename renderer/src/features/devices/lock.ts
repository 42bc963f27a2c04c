import type { ConfigDraft } from '../../../../shared/contract/config.ts'
import { useAccess } from '../../ipc/hooks.ts'
import { useWords } from './words.ts'

/** Why nothing can be changed, in a sentence; null: it can. */
export function useLock(draft: Pick<ConfigDraft, 'notWritable'> | null): string | null {
  const say = useWords()
  const access = useAccess()
  if (access.kind === 'read-only') return say('readOnly', { reason: access.reason })
  const reason = draft?.notWritable ?? null
  return reason === null ? null : say('notWritable', { reason })
}
