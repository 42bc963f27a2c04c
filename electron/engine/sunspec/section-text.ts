import type { RegisterRow } from '../../../shared/contract/config.ts'
import { applyEdits } from '../config/apply-edits.ts'
import { parseIni, serializeIni } from '../config/ini-document.ts'

export interface SunSpecSection {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly unitId: number
  /** For people; null: the name of the section. */
  readonly title: string | null
  readonly rows: readonly RegisterRow[]
}

/**
 * A section of config.ini that reads these registers.
 *
 * @throws SectionNameError
 */
export function sunSpecSectionText(wanted: SunSpecSection): string {
  const { name: section, host, port, unitId, title, rows } = wanted
  const set = (key: string, value: string) => ({ kind: 'set', section, key, value }) as const
  const { document, refused } = applyEdits(
    parseIni(''),
    [
      { kind: 'add-section', section },
      ...(title === null ? [] : [set('name', title)]),
      set('protocol', 'TCP'),
      set('host', host),
      set('port', String(port)),
      set('slave_id', String(unitId)),
      set('addressing', 'zero'),
      { kind: 'set-registers', section, rows: [...rows] },
    ],
    new Map(),
  )
  const [first] = refused
  if (first !== undefined) throw new SectionNameError(first.message)
  return serializeIni(document)
}

/** There can be no such section; the message says why. */
export class SectionNameError extends Error {
  override readonly name = 'SectionNameError'
}
