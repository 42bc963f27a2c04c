import type { ConfigEdit, RegisterRow } from '../../../../shared/contract/config.ts'

/** One section of config.ini while it is being edited: what differs from the file, and nothing else. */
export interface Draft {
  readonly origin: Origin
  /** The section's name as wanted. */
  readonly name: string
  /** By key; null takes the section's own line out, so that the inherited value holds. */
  readonly fields: Readonly<Record<string, string | null>>
  /** null: the registers stay as they are. */
  readonly rows: readonly RegisterRow[] | null
}

export type Origin =
  | { readonly kind: 'existing'; readonly section: string }
  | { readonly kind: 'copy'; readonly of: string }
  | { readonly kind: 'new' }

export type NameProblem = 'empty' | 'taken' | 'reserved' | 'characters'

export const draftOf = (section: string): Draft => ({
  origin: { kind: 'existing', section },
  name: section,
  fields: {},
  rows: null,
})

export const newDraft = (name: string): Draft => ({
  origin: { kind: 'new' },
  name,
  fields: { protocol: 'TCP' },
  rows: null,
})

export const copyDraft = (of: string, name: string): Draft => ({
  origin: { kind: 'copy', of },
  name,
  fields: {},
  rows: null,
})

/** The section whose lines the draft begins with. */
export function sourceOf({ origin }: Draft): string | null {
  if (origin.kind === 'new') return null
  return origin.kind === 'copy' ? origin.of : origin.section
}

/** `written`: what the section's own line says in the file; going back to it is no change. */
export function withField(draft: Draft, key: string, value: string | null, written: string | null): Draft {
  const { [key]: _, ...others } = draft.fields
  return { ...draft, fields: value === written ? others : { ...others, [key]: value } }
}

/** Takes a key out of the section, whether the file has it or the draft alone. */
export function withoutKey(draft: Draft, key: string, isInFile: boolean): Draft {
  return withField(draft, key, null, isInFile ? '' : null)
}

export const withRows = (draft: Draft, rows: readonly RegisterRow[] | null): Draft => ({ ...draft, rows })

/** A section that is only in the draft has yet to be saved, even with nothing filled in. */
export function isChanged(draft: Draft): boolean {
  const { origin, name, fields, rows } = draft
  if (origin.kind !== 'existing') return true
  return name.trim() !== origin.section || rows !== null || Object.keys(fields).length > 0
}

/**
 * What the draft does to the file. With a name that cannot be used `fallback` (or the present one) stands in for it, so
 * that everything else is checked meanwhile.
 */
export function editsOf(draft: Draft, taken: readonly string[], fallback: string): readonly ConfigEdit[] {
  const { origin, fields, rows } = draft
  const name = sectionAfter(draft, taken, fallback)
  const section = origin.kind === 'existing' ? origin.section : name
  const edits: ConfigEdit[] = []
  if (origin.kind === 'new') edits.push({ kind: 'add-section', section })
  if (origin.kind === 'copy') edits.push({ kind: 'duplicate-section', section: origin.of, name })
  for (const [key, value] of Object.entries(fields)) {
    edits.push(value === null ? { kind: 'remove', section, key } : { kind: 'set', section, key, value })
  }
  if (rows !== null) edits.push({ kind: 'set-registers', section, rows: [...rows] })
  if (name !== section) edits.push({ kind: 'rename-section', section, name })
  return edits
}

/** What the section is called once the edits are applied. */
export function sectionAfter(draft: Draft, taken: readonly string[], fallback: string): string {
  if (nameProblem(draft, taken) === null) return draft.name.trim()
  return draft.origin.kind === 'existing' ? draft.origin.section : fallback
}

/** `taken`: the sections of the file. */
export function nameProblem({ origin, name }: Draft, taken: readonly string[]): NameProblem | null {
  const wanted = name.trim()
  if (wanted === '') return 'empty'
  if (wanted === 'DEFAULT') return 'reserved'
  // oxlint-disable-next-line no-control-regex
  if (/[\]\u0000-\u001f]/.test(wanted) || wanted.length > 256) return 'characters'
  const isOwn = origin.kind === 'existing' && origin.section === wanted
  return !isOwn && taken.includes(wanted) ? 'taken' : null
}

/** `DEVICE` -> `DEVICE_2`, `METER_9` -> `METER_10`: the first that is free. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  const [, stem = wanted, digits] = /^(.*?)_?(\d{1,6})?$/.exec(wanted) ?? []
  for (let number = digits === undefined ? 2 : Number(digits) + 1; ; number++) {
    const name = `${stem}_${number}`
    if (!taken.includes(name)) return name
  }
}
