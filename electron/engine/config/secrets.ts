import { mask, withoutCredentials } from './findings.ts'
import { type IniDocument, type IniEntry, sectionOf } from './ini-document.ts'
import { editIni } from './ini-edit.ts'
import { allDeviceKeys, allGlobalKeys, spellings } from './schema.ts'

/** A token leaves the gateway in no direction but to the API: people see a mask, and a mask that comes back changes nothing. */
export const secretKeys: ReadonlySet<string> = new Set(
  [...allGlobalKeys, ...allDeviceKeys].filter(({ isSecret }) => isSecret).flatMap(spellings),
)

/** The lines of the file as they may be shown. */
export function maskedLines(document: IniDocument): readonly string[] {
  const lines = document.lines.map(({ text }) => withoutCredentials(text))
  for (const { parts } of secretEntries(document)) {
    for (const { index, start, end, text } of parts) {
      const line = document.lines[index]?.text ?? ''
      if (text !== '') lines[index] = line.slice(0, start) + mask + line.slice(end)
    }
  }
  return lines
}

export function maskedText(document: IniDocument): string {
  const lines = maskedLines(document)
  return document.lines.map(({ eol }, index) => (lines[index] ?? '') + eol).join('')
}

/** The document with what `known` has in place of masks. */
export function unmasked(document: IniDocument, known: IniDocument): IniDocument {
  return editIni(
    document,
    secretEntries(document).flatMap(({ section, key, value }) => {
      const former = sectionOf(known, section)?.entries.get(key)
      return value === mask && former !== undefined
        ? [{ kind: 'set', section, key, value: former.value } as const]
        : []
    }),
  )
}

function secretEntries({ sections, defaults }: IniDocument): readonly IniEntry[] {
  return [...(defaults === null ? [] : [defaults]), ...sections.values()].flatMap(({ entries }) =>
    [...entries.values()].filter(({ key }) => secretKeys.has(key)),
  )
}
