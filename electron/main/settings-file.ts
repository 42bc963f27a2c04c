import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { lookedAt } from '../../shared/contract/desktop.ts'
import { makeFolder } from '../engine/make-folder.ts'
import { writeDurably } from '../engine/store/durable-file.ts'
import { windowState } from './window-state.ts'

/** What the desktop app remembers. A part that cannot be understood is forgotten, the others stay. */
const desktopSettings = z.object({
  closeAction: z.enum(['ask', 'keep-collecting', 'quit']).catch('ask'),
  lookingAt: lookedAt.catch({ kind: 'local' }),
  /** The remote's token as the system's keychain has encrypted it, base64. */
  encryptedToken: z.string().nullable().catch(null),
  window: windowState.nullable().catch(null),
  /** The config.ini that was opened last; null: the default one. */
  configPath: z.string().min(1).nullable().catch(null),
})

export type DesktopSettings = Readonly<z.infer<typeof desktopSettings>>

export interface SettingsFile {
  readonly settings: DesktopSettings
  /** Takes effect at once; `onTrouble` hears when it could not be written. */
  change(change: Partial<DesktopSettings>): void
}

/** `desktop.json`. A file that is missing or damaged is as good as none: nothing in it is worth a refused start. */
export function openSettingsFile(path: string, onTrouble: (sentence: string) => void): SettingsFile {
  let settings: DesktopSettings = desktopSettings.safeParse(contentOf(path)).data ?? desktopSettings.parse({})
  return {
    get settings() {
      return settings
    },
    change(change) {
      settings = { ...settings, ...change }
      try {
        makeFolder(dirname(path))
        writeDurably(path, `${JSON.stringify(settings, null, 2)}\n`)
      } catch (error) {
        onTrouble(`what was chosen is not kept: ${error instanceof Error ? error.message : String(error)}`)
      }
    },
  }
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
