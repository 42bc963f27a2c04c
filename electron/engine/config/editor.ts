import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ConfigDraft, ConfigEdit, SaveOutcome } from '../../../shared/contract/config.ts'
import type { DeviceConfig, Finding } from '../../../shared/model/index.ts'
import type { Clock } from '../clock.ts'
import { type Backup, listBackups, readBackup } from './backups.ts'
import { type Draft, makeDraft, viewOf } from './draft.ts'
import { parseIni } from './ini-document.ts'
import { type ConfigurationSource, loadConfigurationText, loadProfilesOf } from './load.ts'
import type { Profile } from './profile.ts'
import { ProfileIdError, saveProfile, type SavedProfile, type SaveProfileRequest } from './save-profile.ts'
import { revisionOf } from './revision.ts'
import { ConfigChangedError, readIfPresent, saveConfigFile } from './save.ts'
import { maskedText } from './secrets.ts'

/** What cannot be done with the file as it is; the message is for the person who edits it. */
export class ConfigEditorError extends Error {
  override readonly name = 'ConfigEditorError'
  readonly kind: 'conflict' | 'invalid'

  constructor(kind: 'conflict' | 'invalid', message: string) {
    super(message)
    this.kind = kind
  }
}

export interface EditorOptions {
  readonly source: ConfigurationSource
  readonly backupDir: string
  readonly clock: Clock
  /** Applies what has been saved. */
  readonly apply: () => Promise<void>
}

export interface DraftRequest {
  /** null: of whatever is there now. */
  readonly revision: string | null
  readonly edits: readonly ConfigEdit[]
  readonly open: readonly string[]
}

export type DraftDevice =
  | { readonly kind: 'device'; readonly device: DeviceConfig }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }

export interface DraftProfileRequest
  extends Omit<DraftRequest, 'open'>, Omit<SaveProfileRequest, 'device' | 'configPath' | 'nowMs'> {
  readonly section: string
}

export type DraftProfile = SavedProfile | Extract<DraftDevice, { readonly kind: 'invalid' }>

/** Reads, checks and saves config.ini for people; what runs changes through `apply` alone. */
export interface ConfigEditor {
  /** @throws ConfigEditorError the revision is not the one on disk */
  draft(request: DraftRequest): Promise<ConfigDraft>
  /** A device as unsaved edits make it. */
  draftDevice(
    request: Omit<DraftRequest, 'open'> & { readonly section: string; readonly deviceId: string | null },
  ): Promise<DraftDevice>
  /** Resolves when what was saved is applied. @throws the file system's own error; the file is as it was then */
  save(revision: string, edits: readonly ConfigEdit[]): Promise<SaveOutcome>
  /** @throws ConfigEditorError there is no such backup */
  restore(revision: string, backup: string): Promise<SaveOutcome>
  backups(): Promise<readonly Backup[]>
  profiles(): Promise<readonly Profile[]>
  /**
   * Keeps a device, as unsaved edits make it, as a profile of the person's own.
   *
   * @throws ConfigEditorError the id cannot be one, or the file system's own error
   */
  saveProfile(request: DraftProfileRequest): Promise<DraftProfile>
}

/** Texts that were shown: a conflict is told with what the person had before the eyes. */
const rememberedTexts = 8

export function createConfigEditor({ source, backupDir, clock, apply }: EditorOptions): ConfigEditor {
  const { path } = source
  const shown = new Map<string, string>()
  let saving: Promise<unknown> = Promise.resolve()

  function remember(text: string): string {
    const revision = revisionOf(text)
    shown.delete(revision)
    shown.set(revision, text)
    for (const oldest of shown.keys()) if (shown.size > rememberedTexts) shown.delete(oldest)
    return revision
  }

  async function draftOf({ revision, edits }: Omit<DraftRequest, 'open'>) {
    const textOnDisk = (await textOf(path)) ?? ''
    const found = remember(textOnDisk)
    if (revision !== null && revision !== found) throw changedByOthers(path)
    const draft = await makeDraft(source, textOnDisk, edits, await loadProfilesOf(source))
    return { draft, textOnDisk, revision: found }
  }

  /** One save after the other, each with what the one before has written. */
  function inTurn(work: () => Promise<SaveOutcome>): Promise<SaveOutcome> {
    const turn = saving.then(work)
    saving = turn.catch(() => undefined)
    return turn
  }

  async function write(revision: string, make: (text: string) => Promise<Draft>): Promise<SaveOutcome> {
    const onDisk = await textOf(path)
    const baseText = onDisk ?? ''
    if (revisionOf(baseText) !== revision) return conflict(baseText, shown.get(revision) ?? baseText, make)
    const draft = await make(baseText)
    if (!(await mayBeSaved(draft, baseText))) return { kind: 'invalid', findings: [...draft.findings] }
    const { text } = draft
    try {
      const nowMs = clock.wallMs()
      const backup = await saveConfigFile({ path, baseText: onDisk, text, backupDir, nowMs })
      remember(text)
      await apply()
      return { kind: 'saved', revision: revisionOf(text), backup }
    } catch (error) {
      if (!(error instanceof ConfigChangedError)) throw error
      return conflict(error.textOnDisk, baseText, make)
    }
  }

  async function conflict(
    theirs: string,
    base: string,
    make: (text: string) => Promise<Draft>,
  ): Promise<SaveOutcome> {
    const ours = await make(base)
    const masked = (text: string): string => maskedText(parseIni(text))
    return {
      kind: 'conflict',
      revision: remember(theirs),
      theirs: masked(theirs),
      ours: masked(ours.text),
    }
  }

  /**
   * Whether the engine could run it. Where the file had errors before, edits may repair it one by one: none of them may
   * add another error.
   */
  async function mayBeSaved({ loaded, refused, findings }: Draft, baseText: string): Promise<boolean> {
    if (refused.length > 0) return false
    if (loaded.config !== null) return true
    const before = await loadConfigurationText(source, baseText, { profiles: loaded.profiles, findings: [] })
    const known = new Set(errorsOf(before.findings))
    return before.config === null && errorsOf(findings).every((error) => known.has(error))
  }

  async function draftDevice({
    section,
    deviceId,
    ...request
  }: Parameters<ConfigEditor['draftDevice']>[0]): Promise<DraftDevice> {
    const { draft } = await draftOf(request)
    const device = draft.loaded.devices.find(
      (each) => each.section === section && (deviceId === null || each.id === deviceId),
    )
    return device === undefined ? { kind: 'invalid', findings: draft.findings } : { kind: 'device', device }
  }

  return {
    async draft(request) {
      const { draft, textOnDisk, revision } = await draftOf(request)
      const view = viewOf(draft, textOnDisk, request.open)
      return { path, revision, notWritable: await notWritable(path), ...view }
    },
    draftDevice,
    save: (revision, edits) =>
      inTurn(() =>
        write(revision, async (text) => makeDraft(source, text, edits, await loadProfilesOf(source))),
      ),
    restore: (revision, backup) =>
      inTurn(async () => {
        const text = await readBackup(backupDir, path, backup)
        if (text === null) throw new ConfigEditorError('invalid', `there is no backup ${backup}`)
        return write(revision, async () => {
          const loaded = await loadConfigurationText(source, text)
          return { text, loaded, refused: [], findings: loaded.findings }
        })
      }),
    backups: () => listBackups(backupDir, path),
    async profiles() {
      const { profiles } = await loadProfilesOf(source)
      return [...profiles.values()]
    },
    async saveProfile({ revision, edits, section, ...wanted }) {
      const found = await draftDevice({ revision, edits, section, deviceId: null })
      if (found.kind === 'invalid') return found
      const request = { ...wanted, device: found.device, configPath: path, nowMs: clock.wallMs() }
      return saveProfile(request).catch((error: unknown) => {
        throw error instanceof ProfileIdError ? new ConfigEditorError('invalid', error.message) : error
      })
    },
  }
}

/** null: there is no file. What is not UTF-8 would be damaged by a save. */
async function textOf(path: string): Promise<string | null> {
  const bytes = await readIfPresent(path)
  if (bytes !== null && !isUtf8(bytes)) {
    throw new ConfigEditorError(
      'invalid',
      `${path} is not UTF-8 text; save it as UTF-8 with another editor first`,
    )
  }
  return bytes?.toString('utf8') ?? null
}

const changedByOthers = (path: string): ConfigEditorError =>
  new ConfigEditorError('conflict', `${path} was changed by somebody else since it was read`)

/** Errors by what they say, wherever they have moved to. */
const errorsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap(({ severity, section, key, message }) =>
    severity === 'error' ? [`${section}\n${key}\n${message.replaceAll(/line \d+/g, 'line')}`] : [],
  )

/** Why a save would fail, in a sentence; null when it would not. A save replaces the file, so its folder counts too. */
async function notWritable(path: string): Promise<string | null> {
  const target = await realpath(path).catch(() => path)
  const why = async (place: string): Promise<string | null> =>
    access(place, constants.W_OK).then(
      () => null,
      (error: unknown) => {
        const code = error instanceof Error && 'code' in error ? error.code : null
        if (code === 'ENOENT') return null
        return code === 'EROFS'
          ? `${place} is on a read-only file system`
          : `${place} cannot be written by the user that runs the gateway`
      },
    )
  return (await why(target)) ?? (await why(dirname(target)))
}

/** Where the engine keeps what saves replace. */
export const backupDirOf = (dataDir: string): string => join(dataDir, 'config-backups')
