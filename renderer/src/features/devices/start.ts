import { assertNever } from '../../../../shared/assert-never.ts'
import type { ConfigDraft, RegisterRow, RegisterView } from '../../../../shared/contract/config.ts'
import { foundRow, type NamedPlace } from '../../../../shared/contract/register-row.ts'
import { type Addressing, addressingOf, writtenAddress } from '../../../../shared/model/address.ts'
import { type Handover, handoverPlace } from '../../app/device-handover.ts'
import { newDevicePlace } from '../../app/navigation.ts'
import { type Draft, draftOf, freeName, newDraft, sourceOf } from './draft.ts'
import { withoutResolved } from './rows.ts'

/** What the editor of a section begins with. */
export type Start =
  /** A new section with nothing in it. */
  { readonly kind: 'blank' } | { readonly kind: 'draft'; readonly draft: Draft } | Handover

/** Where it is edited: the detail of `#/devices/…`. */
export function placeOfStart(start: Start): string {
  switch (start.kind) {
    case 'blank':
      return newDevicePlace
    case 'draft': {
      const { origin } = start.draft
      return origin.kind === 'existing' ? origin.section : newDevicePlace
    }
    case 'new-device':
    case 'more-registers':
      return handoverPlace(start)
    default:
      return assertNever(start)
  }
}

/** The section whose lines it begins with; null: with none. */
export function sourceOfStart(start: Start): string | null {
  if (start.kind === 'draft') return sourceOf(start.draft)
  return start.kind === 'more-registers' ? start.section : null
}

/** @param file with the section opened that the start begins with */
export function draftOfStart(start: Start, file: Pick<ConfigDraft, 'sections' | 'opened'>): Draft {
  const taken = file.sections.map(({ name }) => name)
  switch (start.kind) {
    case 'blank':
      return newDraft(freeName('DEVICE_1', taken))
    case 'draft':
      return start.draft
    case 'new-device': {
      const { keys, rows } = start
      return { ...newDraft(freeName('DEVICE_1', taken)), fields: keys, rows: withFreeLabels([], rows) }
    }
    case 'more-registers': {
      const { section, places } = start
      const present = file.opened.find((opened) => opened.section === section)?.registers ?? []
      return { ...draftOf(section), rows: withMore(present, places, addressingIn(file, section)) }
    }
    default:
      return assertNever(start)
  }
}

function withMore(
  present: readonly RegisterView[],
  places: readonly NamedPlace[],
  addressing: Addressing,
): readonly RegisterRow[] {
  const rows = present.map(withoutResolved)
  // One offset for the whole section would move the new values as well.
  const offset = rows.some((row) => row.offset !== '') ? '0' : ''
  const more = places.map((place) => ({
    ...foundRow(place, writtenAddress(place.table, place.address, addressing)),
    offset,
  }))
  return withFreeLabels(rows, more)
}

function addressingIn({ sections }: Pick<ConfigDraft, 'sections'>, section: string): Addressing {
  const keys = sections.find(({ name }) => name === section)?.keys
  return addressingOf(keys?.find(({ key }) => key === 'addressing')?.effective)
}

/** `Voltage_L1` that is taken becomes `Voltage_L1_2`: the number at its end is that of a phase. */
function withFreeLabels(
  present: readonly RegisterRow[],
  more: readonly RegisterRow[],
): readonly RegisterRow[] {
  const taken = new Set(present.map(({ label }) => label).filter((label) => label !== ''))
  const named = more.map((row) => {
    let label = row.label
    for (let number = 2; taken.has(label); number++) label = `${row.label}_${number}`
    if (label !== '') taken.add(label)
    return { ...row, label }
  })
  return [...present, ...named]
}
