import type { ConfigDraft, ConfigEdit, SectionView } from '../../../../shared/contract/config.ts'

/** The sections whose name, title, protocol or address holds every word of the text. */
export function matching(sections: readonly SectionView[], text: string): readonly SectionView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return sections
  return sections.filter(({ name, title, protocol, endpoint }) => {
    const all = `${name} ${title} ${protocol} ${endpoint}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** Takes the section one place up or down in the file; null where it cannot go further. */
export function movedEdit(
  { sections }: Pick<ConfigDraft, 'sections'>,
  name: string,
  by: -1 | 1,
): ConfigEdit | null {
  const at = sections.findIndex((section) => section.name === name)
  if (at === -1 || at + by < 0 || at + by >= sections.length) return null
  const before = by === -1 ? sections[at - 1] : sections[at + 2]
  return { kind: 'move-section', section: name, before: before?.name ?? null }
}
