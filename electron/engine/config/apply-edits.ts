import { assertNever } from '../../../shared/assert-never.ts'
import type { ConfigEdit } from '../../../shared/contract/config.ts'
import type { Finding } from '../../../shared/model/index.ts'
import { makeFinding, mask } from './findings.ts'
import { type IniDocument, parseIni, sectionOf, serializeIni } from './ini-document.ts'
import { editIni, type IniEdit, IniEditError } from './ini-edit.ts'
import { eolOf } from './ini-layout.ts'
import { type IniLine, shown, splitLines } from './ini-line.ts'
import { lineChanges } from './line-diff.ts'
import type { Profile } from './profile.ts'
import { editsForRows } from './register-rows.ts'
import { profileDefaults } from './resolve.ts'
import { allDeviceKeys, allGlobalKeys, spellings } from './schema.ts'
import { maskedLines, secretKeys, unmasked } from './secrets.ts'

export interface Edited {
  readonly document: IniDocument
  /** Edits that cannot be made; the document is what the others make of it. */
  readonly refused: readonly Finding[]
}

/** The document after a person's edits, one after the other. Lines that no edit touches keep their bytes. */
export function applyEdits(
  document: IniDocument,
  edits: readonly ConfigEdit[],
  profiles: ReadonlyMap<string, Profile>,
): Edited {
  const refused: Finding[] = []
  const edited = edits.reduce((before, edit) => {
    try {
      return applyEdit(before, edit, profiles)
    } catch (error) {
      if (!(error instanceof IniEditError)) throw error
      const { section, key, why } = error
      refused.push(makeFinding('error', { section, key, line: null, why }))
      return before
    }
  }, document)
  return { document: edited, refused }
}

function applyEdit(
  document: IniDocument,
  edit: ConfigEdit,
  profiles: ReadonlyMap<string, Profile>,
): IniDocument {
  switch (edit.kind) {
    case 'set':
      refuseControlCharacters(edit, [edit.key, edit.value])
      return isMask(edit)
        ? document
        : editIni(document, [{ ...edit, key: writtenKeys(document, edit)[0] ?? edit.key }])
    case 'remove':
      return editIni(
        document,
        writtenKeys(document, edit).map((key) => ({ ...edit, key })),
      )
    case 'set-registers': {
      const { section, rows } = edit
      refuseControlCharacters(edit, rows.flatMap(Object.values))
      if (!document.sections.has(section)) throw new IniEditError(edit, `there is no section [${section}]`)
      return editIni(
        document,
        editsForRows(document, section, profileDefaults(document, section, profiles), rows),
      )
    }
    case 'replace-text':
      return unmasked(parseIni(asInFile(edit.text, document)), document)
    case 'add-section':
    case 'remove-section':
    case 'rename-section':
    case 'duplicate-section':
    case 'move-section':
      return editIni(document, [edit])
    default:
      return assertNever(edit)
  }
}

/** The names under which the section has a key: `unit_id` where `slave_id` is meant. The first one is read. */
function writtenKeys(
  document: IniDocument,
  { section, key }: { section: string; key: string },
): readonly string[] {
  const name = key.toLowerCase()
  const spec = [...allDeviceKeys, ...allGlobalKeys].find((each) => spellings(each).includes(name))
  const entries = sectionOf(document, section)?.entries
  return (spec === undefined ? [name] : spellings(spec)).filter((each) => entries?.has(each) === true)
}

/** A text field of a browser knows neither byte order marks nor line breaks other than `\n`. */
function asInFile(text: string, document: IniDocument): string {
  const content = text.replace(/^\uFEFF/, '')
  const lines = splitLines(content)
  return serializeIni({
    hasBom: document.hasBom || content !== text,
    lines: content.includes('\r') ? lines : withBreaksOf(document, lines),
  })
}

/** Lines that stay keep the line break that they have in the file. */
function withBreaksOf(document: IniDocument, lines: readonly IniLine[]): readonly IniLine[] {
  const texts = lines.map(({ text }) => text)
  const kept = new Map(
    lineChanges(maskedLines(document), texts).map((line) => [
      line.newLine,
      line.kind === 'same' ? document.lines[line.oldLine - 1]?.eol : undefined,
    ]),
  )
  return lines.map((line, index) =>
    line.eol === '' ? line : { ...line, eol: kept.get(index + 1) || eolOf(document) },
  )
}

/** The mask of a secret is what a person was shown, not what was meant. */
const isMask = ({ key, value }: Extract<IniEdit, { kind: 'set' }>): boolean =>
  value === mask && secretKeys.has(key.toLowerCase())

function refuseControlCharacters(edit: ConfigEdit & { section: string }, texts: readonly string[]): void {
  const text = texts.find((each) => /\p{Cc}/u.test(each))
  if (text !== undefined)
    throw new IniEditError(
      edit,
      `"${shown(text)}" has line breaks or control characters, which a value has not`,
    )
}
