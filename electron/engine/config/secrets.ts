import { mask, withoutCredentials } from './findings.ts'
import { type IniDocument, type IniEntry, parseIni, sectionOf, serializeIni } from './ini-document.ts'
import { editIni, type IniEdit } from './ini-edit.ts'
import { allDeviceKeys, allGlobalKeys, spellings } from './schema.ts'

/** A token leaves the gateway in no direction but to the API: people see a mask, and a mask that comes back changes nothing. */
export const secretKeys: ReadonlySet<string> = new Set(
  [...allGlobalKeys, ...allDeviceKeys].filter(({ isSecret }) => isSecret).flatMap(spellings),
)

/** The lines of the file as they may be shown. A secret that is commented out is one all the same. */
export function maskedLines(document: IniDocument): readonly string[] {
  const lines = document.lines.map(({ text }) => withoutCredentials(text).replace(commentedOut, `$1${mask}`))
  for (const { parts } of secretEntries(document)) {
    for (const { index, start, end, text } of parts) {
      const line = document.lines[index]?.text ?? ''
      if (text !== '') lines[index] = line.slice(0, start) + mask + line.slice(end)
    }
  }
  return lines
}

const commentedOut = new RegExp(`^(\\s*[#;]+\\s*(?:${[...secretKeys].join('|')})\\s*[=:]\\s*)\\S.*$`, 'i')

export function maskedText(document: IniDocument): string {
  const lines = maskedLines(document)
  return document.lines.map(({ eol }, index) => (lines[index] ?? '') + eol).join('')
}

/** The document with what `known` has in place of masks: line by line, and by key where something else of the line changed. */
export function unmasked(document: IniDocument, known: IniDocument): IniDocument {
  const shown = maskedLines(known)
  const originals = new Map(known.lines.map(({ text }, index) => [shown[index] ?? '', text]))
  const lines = document.lines.map(({ text, eol }) => ({
    text: text.includes(mask) ? (originals.get(text) ?? text) : text,
    eol,
  }))
  const restored = parseIni(serializeIni({ hasBom: document.hasBom, lines }))
  const edits = secretEntries(restored).flatMap(({ section, key, value }): readonly IniEdit[] => {
    const former = sectionOf(known, section)?.entries.get(key)
    return value === mask && former !== undefined ? [{ kind: 'set', section, key, value: former.value }] : []
  })
  return editIni(restored, edits)
}

function secretEntries({ sections, defaults }: IniDocument): readonly IniEntry[] {
  return [...(defaults === null ? [] : [defaults]), ...sections.values()].flatMap(({ entries }) =>
    [...entries.values()].filter(({ key }) => secretKeys.has(key)),
  )
}
