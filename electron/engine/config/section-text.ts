import type { RegisterRow } from '../../../shared/contract/config.ts'
import { endpointKeys } from '../../../shared/contract/endpoint-keys.ts'
import type { Endpoint } from '../../../shared/contract/tester.ts'
import { applyEdits } from './apply-edits.ts'
import { defaultSection, parseIni, serializeIni } from './ini-document.ts'

export interface NewSection {
  readonly name: string
  readonly endpoint: Endpoint
  readonly unitId: number
  /** For people; null: the name of the section. */
  readonly title: string | null
  readonly rows: readonly RegisterRow[]
  /** null, as when it is not given: the default suffices. */
  readonly maxGap?: number | null
}

/**
 * A section of config.ini that reads these registers.
 *
 * @throws SectionNameError
 */
export function newSectionText(wanted: NewSection): string {
  const { name: section, endpoint, unitId, title, rows, maxGap = null } = wanted
  const set = (key: string, value: string) => ({ kind: 'set', section, key, value }) as const
  if (section === defaultSection)
    throw new SectionNameError(
      `[${section}] is what all devices have in common: a device needs a name of its own`,
    )
  const { document, refused } = applyEdits(
    parseIni(''),
    [
      { kind: 'add-section', section },
      ...(title === null ? [] : [set('name', title)]),
      ...endpointKeys(endpoint).map(([key, value]) => set(key, value)),
      set('slave_id', String(unitId)),
      set('addressing', 'zero'),
      ...(maxGap === null ? [] : [set('max_gap', String(maxGap))]),
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
