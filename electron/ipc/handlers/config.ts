import type { Handlers } from '../../../shared/contract/commands.ts'
import { ConfigEditorError } from '../../engine/config/editor.ts'
import { CallRefused } from '../call-refused.ts'
import type { Gateway } from '../gateway.ts'

type ConfigHandlers = Pick<
  Handlers,
  'configDraft' | 'configSave' | 'configRestore' | 'configBackups' | 'profiles' | 'saveProfile'
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
    async saveProfile(request) {
      const saved = await told(editor.saveProfile(request))
      return saved.kind === 'invalid' ? { kind: 'invalid', findings: [...saved.findings] } : saved
    },
  }
}

/** What the file or its place does not allow is said to whoever asked; the rest is a defect. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ConfigEditorError) throw new CallRefused(error.kind, error.message, { cause: error })
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new CallRefused('failed', fileTrouble(error.code, error), { cause: error })
    }
    throw error
  }
}

function fileTrouble(code: unknown, error: Error & { path?: unknown }): string {
  const place = typeof error.path === 'string' ? error.path : 'the configuration'
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `the user that runs the gateway may not use ${place}; nothing was changed`
    case 'EROFS':
      return `${place} is on a read-only file system; nothing was changed`
    case 'ENOSPC':
      return 'the disk is full; nothing was changed'
    default:
      return `${error.message}; nothing was changed`
  }
}
