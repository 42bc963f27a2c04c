import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { ConfigDraft, ConfigEdit, DiffLine } from '../../../shared/contract/config.ts'
import type { DeviceConfig, Finding } from '../../../shared/model/index.ts'
import { applyEdits, type Edited } from './apply-edits.ts'
import { type IniDocument, parseIni, serializeIni } from './ini-document.ts'
import { globalKeyViews } from './key-views.ts'
import { lineDiff } from './line-diff.ts'
import { type ConfigurationSource, loadConfigurationText, type LoadedConfiguration } from './load.ts'
import type { LoadedProfiles } from './profile.ts'
import { maskedLines, maskedText } from './secrets.ts'
import { openedSection, sectionView } from './section-views.ts'

/** What a person's edits make of the file; nothing is written. */
export interface Draft {
  readonly text: string
  /** What that text means to the engine. */
  readonly loaded: LoadedConfiguration
  /** Of the file and of edits that could not be made. */
  readonly findings: readonly Finding[]
  readonly refused: readonly Finding[]
}

export async function makeDraft(
  source: ConfigurationSource,
  textOnDisk: string,
  edits: readonly ConfigEdit[],
  profiles: LoadedProfiles,
): Promise<Draft> {
  const { document, refused } = await appliedInTurns(parseIni(textOnDisk), edits, profiles)
  const text = serializeIni(document)
  const loaded = await loadConfigurationText(source, text, profiles)
  return { text, loaded, refused, findings: [...refused, ...loaded.findings] }
}

const turnMs = 20

/** Each edit reads the whole file again: with many of them the meters get their turn in between. */
async function appliedInTurns(
  document: IniDocument,
  edits: readonly ConfigEdit[],
  { profiles }: LoadedProfiles,
): Promise<Edited> {
  let edited: Edited = { document, refused: [] }
  let sinceMs = performance.now()
  for (const edit of edits) {
    const next = applyEdits(edited.document, [edit], profiles)
    edited = { document: next.document, refused: [...edited.refused, ...next.refused] }
    if (performance.now() - sinceMs > turnMs) {
      await setImmediate()
      sinceMs = performance.now()
    }
  }
  return edited
}

export type DraftView = Pick<ConfigDraft, 'text' | 'findings' | 'sections' | 'globals' | 'opened' | 'diff'>

/** @param open sections that are shown with their keys, registers and plan; none: the text is shown */
export function viewOf({ loaded, findings }: Draft, textOnDisk: string, open: readonly string[]): DraftView {
  const { document } = loaded
  const effective = loaded.effectiveOf(open)
  const devicesOf = bySection(loaded.devices)
  return {
    text: open.length === 0 ? maskedText(document) : '',
    findings: [...findings],
    sections: [...document.sections.values()].map((section) => {
      const keys = open.includes(section.name) ? effective : null
      return sectionView(section, loaded, devicesOf.get(section.name) ?? [], keys)
    }),
    globals: [...globalKeyViews(document, effective)],
    opened: open.flatMap((name) => {
      const section = document.sections.get(name)
      return section === undefined ? [] : [openedSection(section, loaded)]
    }),
    diff: diffOf(parseIni(textOnDisk), document),
  }
}

function diffOf(before: IniDocument, after: IniDocument): DiffLine[] {
  const [old, changed] = [before, after].map((document) => document.lines.map(({ text }) => text))
  const [oldShown, newShown] = [maskedLines(before), maskedLines(after)]
  return lineDiff(old ?? [], changed ?? []).map((line) => ({
    ...line,
    text: (line.newLine === null ? oldShown[line.oldLine - 1] : newShown[line.newLine - 1]) ?? '',
  }))
}

function bySection(devices: readonly DeviceConfig[]): ReadonlyMap<string, readonly DeviceConfig[]> {
  return Map.groupBy(devices, ({ section }) => section)
}
