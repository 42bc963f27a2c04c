import type { Handlers } from '../../../shared/contract/commands.ts'
import { ConfigEditorError } from '../../engine/config/editor.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'

type ConfigHandlers = Pick<
  Handlers,
  'configDraft' | 'configSave' | 'configRestore' | 'configBackups' | 'profiles'
>

export function configHandlers({ engine: { editor } }: Gateway): ConfigHandlers {
  return {
    configDraft: (request) => told(editor.draft(request)),
    configSave: ({ revision, edits }) => told(editor.save(revision, edits)),
    configRestore: ({ revision, backup }) => told(editor.restore(revision, backup)),
    configBackups: async () => ({ backups: [...(await told(editor.backups()))] }),
    async profiles() {
      const profiles = await editor.profiles()
      return {
        profiles: profiles.map(({ id, title, confidence, sources, notes, registerCount }) => ({
          id,
          title,
          confidence,
          sources: [...sources],
          notes,
          registerCount,
        })),
      }
    },
  }
}

/** What the file or its place does not allow is said to whoever asked; the rest is a defect. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ConfigEditorError) throw new CallRefused(error.kind, error.message, { cause: error })
    // EACCES, ENOSPC, EROFS: Node's words name the place and the reason.
    if (error instanceof Error && 'syscall' in error) {
      throw new CallRefused('failed', `nothing was saved: ${error.message}`, { cause: error })
    }
    throw error
  }
}
