/** The sections of a document by their headings, each with its heading. */
function sectionsOf(markdown: string): ReadonlyMap<string, string> {
  const sections = markdown.split(/^(?=## )/m).slice(1)
  return new Map(sections.map((text) => [/^## (.*)/.exec(text)?.[1]?.trim() ?? '', text.trim()]))
}

/** The introduction and a section for each name in that order: as it was measured now, else as it stood before. */
export function mergedDocument(
  introduction: string,
  before: string,
  measured: ReadonlyMap<string, string>,
  names: readonly string[],
): string {
  const known = sectionsOf(before)
  const sections = names.flatMap((name) => measured.get(name) ?? known.get(name) ?? [])
  return [introduction.trim(), ...sections].join('\n\n')
}
