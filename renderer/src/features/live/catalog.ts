import type { SeriesCatalog, SeriesKey } from '../../../../shared/contract/series.ts'

type Devices = SeriesCatalog['devices']

/** Entries of a list that a person still reads. */
const shownMost = 150
/** Values of a device that are shown without having been asked for. */
const preselected = 4

/**
 * What matches all words of a search, and how much more there would be. In file order, those that are not collected last: a
 * new config.ini begins with templates.
 */
export function found(
  { devices }: SeriesCatalog,
  text: string,
): { readonly groups: Devices; readonly notShown: number } {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const groups: Devices = []
  let left = shownMost
  let notShown = 0
  const enabledFirst = devices.toSorted((a, b) => Number(b.enabled) - Number(a.enabled))
  for (const { deviceId, name, enabled, values } of enabledFirst) {
    const matching = values.filter(({ label, unit }) => {
      const all = `${deviceId} ${name} ${label} ${unit}`.toLowerCase()
      return words.every((word) => all.includes(word))
    })
    const shown = matching.slice(0, left)
    left -= shown.length
    notShown += matching.length - shown.length
    if (shown.length > 0) groups.push({ deviceId, name, enabled, values: shown })
  }
  return { groups, notShown }
}

/** The first values of a device that share the unit of its first one. */
export function firstValuesOf({ devices }: SeriesCatalog, deviceId: string): readonly SeriesKey[] {
  const values = devices.find((device) => device.deviceId === deviceId)?.values ?? []
  return values
    .filter(({ unit }) => unit === values[0]?.unit)
    .slice(0, preselected)
    .map(({ label }) => ({ deviceId, label }))
}

export const isInCatalog = ({ devices }: SeriesCatalog, { deviceId, label }: SeriesKey): boolean =>
  devices.some(
    (device) => device.deviceId === deviceId && device.values.some((value) => value.label === label),
  )
